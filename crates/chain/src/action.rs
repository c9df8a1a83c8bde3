use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::SolCall;
use colophon_model::{Bps, Permissions, Terms, Units};

use crate::{Error, Result};
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

/// Terms as the shop stores them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferTerms {
    /// Bits of what is allowed.
    pub uses: u16,
    /// Seconds; zero for ever.
    pub duration: u32,
    /// Whether it may be passed on.
    pub transferable: bool,
    /// Hash of the licence text; zero where there is none.
    pub text: B256,
}

impl OfferTerms {
    /// From the model's terms.
    ///
    /// # Errors
    /// [`Error::Range`] beyond 136 years.
    pub fn new(terms: &Terms, text: B256) -> Result<Self> {
        let duration = u32::try_from(terms.lasts_seconds.unwrap_or(0)).map_err(|_| Error::Range)?;
        Ok(Self { uses: uses(terms.permissions), duration, transferable: terms.transferable, text })
    }
}

/// The bits of `LicenceTerms` in `contracts/`.
fn uses(p: Permissions) -> u16 {
    [p.personal, p.commercial, p.ai_mine, p.ai_infer, p.ai_train, p.ai_train_generative]
        .iter()
        .enumerate()
        .fold(0, |bits, (place, allowed)| bits | u16::from(*allowed) << place)
}
