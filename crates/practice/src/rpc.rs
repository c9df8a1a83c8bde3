//! JSON-RPC methods by name.

mod blocks;
mod calls;
mod control;
mod fees;
mod logs;
mod params;
mod simulate;
mod state;

use alloy_primitives::U64;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{Fault, config::CHAIN_ID, fault::Answer, practice::Shared};
use params::Params;

/// Answers one request.
pub(crate) fn answer(
    shared: &Shared,
    method: &str,
    raw: Option<&RawValue>,
) -> Answer<Box<RawValue>> {
    let params = Params::read(raw)?;
    if let Some(result) = control::answer(shared, method, &params) {
        return result;
    }
    let chain = &*shared.read()?;
    match method {
        "eth_chainId" => json(U64::from(CHAIN_ID)),
        "net_version" => json(CHAIN_ID.to_string()),
        "net_listening" => json(true),
        "eth_syncing" => json(false),
        "eth_accounts" => json([(); 0]),
        "web3_clientVersion" => json(concat!("colophon-practice/v", env!("CARGO_PKG_VERSION"))),
        "web3_sha3" => {
            let data: alloy_primitives::Bytes = params.required(0, "data")?;
            json(alloy_primitives::keccak256(data))
        }
        "eth_blockNumber" => json(U64::from(chain.height())),
        "eth_gasPrice" => json(fees::gas_price(chain)),
        "eth_maxPriorityFeePerGas" => json(fees::tip(chain)),
        "eth_feeHistory" => json(fees::history(chain, &params)?),
        "eth_getBalance" => json(state::balance(chain, &params)?),
        "eth_getCode" => json(state::code(chain, &params)?),
        "eth_getStorageAt" => json(state::storage(chain, &params)?),
        "eth_getTransactionCount" => json(state::nonce(chain, &params)?),
        "eth_call" => json(calls::call(chain, &params)?),
        "eth_estimateGas" => json(calls::estimate(chain, &params)?),
        "eth_simulateV1" => json(simulate::simulate(chain, &params)?),
        "eth_getBlockByNumber" => json(blocks::by_number(chain, &params)?),
        "eth_getBlockByHash" => json(blocks::by_hash(chain, &params)?),
        "eth_getBlockReceipts" => json(blocks::receipts(chain, &params)?),
        "eth_getBlockTransactionCountByNumber" | "eth_getBlockTransactionCountByHash" => {
            json(blocks::transaction_count(chain, &params)?)
        }
        "eth_getTransactionByHash" => json(blocks::transaction(chain, &params)?),
        "eth_getRawTransactionByHash" => json(blocks::raw_transaction(chain, &params)?),
        "eth_getTransactionReceipt" => json(blocks::receipt(chain, &params)?),
        "eth_getLogs" => json(logs::logs(chain, &params)?),
        _ => Err(Fault::no_method(method)),
    }
}

fn json(value: impl Serialize) -> Answer<Box<RawValue>> {
    to_raw_value(&value).map_err(|why| Fault::internal(why.to_string()))
}

/// A short form of bytes for messages, so that an error does not repeat a whole contract.
fn short(text: &str) -> String {
    let mut end = text.len().min(80);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let dots = if end < text.len() { "…" } else { "" };
    format!("{}{dots}", &text[..end])
}
