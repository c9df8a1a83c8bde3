//! What accounts are and hold, at any block.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use revm::primitives::KECCAK_EMPTY;
use serde_json::Value;

use super::params::Params;
use crate::{Fault, chain::Chain, fault::Answer};

pub(super) fn balance(chain: &Chain, params: &Params) -> Answer<U256> {
    let address: Address = params.required(0, "address")?;
    Ok(chain.balance(address, params.block(1, chain)?))
}

pub(super) fn nonce(chain: &Chain, params: &Params) -> Answer<U64> {
    let address: Address = params.required(0, "address")?;
    let account = chain.account(address, params.block(1, chain)?);
    Ok(U64::from(account.map_or(0, |account| account.nonce)))
}

pub(super) fn code(chain: &Chain, params: &Params) -> Answer<Bytes> {
    let address: Address = params.required(0, "address")?;
    let account = chain.account(address, params.block(1, chain)?);
    let hash = account.map_or(KECCAK_EMPTY, |account| account.code_hash);
    Ok(chain.world.code(hash).original_bytes())
}

pub(super) fn storage(chain: &Chain, params: &Params) -> Answer<B256> {
    let address: Address = params.required(0, "address")?;
    let slot = slot(&params.required::<Value>(1, "slot")?)?;
    let block = params.block(2, chain)?;
    Ok(chain.world.slot(address, slot, block).into())
}

/// A storage slot: a quantity (`0x0`) or 32 bytes; nodes take both.
fn slot(value: &Value) -> Answer<U256> {
    let text = value.as_str().unwrap_or_default();
    let digits = text.strip_prefix("0x").filter(|digits| !digits.is_empty() && digits.len() <= 64);
    digits.and_then(|digits| U256::from_str_radix(digits, 16).ok()).ok_or_else(|| {
        Fault::params("unable to decode storage key: want 0x and 1 to 64 hex digits")
    })
}
