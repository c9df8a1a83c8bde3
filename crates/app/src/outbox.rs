//! Doing things on a chain: simulate, sign, remember, send, wait. Never twice.

use std::time::Duration;

use colophon_chain::{Action, Mined};
use colophon_keys::EvmKey;
use colophon_model::{B256, Bytes, U256, Units};
use colophon_store::{NewIntent, SignedBytes, TransactionState};

use crate::{App, Error, Result};

/// How often a receipt is asked for before the answer is "still waiting", and how long is waited in between.
const RECEIPT_ROUNDS: u32 = 300;
const RECEIPT_PAUSE: Duration = Duration::from_millis(200);

impl App {
    /// Does `action` once, however often it is asked for under the same `key`.
    ///
    /// Intent, nonce and signed bytes are on the disk before anything is sent. Asked again, after a crash or a second
    /// click, the same bytes are sent again, which a chain takes once.
    pub(crate) async fn act(
        &self,
        signer: &EvmKey,
        key: &str,
        kind: &str,
        action: &Action,
    ) -> Result<Mined> {
        // One at a time: two senders would draw the same nonce.
        let _turn = self.inner.sending.lock().await;
        let (raw, hash) = match self.signed_before(key)? {
            Some(known) => known,
            None => self.sign(signer, key, kind, action).await?,
        };
        self.inner.boundary.cross(&format!("signed {kind}"));
        let mined = self.deliver(&raw, hash, kind).await?;
        if mined.succeeded {
            Ok(mined)
        } else {
            Err(Error::Undone { kind: kind.to_owned(), tx: mined.tx })
        }
    }

    pub(crate) fn signed_before(&self, key: &str) -> Result<Option<(Bytes, B256)>> {
        self.read(|view| {
            let Some(intent) = view.outbox().by_key(key)? else { return Ok(None) };
            // The newest attempt is the one that outbids the others.
            let newest = view.outbox().attempts(intent.id)?.into_iter().max_by_key(|a| a.attempt);
            Ok(newest.map(|a| (a.signed.raw, a.signed.hash)))
        })
    }

    async fn sign(
        &self,
        signer: &EvmKey,
        key: &str,
        kind: &str,
        action: &Action,
    ) -> Result<(Bytes, B256)> {
        let chain = &self.inner.chain;
        let id = chain.profile().id;
        let plan = chain.simulate(signer.address(), action).await?;
        let pending = chain.pending_nonce(signer.address()).await?;
        let nonce =
            self.read(|view| Ok(view.outbox().next_nonce(id, signer.address(), pending)?))?;
        let signed = signer.sign_transaction(chain.transaction(action, nonce, &plan), id)?;
        let intent = NewIntent {
            chain: id,
            sender: signer.address(),
            recipient: action.to,
            data: action.data.clone(),
            value: action.value,
            kind: kind.to_owned(),
            key: key.to_owned(),
        };
        let bytes = SignedBytes {
            raw: signed.raw.clone(),
            hash: signed.hash,
            gas_limit: plan.gas_limit,
            max_fee: Units(U256::from(plan.fees.max_fee)),
            max_priority_fee: Units(U256::from(plan.fees.priority)),
        };
        self.inner.boundary.cross(&format!("planned {kind}"));
        self.write(|change| Ok(change.outbox_mut().commit(&intent, nonce, &bytes, self.now())?))?;
        Ok((signed.raw, signed.hash))
    }

    /// Sends signed bytes and waits until they are in a block.
    async fn deliver(&self, raw: &[u8], hash: B256, kind: &str) -> Result<Mined> {
        let known = self.read(|view| Ok(view.outbox().by_hash(hash)?))?.map(|a| a.state);
        if known == Some(TransactionState::Signed) {
            self.inner.chain.send(raw, hash).await?;
            self.inner.boundary.cross(&format!("sent {kind}"));
            self.write(|change| Ok(change.outbox_mut().accepted(hash, self.now())?))?;
        }
        for _ in 0..RECEIPT_ROUNDS {
            if let Some(mined) = self.inner.chain.mined(hash).await? {
                self.inner.boundary.cross(&format!("mined {kind}"));
                let receipt = colophon_store::Mined {
                    block: mined.block,
                    block_hash: mined.block_hash,
                    success: mined.succeeded,
                    gas_used: mined.gas_used,
                };
                self.write(|change| Ok(change.outbox_mut().mined(hash, receipt, self.now())?))?;
                self.inner.boundary.cross(&format!("noted {kind}"));
                return Ok(mined);
            }
            // Accepted once and in no block: a node that was restarted may have forgotten it.
            self.inner.chain.send(raw, hash).await?;
            tokio::time::sleep(RECEIPT_PAUSE).await;
        }
        Err(Error::Waiting(hash))
    }

    /// Sends again what an earlier run signed and did not see in a block.
    pub(crate) async fn recover_outbox(&self) -> Result<()> {
        let _turn = self.inner.sending.lock().await;
        let unfinished = self.read(|view| Ok(view.outbox().unfinished()?))?;
        for pending in unfinished {
            let Some(newest) = pending.attempts.iter().max_by_key(|a| a.attempt) else { continue };
            if newest.mined.is_some() && self.inner.chain.mined(newest.signed.hash).await?.is_some()
            {
                continue;
            }
            self.deliver(&newest.signed.raw, newest.signed.hash, &pending.intent.what.kind).await?;
        }
        Ok(())
    }
}

/// How outbox and chain stand to each other, for those who want to see that nothing was sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct OutboxFigures {
    /// Intents that are not in a block yet.
    pub unfinished: u64,
    /// Transactions of the artist that the chain has, by its nonce.
    pub on_chain: u64,
    /// The nonce that the artist's next intent would take.
    pub next_nonce: u64,
}

impl App {
    /// How outbox and chain stand to each other.
    ///
    /// # Errors
    /// Locked keys; a chain that does not answer.
    pub async fn outbox_figures(&self) -> Result<OutboxFigures> {
        let artist = self.artist()?.address();
        let on_chain = self.inner.chain.pending_nonce(artist).await?;
        let (unfinished, next_nonce) = self.read(|view| {
            let outbox = view.outbox();
            let open = outbox
                .unfinished()?
                .iter()
                .filter(|p| p.attempts.iter().all(|a| a.mined.is_none()))
                .count();
            Ok((open as u64, outbox.next_nonce(Self::chain_id(), artist, 0)?))
        })?;
        Ok(OutboxFigures { unfinished, on_chain, next_nonce })
    }
}
