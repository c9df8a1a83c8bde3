use alloy_primitives::Address;
use alloy_provider::Provider as _;

use super::{DEPLOYER_CODE, Plan, Step, code::is_filled_in};
use crate::{Chain, Error, Result};

/// What stands at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// No code.
    Nothing,
    /// What should be there.
    Expected,
    /// Another contract.
    Other,
}

/// What of a plan is on a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The deployer; [`Found::Expected`] for a plan that uses none.
    pub deployer: Found,
    /// The contracts, in the order of the plan.
    pub contracts: Vec<Found>,
}

impl Survey {
    /// Whether everything is there.
    pub fn is_complete(&self) -> bool {
        self.contracts.iter().all(|found| *found == Found::Expected)
    }

    /// The steps that are still to be done, in order.
    pub fn missing<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a Step> {
        self.with(plan, Found::Nothing)
    }

    /// The contracts in whose place something else stands: an endpoint of another chain, or a profile that is wrong.
    pub fn strangers<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a Step> {
        self.with(plan, Found::Other)
    }

    fn with<'a>(&'a self, plan: &'a Plan, want: Found) -> impl Iterator<Item = &'a Step> {
        let pairs = plan.steps().iter().zip(&self.contracts);
        pairs.filter(move |(_, found)| **found == want).map(|(step, _)| step)
    }
}

impl Chain {
    /// Looks which contracts of a plan are there. Each is told by its code, so a wrong address in a profile shows.
    ///
    /// # Errors
    /// No answer.
    pub async fn survey(&self, plan: &Plan) -> Result<Survey> {
        let deployer = match plan.deployer() {
            Some(at) => self.found(at, |code| code == DEPLOYER_CODE).await?,
            None => Found::Expected,
        };
        let mut contracts = Vec::with_capacity(plan.steps().len());
        for step in plan.steps() {
            let want = step.contract.runtime_code();
            contracts.push(self.found(step.address, |code| is_filled_in(want, code)).await?);
        }
        Ok(Survey { deployer, contracts })
    }

    async fn found(&self, at: Address, expected: impl Fn(&[u8]) -> bool) -> Result<Found> {
        let code = self.provider().get_code_at(at).await.map_err(Error::Endpoint)?;
        Ok(match code.as_ref() {
            [] => Found::Nothing,
            code if expected(code) => Found::Expected,
            _ => Found::Other,
        })
    }
}
