//! The calls that artists and buyers make, each ready to be simulated and signed.

use alloy_primitives::aliases::U96;
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolValue;
use colophon_model::{Shares, Units, keccak256};

use crate::bindings as b;
pub use crate::licence::{buy, close_offer, offer, record_remix, revoke_licence, show_treaty};
use crate::{Action, Contracts, Error, NewWork, Result};

/// Anchors a root for the sender.
pub fn anchor(at: &Contracts, root: B256, manifest: B256) -> Action {
    Action::call(at.registry, &b::WorkRegistry::anchorCall { root, manifest })
}

/// Makes the sender's vault for these shares; it divides the coin, the dollar and the wrapped coin.
pub fn create_vault(at: &Contracts, shares_root: B256, treaty: B256) -> Action {
    let tokens = vec![at.dollar, at.wrapped];
    Action::call(
        at.factory,
        &b::RoyaltyVaultFactory::createCall { sharesRoot: shares_root, treaty, tokens },
    )
}

/// Mints the sender's work.
pub fn mint(at: &Contracts, to: Address, work: &NewWork) -> Action {
    let call = b::WorkNFT::mintCall {
        to,
        work: b::WorkNFT::NewWork {
            root: work.root,
            leaf: work.leaf,
            manifest: work.manifest,
            sharesRoot: work.shares_root,
            treaty: work.treaty,
            royaltyBps: work.royalty.get(),
        },
        proof: work.proof.clone(),
    };
    Action::call(at.works, &call)
}

/// Allows `spender` to take up to `amount` of a token.
pub fn approve(token: Address, spender: Address, amount: Units) -> Action {
    Action::call(token, &b::PracticeUSD::approveCall { spender, value: amount.0 })
}

/// Makes practice dollars out of nothing.
pub fn mint_dollars(at: &Contracts, to: Address, amount: Units) -> Action {
    Action::call(at.dollar, &b::PracticeUSD::mintCall { to, amount: amount.0 })
}

/// Sends coin.
pub fn pay(to: Address, amount: Units) -> Action {
    Action { to: Some(to), value: amount, data: Bytes::new() }
}

/// Moves shares of a vault.
pub fn move_shares(vault: Address, to: Address, shares: Shares) -> Action {
    Action::call(vault, &b::RoyaltyVault::transferCall { to, value: U256::from(shares.0) })
}

/// Takes out what `who` is owed in each token (`None` is the coin).
pub fn claim(vault: Address, who: Address, tokens: &[Option<Address>]) -> Action {
    Action::call(vault, &b::RoyaltyVault::claimManyCall { who, tokens_: list(tokens) })
}

/// Proves a place in the allocation and takes out what is owed.
pub fn activate_and_claim(
    vault: Address,
    who: Address,
    shares: Shares,
    proof: Vec<B256>,
    tokens: &[Option<Address>],
) -> Action {
    let call = b::RoyaltyVault::activateAndClaimCall {
        who,
        shares: shares.0,
        proof,
        tokens_: list(tokens),
    };
    Action::call(vault, &call)
}

/// Lets the practice marketplace move a work's token.
pub fn approve_work(at: &Contracts, market: Address, work: U256) -> Action {
    Action::call(at.works, &b::WorkNFT::approveCall { to: market, tokenId: work })
}

/// Lists a work's token on the practice marketplace.
///
/// # Errors
/// [`Error::Range`] for a price beyond 96 bits.
pub fn market_list(at: &Contracts, market: Address, work: U256, price: Units) -> Result<Action> {
    Ok(Action::call(
        market,
        &b::PracticeMarket::listCall { nft: at.works, id: work, price: u96(price)? },
    ))
}

/// Buys a listed token.
pub fn market_buy(at: &Contracts, market: Address, work: U256, price: Units) -> Action {
    Action {
        value: price,
        ..Action::call(market, &b::PracticeMarket::buyCall { nft: at.works, id: work })
    }
}

/// The number of a work's token: `keccak256(abi.encode(author, leaf))`.
pub fn work_id(author: Address, leaf: B256) -> U256 {
    U256::from_be_bytes(keccak256((author, leaf).abi_encode()).0)
}

fn list(tokens: &[Option<Address>]) -> Vec<Address> {
    tokens.iter().map(|token| token.unwrap_or_default()).collect()
}

pub(crate) fn u96(units: Units) -> Result<U96> {
    let raw = u128::try_from(units.0).map_err(|_| Error::Range)?;
    U96::try_from(raw).map_err(|_| Error::Range)
}
