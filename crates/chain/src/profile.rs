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
    /// The dollar token that offers may be priced in.
    pub dollar: Address,
    /// The wrapped coin, which marketplaces pay in.
    pub wrapped: Address,
    /// On the practice chain, a marketplace that honours ERC-2981.
    pub market: Option<Address>,
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
