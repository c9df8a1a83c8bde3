use colophon_model::{Address, B256, ChainId, Moment};

use crate::codec::{handles, word};
use crate::table::intents::{self, Intent, IntentId, IntentState, NewIntent};
use crate::table::transactions::{self, Attempt, Mined, SignedBytes, TransactionState};
use crate::{Error, Result};

handles! {
    /// What is sent to chains: intents, each under one nonce for ever, and their signed transactions.
    Outbox,
    /// Commits intents and notes what becomes of them. The order is: commit, then send.
    OutboxMut
}

/// What [`OutboxMut::commit`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// The intent is new and may be sent once the transaction is committed.
    New(IntentId),
    /// The key was used for the same thing before; its own bytes count, and these are to be thrown away.
    Already(IntentId),
}

/// An intent that is not settled, with everything that was signed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The intent.
    pub intent: Intent,
    /// Its signed transactions, oldest first; the same bytes may be sent again at any time.
    pub attempts: Vec<Attempt>,
}

impl Outbox<'_> {
    /// The nonce for the next intent: what the chain expects (`eth_getTransactionCount` of the pending block), or one
    /// more than the highest nonce kept here. Ask inside the transaction that commits it.
    ///
    /// # Errors
    /// Those of reading.
    pub fn next_nonce(&self, chain: ChainId, sender: Address, pending: u64) -> Result<u64> {
        let kept = intents::highest_nonce(self.0, chain, sender)?;
        Ok(kept.map_or(pending, |highest| pending.max(highest.saturating_add(1))))
    }

    /// The intent behind a key.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_key(&self, key: &str) -> Result<Option<Intent>> {
        intents::by_key(self.0, key)
    }

    /// The intent with this number.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_id(&self, id: IntentId) -> Result<Option<Intent>> {
        intents::by_id(self.0, id)
    }

    /// The signed transactions of an intent, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn attempts(&self, intent: IntentId) -> Result<Vec<Attempt>> {
        transactions::of(self.0, intent)
    }

    /// The signed transaction with this hash.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_hash(&self, hash: B256) -> Result<Option<Attempt>> {
        transactions::by_hash(self.0, hash)
    }

    /// Everything to be sent again or looked up after a start, in the order of nonces.
    ///
    /// # Errors
    /// Those of reading.
    pub fn unfinished(&self) -> Result<Vec<Pending>> {
        intents::active(self.0)?
            .into_iter()
            .map(|intent| Ok(Pending { attempts: self.attempts(intent.id)?, intent }))
            .collect()
    }
}

impl OutboxMut<'_> {
    /// Keeps an intent, its nonce and its signed bytes, all in this transaction. Nothing is sent before the
    /// transaction is committed.
    ///
    /// # Errors
    /// [`Error::NonceTaken`], [`Error::KeyReused`] where the key stands for something else.
    pub fn commit(
        &self,
        intent: &NewIntent,
        nonce: u64,
        signed: &SignedBytes,
        at: Moment,
    ) -> Result<Committed> {
        if let Some(known) = intents::by_key(self.0, &intent.key)? {
            return if known.what == *intent {
                Ok(Committed::Already(known.id))
            } else {
                Err(Error::KeyReused { key: intent.key.clone() })
            };
        }
        if intents::is_taken(self.0, intent.chain, intent.sender, nonce)? {
            return Err(Error::NonceTaken { nonce });
        }
        let id = intents::insert(self.0, intent, nonce, at)?;
        self.attempt(id, 0, nonce, signed, at)?;
        Ok(Committed::New(id))
    }

    /// Keeps another attempt of an intent under the same nonce, with higher fees; whichever is mined first counts.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`] where the intent is settled or an attempt is mined,
    /// [`Error::FeeTooLow`].
    pub fn replace(&self, id: IntentId, signed: &SignedBytes, at: Moment) -> Result<()> {
        let intent = self.require(id)?;
        let attempts = transactions::of(self.0, id)?;
        let open =
            |a: &Attempt| matches!(a.state, TransactionState::Signed | TransactionState::Accepted);
        if intent.state != IntentState::Active || !attempts.iter().all(open) {
            return Err(refused("intent", id.0, &intent.state, "replaced"));
        }
        if !attempts.iter().all(|old| signed.outbids(&old.signed)) {
            return Err(Error::FeeTooLow);
        }
        let number = attempts.last().map_or(0, |last| last.attempt.saturating_add(1));
        self.attempt(id, number, intent.nonce, signed, at)
    }

    /// Notes that a node has taken the transaction, or already had it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`].
    pub fn accepted(&self, hash: B256, at: Moment) -> Result<()> {
        let attempt = self.find(hash)?;
        // A node's answer to a second sending may come after the receipt; the receipt says more.
        if matches!(attempt.state, TransactionState::Mined | TransactionState::Replaced) {
            return Ok(());
        }
        self.step(attempt, TransactionState::Accepted, None, at)
    }

    /// Notes a receipt, perhaps in another block than before. Other attempts of the intent are replaced.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`].
    pub fn mined(&self, hash: B256, receipt: Mined, at: Moment) -> Result<()> {
        let attempt = self.find(hash)?;
        for other in transactions::of(self.0, attempt.intent)? {
            if other.attempt != attempt.attempt {
                self.step(other, TransactionState::Replaced, None, at)?;
            }
        }
        self.step(attempt, TransactionState::Mined, Some(receipt), at)
    }

    /// Notes that a reorg took the transaction out of its block: it and its replaced siblings may be mined again.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`] unless it is mined and not final.
    pub fn unmined(&self, hash: B256, at: Moment) -> Result<()> {
        let attempt = self.find(hash)?;
        if attempt.state != TransactionState::Mined {
            return Err(refused("transaction", hash, &attempt.state, "accepted"));
        }
        for each in transactions::of(self.0, attempt.intent)? {
            self.step(each, TransactionState::Accepted, None, at)?;
        }
        Ok(())
    }

    /// Notes that the chain calls the transaction's block final; the intent is done or failed by its receipt.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`] unless it is mined.
    pub fn finalized(&self, hash: B256, at: Moment) -> Result<()> {
        let attempt = self.find(hash)?;
        let id = attempt.intent;
        let success = attempt.mined.is_some_and(|mined| mined.success);
        let (state, settled) = if success {
            (TransactionState::Final, IntentState::Done)
        } else {
            (TransactionState::Failed, IntentState::Failed)
        };
        let mined = attempt.mined;
        self.step(attempt, state, mined, at)?;
        intents::set_state(self.0, id, settled, at)
    }

    /// Gives an intent up whose nonce went to a transaction of some other wallet: `final_nonce` is the account's
    /// transaction count in the chain's newest final block.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::StillPossible`] while the chain has not used the nonce, or an attempt is mined;
    /// [`Error::Transition`] where the intent is settled.
    pub fn dropped(&self, id: IntentId, final_nonce: u64, at: Moment) -> Result<()> {
        let intent = self.require(id)?;
        if intent.state != IntentState::Active {
            return Err(refused("intent", id.0, &intent.state, "dropped"));
        }
        let attempts = transactions::of(self.0, id)?;
        let mined = attempts.iter().any(|a| a.state == TransactionState::Mined);
        if mined || final_nonce <= intent.nonce {
            return Err(Error::StillPossible);
        }
        for attempt in attempts {
            self.step(attempt, TransactionState::Dropped, None, at)?;
        }
        intents::set_state(self.0, id, IntentState::Dropped, at)
    }

    fn attempt(
        &self,
        intent: IntentId,
        attempt: u32,
        nonce: u64,
        signed: &SignedBytes,
        at: Moment,
    ) -> Result<()> {
        transactions::insert(
            self.0,
            &Attempt {
                intent,
                attempt,
                nonce,
                signed: signed.clone(),
                state: TransactionState::Signed,
                mined: None,
                created_at: at,
                updated_at: at,
            },
        )
    }

    fn require(&self, id: IntentId) -> Result<Intent> {
        intents::by_id(self.0, id)?.ok_or_else(|| Error::missing("intent", id.0))
    }

    fn find(&self, hash: B256) -> Result<Attempt> {
        transactions::by_hash(self.0, hash)?.ok_or_else(|| Error::missing("transaction", hash))
    }

    fn step(
        &self,
        attempt: Attempt,
        state: TransactionState,
        mined: Option<Mined>,
        at: Moment,
    ) -> Result<()> {
        if !attempt.state.may_become(state) {
            return Err(refused("transaction", attempt.signed.hash, &attempt.state, &word(&state)));
        }
        transactions::save(self.0, &Attempt { state, mined, ..attempt }, at)
    }
}

fn refused(what: &'static str, id: impl ToString, from: &impl serde::Serialize, to: &str) -> Error {
    Error::Transition { what, id: id.to_string(), from: word(from), to: to.to_owned() }
}
