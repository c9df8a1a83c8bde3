use alloy_primitives::{Address, B256, Bytes, keccak256};
use colophon_model::Units;
use serde::{Deserialize, Serialize};

use super::DEPLOYER;
use crate::{Action, Contracts, Deployable, deployment_order};

/// The salt of every contract. Another edition of the contracts has other code, and so other addresses, under the same salt.
pub const SALT: B256 = B256::new(*b"Colophon contracts, version one.");

/// The contracts of a chain where money is real, in an order in which each finds those it needs.
pub fn every_chain() -> Vec<Deployable> {
    use Deployable::{Dollar, Market, Wrapped};
    deployment_order()
        .into_iter()
        .filter(|part| !matches!(part, Dollar | Wrapped | Market))
        .collect()
}

/// How a chain's contracts come by their addresses; a part of its profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addresses {
    /// As on every other chain, through the shared deployer.
    #[default]
    Shared,
    /// Through a deployer at this address: the chain refuses the keyless transaction.
    Through(Address),
    /// As named: the chain computes addresses in another way.
    Named(Box<Contracts>),
}

impl Addresses {
    /// The plan for these contracts.
    pub fn plan(&self, parts: &[Deployable]) -> Plan {
        match self {
            Self::Shared => Plan::through(DEPLOYER, parts),
            Self::Through(deployer) => Plan::through(*deployer, parts),
            Self::Named(contracts) => Plan::named(contracts, parts),
        }
    }

    /// What a person should know; `None` where there is nothing to tell.
    pub const fn notice(&self) -> Option<&'static str> {
        match self {
            Self::Shared => None,
            Self::Through(_) | Self::Named(_) => Some(
                "this chain does not take the transaction that gives Colophon's contracts the same addresses everywhere; \
                 here they have addresses of their own, and a work's vault has another address than on other chains",
            ),
        }
    }
}

/// One contract of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub contract: Deployable,
    /// Where it is, or will be.
    pub address: Address,
    /// What makes it.
    pub creation: Bytes,
    /// The deployer that it is made through; `None` where the profile names the address.
    pub through: Option<Address>,
}

impl Step {
    /// Makes the contract. Through a deployer it lands at [`Self::address`], whoever sends it; without one it lands where the
    /// chain says, and that address then belongs in the profile.
    pub fn action(&self) -> Action {
        match self.through {
            Some(deployer) => Action {
                to: Some(deployer),
                value: Units::ZERO,
                data: [SALT.as_slice(), &self.creation].concat().into(),
            },
            None => Action::deploy(self.creation.clone()),
        }
    }
}

/// Which contracts a chain needs, in which order, and where each will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    deployer: Option<Address>,
    contracts: Contracts,
    steps: Vec<Step>,
}

impl Plan {
    /// Contracts that a deployer makes. `parts` come in an order in which each finds those it needs.
    pub fn through(deployer: Address, parts: &[Deployable]) -> Self {
        let mut contracts = Contracts::default();
        let mut steps = Vec::with_capacity(parts.len());
        for &contract in parts {
            let creation = contract.creation_code(&contracts);
            let address = deployer.create2(SALT, keccak256(&creation));
            contract.place(&mut contracts, address);
            steps.push(Step { contract, address, creation, through: Some(deployer) });
        }
        Self { deployer: Some(deployer), contracts, steps }
    }

    /// Contracts at addresses that a profile names. One that is not there yet has the address zero.
    pub fn named(contracts: &Contracts, parts: &[Deployable]) -> Self {
        let steps = parts
            .iter()
            .map(|&contract| Step {
                contract,
                address: contract.placed(contracts),
                creation: contract.creation_code(contracts),
                through: None,
            })
            .collect();
        Self { deployer: None, contracts: *contracts, steps }
    }

    /// The deployer, where there is one.
    pub const fn deployer(&self) -> Option<Address> {
        self.deployer
    }

    /// Where everything will be. What is not part of the plan has the address zero.
    pub const fn contracts(&self) -> &Contracts {
        &self.contracts
    }

    /// The contracts in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}
