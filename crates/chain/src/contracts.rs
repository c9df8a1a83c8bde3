use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolConstructor;

use crate::Contracts;
use crate::bindings as b;

/// A contract that a chain needs before artists can use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deployable {
    /// Anchors.
    Registry,
    /// Makes vaults.
    Factory,
    /// Work tokens; needs the two before.
    Works,
    /// Agreements over splits.
    Treaties,
    /// Licences; needs the work tokens and the treaties.
    Shop,
    /// Shares for fans; needs the maker of vaults.
    Offerings,
    /// Licences of many works; needs the work tokens.
    Datasets,
    /// Payments per use.
    Channel,
    /// Payments to many holders at once.
    Payouts,
    /// Practice dollars.
    Dollar,
    /// Wrapped practice coin.
    Wrapped,
    /// Practice marketplace.
    Market,
}

/// The contracts in an order in which each finds those it needs.
pub const fn deployment_order() -> [Deployable; 12] {
    use Deployable::{
        Channel, Datasets, Dollar, Factory, Market, Offerings, Payouts, Registry, Shop, Treaties,
        Works, Wrapped,
    };
    [
        Registry, Factory, Works, Treaties, Shop, Offerings, Datasets, Channel, Payouts, Dollar,
        Wrapped, Market,
    ]
}

impl Deployable {
    /// The contract's name, as in `contracts/`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registry => "WorkRegistry",
            Self::Factory => "RoyaltyVaultFactory",
            Self::Works => "WorkNFT",
            Self::Treaties => "SplitTreaty",
            Self::Shop => "LicenceShop",
            Self::Offerings => "ShareOfferingFactory",
            Self::Datasets => "DatasetLicence",
            Self::Channel => "UsageChannel",
            Self::Payouts => "PayoutRound",
            Self::Dollar => "PracticeUSD",
            Self::Wrapped => "WrappedPractice",
            Self::Market => "PracticeMarket",
        }
    }

    /// The creation code with its arguments; `so_far` names those deployed before.
    pub fn creation_code(self, so_far: &Contracts) -> Bytes {
        let (code, arguments) = match self {
            Self::Registry => (&b::WorkRegistry::BYTECODE, Vec::new()),
            Self::Factory => (&b::RoyaltyVaultFactory::BYTECODE, Vec::new()),
            Self::Works => (
                &b::WorkNFT::BYTECODE,
                b::WorkNFT::constructorCall {
                    registry_: so_far.registry,
                    factory_: so_far.factory,
                }
                .abi_encode(),
            ),
            Self::Shop => (
                &b::LicenceShop::BYTECODE,
                b::LicenceShop::constructorCall {
                    works_: so_far.works,
                    treaties_: so_far.treaties,
                }
                .abi_encode(),
            ),
            Self::Treaties => (&b::SplitTreaty::BYTECODE, Vec::new()),
            Self::Offerings => (
                &b::ShareOfferingFactory::BYTECODE,
                b::ShareOfferingFactory::constructorCall { vaults_: so_far.factory }.abi_encode(),
            ),
            Self::Datasets => (
                &b::DatasetLicence::BYTECODE,
                b::DatasetLicence::constructorCall { works_: so_far.works }.abi_encode(),
            ),
            Self::Channel => (&b::UsageChannel::BYTECODE, Vec::new()),
            Self::Payouts => (&b::PayoutRound::BYTECODE, Vec::new()),
            Self::Dollar => (&b::PracticeUSD::BYTECODE, Vec::new()),
            Self::Wrapped => (&b::WrappedPractice::BYTECODE, Vec::new()),
            Self::Market => (&b::PracticeMarket::BYTECODE, Vec::new()),
        };
        [code.as_ref(), &arguments].concat().into()
    }

    /// Writes where it was deployed.
    pub const fn place(self, contracts: &mut Contracts, at: Address) {
        match self {
            Self::Registry => contracts.registry = at,
            Self::Factory => contracts.factory = at,
            Self::Works => contracts.works = at,
            Self::Treaties => contracts.treaties = at,
            Self::Shop => contracts.shop = at,
            Self::Offerings => contracts.offerings = at,
            Self::Datasets => contracts.datasets = at,
            Self::Channel => contracts.channel = at,
            Self::Payouts => contracts.payouts = at,
            Self::Dollar => contracts.dollar = at,
            Self::Wrapped => contracts.wrapped = at,
            Self::Market => contracts.market = Some(at),
        }
    }
}

impl Default for Contracts {
    fn default() -> Self {
        let none = Address::ZERO;
        Self {
            registry: none,
            factory: none,
            works: none,
            shop: none,
            treaties: none,
            offerings: none,
            datasets: none,
            channel: none,
            payouts: none,
            dollar: none,
            wrapped: none,
            market: None,
        }
    }
}
