use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::SolCall;
use colophon_model::{Bps, Units};

/// Something to be done on a chain: what a transaction carries, before nonce, fee and signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The account or contract called; `None` deploys `data`.
    pub to: Option<Address>,
    /// Coin sent along.
    pub value: Units,
    /// The call.
    pub data: Bytes,
}

impl Action {
    pub(crate) fn call(to: Address, call: &impl SolCall) -> Self {
        Self { to: Some(to), value: Units::ZERO, data: call.abi_encode().into() }
    }

    /// Deploys `code`.
    pub const fn deploy(code: Bytes) -> Self {
        Self { to: None, value: Units::ZERO, data: code }
    }
}

/// What a token is minted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWork {
    /// The anchored root.
    pub root: B256,
    /// The work's leaf under it.
    pub leaf: B256,
    /// The leaf's proof.
    pub proof: Vec<B256>,
    /// Hash of the manifest list that was anchored with the root.
    pub manifest: B256,
    /// Root of the shares.
    pub shares_root: B256,
    /// Hash of the agreement behind the shares; zero where there is none.
    pub treaty: B256,
    /// What a marketplace is asked to pass on of each resale.
    pub royalty: Bps,
}
