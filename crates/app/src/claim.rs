//! Taking out what is owed.

use colophon_chain::calls;
use colophon_ipc::{FinalPoint, PrepareClaim, Sheet, SheetKind};
use colophon_keys::EvmKey;
use colophon_model::{Address, U256, Units, WorkId};

use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money};

/// Gas that a first claim in three tokens needs at most.
const CLAIM_GAS: u64 = 300_000;

impl App {
    /// Prepares to take out what is owed to this account.
    ///
    /// # Errors
    /// Nothing owed; locked keys.
    pub async fn prepare_claim(&self, call: &PrepareClaim) -> Result<Sheet> {
        self.sync().await?;
        let me = self.artist()?.address();
        let works = self.claimable_works(me, &call.works)?;
        if works.is_empty() {
            return Err(Error::NothingOwed("this account".into()));
        }
        let tokens = self.tokens().await?;
        let mut arrives = Vec::new();
        for (address, token) in &tokens {
            let mut sum = Units::ZERO;
            for work in &works {
                sum = sum
                    .checked_add(self.books(*work)?.owed(me, *address)?)
                    .ok_or_else(|| Error::internal("a sum too large"))?;
            }
            if !sum.is_zero() {
                arrives.push(money::view(token, sum));
            }
        }
        let fees = self.inner.chain.fees().await?;
        let count = works.len() as u64;
        let titles = works.iter().map(|w| Ok(self.work_row(*w)?.title)).collect::<Result<_>>()?;
        let facts = Facts {
            works: titles,
            leaves: Vec::new(),
            arrives,
            to: me.to_string(),
            fee: Units(
                U256::from(CLAIM_GAS.saturating_mul(count))
                    .saturating_mul(U256::from(fees.max_fee)),
            ),
            transactions: count,
            finals: vec![FinalPoint::Payment],
            facts: Vec::new(),
        };
        self.lay(SheetKind::Claim, Plan::Claim { works }, facts)
    }

    fn claimable_works(&self, who: Address, only: &[WorkId]) -> Result<Vec<WorkId>> {
        let vaults = self.read(|view| Ok(view.vaults().on(Self::chain_id())?))?;
        let mut works = Vec::new();
        for vault in vaults.iter().filter(|v| only.is_empty() || only.contains(&v.work)) {
            let books = self.books(vault.work)?;
            let mut owed = false;
            for token in books.tokens() {
                owed |= !books.owed(who, token)?.is_zero();
            }
            if owed {
                works.push(vault.work);
            }
        }
        Ok(works)
    }

    pub(crate) async fn claim(&self, works: &[WorkId], key: &str) -> Result<Done> {
        let artist = self.artist()?;
        let mut done = Done::default();
        for work in works {
            done.add(&self.claim_work(&artist, *work, key).await?);
        }
        Ok(done)
    }

    /// Takes out what a vault owes to the key's account; proves its place first where that was not done.
    pub(crate) async fn claim_work(
        &self,
        holder: &EvmKey,
        work: WorkId,
        key: &str,
    ) -> Result<colophon_chain::Mined> {
        let who = holder.address();
        let books = self.books(work)?;
        let vault = self.vault_row(work)?;
        let mut tokens = Vec::new();
        for token in books.tokens() {
            if !books.owed(who, token)?.is_zero() {
                tokens.push(token);
            }
        }
        let action = if books.is_active(who) {
            calls::claim(vault.address, who, &tokens)
        } else {
            let (shares, proof) = self.place_in(work, who)?.ok_or_else(|| {
                Error::Precondition(format!("{who} holds no shares of this work"))
            })?;
            calls::activate_and_claim(vault.address, who, shares, proof, &tokens)
        };
        self.act(holder, &format!("claim {work} {key}"), "claim", &action).await
    }

    pub(crate) fn vault_row(&self, work: WorkId) -> Result<colophon_store::Vault> {
        let vaults = self.read(|view| Ok(view.vaults().of(work)?))?;
        vaults.into_iter().find(|v| v.chain == Self::chain_id()).ok_or_else(|| {
            Error::Precondition(
                "the work has no vault yet; give it a split and mint it first".into(),
            )
        })
    }
}
