//! What the contracts have people sign: EIP-712 typed data in the domain of one contract on one chain.

use alloy_primitives::aliases::U96;
use alloy_primitives::{Address, B256, Signature, U256};
use alloy_sol_types::Eip712Domain;
use colophon_model::{ChainId, Units};

use crate::{Error, Result};

/// The domain of version 1 of a contract.
pub(crate) fn domain(name: &'static str, chain: ChainId, contract: Address) -> Eip712Domain {
    let (name, version) = (Some(name.into()), Some("1".into()));
    Eip712Domain::new(name, version, Some(U256::from(chain.0)), Some(contract), None)
}

/// The 32 bytes that are signed: `keccak256(0x1901 ++ domain separator ++ struct hash)`.
pub(crate) fn digest(domain: &Eip712Domain, struct_hash: B256) -> B256 {
    let mut message = [0; 66];
    message[..2].copy_from_slice(&[0x19, 0x01]);
    message[2..34].copy_from_slice(domain.separator().as_slice());
    message[34..].copy_from_slice(struct_hash.as_slice());
    alloy_primitives::keccak256(message)
}

/// Whose key signed `digest`; `None` where these bytes are no signature, or its malleable twin.
pub(crate) fn signer_of(digest: B256, signature: &[u8]) -> Option<Address> {
    let signature = Signature::from_raw(signature).ok()?;
    if signature.normalize_s().is_some() {
        return None;
    }
    signature.recover_address_from_prehash(&digest).ok()
}

/// An amount as a contract's field of 96 bits.
pub(crate) fn u96(units: Units) -> Result<U96> {
    let raw = u128::try_from(units.0).map_err(|_| Error::Range)?;
    U96::try_from(raw).map_err(|_| Error::Range)
}
