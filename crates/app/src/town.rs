//! The practice town: what a new practice chain needs before an artist can use it. Its contracts, its buyers and its
//! money are real in every way but worth.

use colophon_chain::deploy::{Addresses, Found, KEYLESS_COST, KEYLESS_SENDER};
use colophon_chain::{Contracts, calls, deployment_order};
use colophon_keys::EvmKey;
use colophon_model::{Address, ChainId, U256, Units};

use crate::{App, Error, Result};

/// Places in the practice phrase: the artist is 0.
const TOWN: u32 = 1_000;
/// Buyers live from here on.
const BUYERS: u32 = 1_001;
const CONTRACTS: &str = "practice.contracts";
/// 100 coins, for fees and purchases.
const POCKET_MONEY: u64 = 100;

fn coins(n: u64) -> Units {
    Units(U256::from(n) * U256::from(10).pow(U256::from(18)))
}

impl App {
    /// The artist's own key on the practice chain.
    pub(crate) fn artist(&self) -> Result<EvmKey> {
        self.with_keys(|keys| Ok(keys.practice.evm(0)?))
    }

    /// A townsman's key: a collaborator, a buyer, a fan.
    pub(crate) fn townsman(&self, index: u32) -> Result<EvmKey> {
        self.with_keys(|keys| Ok(keys.practice.evm(index)?))
    }

    /// A buyer's key.
    pub(crate) fn buyer(&self, number: u32) -> Result<EvmKey> {
        self.townsman(BUYERS.saturating_add(number))
    }

    /// Where the contracts are.
    pub(crate) fn contracts(&self) -> Result<Contracts> {
        self.setting(CONTRACTS)?.ok_or(Error::NoAccount)
    }

    /// Deploys the contracts and gives the artist coin for fees, where that was not done yet. The contracts get the
    /// addresses that they have on every chain, so all homes agree on them. Taken up again after a stop it goes on with
    /// the contract that is missing.
    pub(crate) async fn settle_in_town(&self) -> Result<()> {
        self.recover_outbox().await?;
        self.fund(self.artist()?.address()).await?;
        let plan = Addresses::Shared.plan(&deployment_order());
        let known = self.setting::<Contracts>(CONTRACTS)?;
        let wanted = known.map_or(*plan.contracts(), |known| known.completed(plan.contracts()));
        if known == Some(wanted) {
            return Ok(());
        }
        let town = self.townsman(TOWN)?;
        self.fund(town.address()).await?;
        let chain = &self.inner.chain;
        chain.require_opcodes().await?;
        let survey = chain.survey(&plan).await?;
        if survey.deployer == Found::Nothing {
            self.inner.practice.faucet(KEYLESS_SENDER, KEYLESS_COST.0)?;
            chain.place_deployer().await?;
        }
        for step in survey.missing(&plan) {
            let reason = format!("place {}", step.contract.name());
            self.act(&town, &reason, "deploy", &step.action()).await?;
        }
        self.save(CONTRACTS, &wanted)
    }

    /// Gives coin out of nothing to whoever has little.
    pub(crate) async fn fund(&self, who: Address) -> Result<()> {
        if self.inner.chain.balance(who).await? < coins(1) {
            self.inner.practice.faucet(who, coins(POCKET_MONEY).0)?;
        }
        Ok(())
    }

    /// Gives a buyer coin, and dollars where the price is in dollars.
    pub(crate) async fn fund_buyer(
        &self,
        key: &EvmKey,
        dollars: Units,
        reason: &str,
    ) -> Result<Option<colophon_chain::Mined>> {
        self.fund(key.address()).await?;
        let contracts = self.contracts()?;
        let held = self.inner.chain.token_balance(contracts.dollar, key.address(), None).await?;
        if held < dollars {
            let action = calls::mint_dollars(&contracts, key.address(), dollars);
            let mined =
                self.act(key, &format!("dollars {reason}"), "practice dollars", &action).await?;
            return Ok(Some(mined));
        }
        Ok(None)
    }

    /// The chain that everything of this home happens on, until others are added.
    pub(crate) const fn chain_id() -> ChainId {
        ChainId::PRACTICE
    }
}
