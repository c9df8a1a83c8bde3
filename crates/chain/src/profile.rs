use alloy_primitives::Address;
use colophon_model::{ChainId, Token};
use serde::{Deserialize, Serialize};

/// Where Colophon's contracts are on a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contracts {
    /// Anchors.
    pub registry: Address,
    /// Makes vaults.
    pub factory: Address,
    /// Work tokens.
    pub works: Address,
    /// Licences.
    pub shop: Address,
    /// Agreements over splits.
    #[serde(default)]
    pub treaties: Address,
    /// Sells shares to fans.
    #[serde(default)]
    pub offerings: Address,
    /// Licences of many works in one payment.
    #[serde(default)]
    pub datasets: Address,
    /// Payments per use.
    #[serde(default)]
    pub channel: Address,
    /// Pays many holders of a vault at once.
    #[serde(default)]
    pub payouts: Address,
    /// The dollar token that offers may be priced in.
    pub dollar: Address,
    /// The wrapped coin, which marketplaces pay in.
    pub wrapped: Address,
    /// On the practice chain, a marketplace that honours ERC-2981.
    pub market: Option<Address>,
}

impl Contracts {
    /// The same, with what is missing taken from `plan`. An older Colophon knew fewer contracts.
    #[must_use]
    pub fn completed(mut self, plan: &Self) -> Self {
        for (known, planned) in [
            (&mut self.treaties, plan.treaties),
            (&mut self.offerings, plan.offerings),
            (&mut self.datasets, plan.datasets),
            (&mut self.channel, plan.channel),
            (&mut self.payouts, plan.payouts),
        ] {
            if known.is_zero() {
                *known = planned;
            }
        }
        self
    }
}

/// A chain as Colophon uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its number.
    pub id: ChainId,
    /// Its name.
    pub name: String,
    /// Its coin.
    pub coin: Token,
    /// Blocks on top of a payment that make it confirmed.
    pub confirmations: u64,
}

impl Profile {
    /// The practice chain.
    pub fn practice() -> Self {
        let id = ChainId::PRACTICE;
        Self {
            id,
            name: "Practice chain".to_owned(),
            coin: Token { chain: id, address: None, symbol: "ETH".to_owned(), decimals: 18 },
            confirmations: 4,
        }
    }
}
