//! Calls that change nothing.

use alloy_consensus::Header;
use alloy_eips::BlockId;
use alloy_primitives::{Bytes, U64};
use alloy_rpc_types_eth::{TransactionRequest, state::StateOverride};
use revm::{context_interface::result::ExecutionResult, database::CacheDB};
use serde_json::Value;

use super::params::{self, Params};
use crate::{
    Fault,
    chain::Chain,
    estimate,
    execute::{self, View},
    fault::Answer,
    request::{self, Call},
};

/// Reads `(call, block, state overrides)`: the call, the state it sees, the block it runs in.
fn prepare<'a>(chain: &'a Chain, params: &Params) -> Answer<(Call, CacheDB<View<'a>>, Header)> {
    let request: TransactionRequest = params.required(0, "transaction")?;
    let id = params.optional::<BlockId>(1)?.unwrap_or_else(BlockId::latest);
    let overrides: Option<StateOverride> = params.optional(2)?;
    if params.optional::<Value>(3)?.is_some() {
        return Err(Fault::params("block overrides are not supported"));
    }
    let number = params::number(chain, id)?.ok_or_else(Fault::no_header)?;
    let header = if id.is_pending() {
        chain.next_header(chain.next_timestamp())
    } else {
        chain.block(number).ok_or_else(Fault::no_header)?.header.clone()
    };
    let call = Call::new(request, chain.config.block_gas_limit)?;
    let database = request::overridden(chain.view(number), overrides)?;
    Ok((call, database, header))
}

pub(super) fn call(chain: &Chain, params: &Params) -> Answer<Bytes> {
    let (call, database, header) = prepare(chain, params)?;
    match execute::run(database, &header, call.tx, call.rules)?.result {
        ExecutionResult::Success { output, .. } => Ok(output.into_data()),
        ExecutionResult::Revert { output, .. } => Err(Fault::reverted(output)),
        ExecutionResult::Halt { reason, .. } => Err(Fault::halted(&reason)),
    }
}

pub(super) fn estimate(chain: &Chain, params: &Params) -> Answer<U64> {
    let (call, database, header) = prepare(chain, params)?;
    Ok(U64::from(estimate::estimate(&database, &header, &call)?))
}
