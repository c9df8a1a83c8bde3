//! Methods that change the chain: sending a transaction, and the `practice_` controls.

use alloy_primitives::{Address, B256, Bytes, U64, U256, keccak256};
use serde_json::{json as object, value::RawValue};

use super::{json, params::Params};
use crate::{
    AfterReorg, Fault,
    fault::Answer,
    practice::{PracticeChain, Shared},
    record::Order,
};

/// Answers `method` if it is one that changes the chain.
pub(super) fn answer(
    shared: &Shared,
    method: &str,
    params: &Params,
) -> Option<Answer<Box<RawValue>>> {
    let chain = PracticeChain::of_shared(shared.clone());
    Some(match method {
        "eth_sendRawTransaction" => send(shared, params).and_then(json),
        "practice_faucet" => faucet(&chain, params).and_then(json),
        "practice_mine" => mine(&chain, params).and_then(json),
        "practice_setTime" => set_time(&chain, params).and_then(json),
        "practice_advanceTime" => advance_time(&chain, params).and_then(json),
        "practice_reorg" => reorg(&chain, params),
        "practice_snapshot" => chain.snapshot().map(U64::from).map_err(Fault::from).and_then(json),
        "practice_revert" => revert(&chain, params).and_then(json),
        _ => return None,
    })
}

fn send(shared: &Shared, params: &Params) -> Answer<B256> {
    let raw: Bytes = params.required(0, "raw transaction")?;
    let mut chain = shared.write()?;
    let hash = keccak256(&raw);
    chain.mine(Order::Transaction(raw))?;
    Ok(hash)
}

fn faucet(chain: &PracticeChain, params: &Params) -> Answer<U64> {
    let to: Address = params.required(0, "address")?;
    let wei: U256 = params.required(1, "wei")?;
    Ok(U64::from(chain.faucet(to, wei)?))
}

fn mine(chain: &PracticeChain, params: &Params) -> Answer<U64> {
    let count: U64 = params.optional(0)?.unwrap_or(U64::from(1));
    Ok(U64::from(chain.mine_many(count.to())?))
}

fn set_time(chain: &PracticeChain, params: &Params) -> Answer<bool> {
    let seconds: U64 = params.required(0, "unix seconds")?;
    chain.set_time(seconds.to())?;
    Ok(true)
}

fn advance_time(chain: &PracticeChain, params: &Params) -> Answer<bool> {
    let seconds: U64 = params.required(0, "seconds")?;
    chain.advance_time(seconds.to())?;
    Ok(true)
}

fn reorg(chain: &PracticeChain, params: &Params) -> Answer<Box<RawValue>> {
    let depth: U64 = params.required(0, "depth")?;
    let after = match params.optional::<String>(1)?.as_deref() {
        None | Some("nothing") => AfterReorg::Nothing,
        Some("emptyBlocks") => AfterReorg::EmptyBlocks,
        Some("sameAgain") => AfterReorg::SameAgain,
        Some(_) => return Err(Fault::params("want nothing, emptyBlocks or sameAgain")),
    };
    let report = chain.reorg(depth.to(), after)?;
    json(object!({
        "kept": U64::from(report.kept),
        "undone": report.undone,
        "unmined": report.unmined,
        "head": U64::from(report.head),
    }))
}

fn revert(chain: &PracticeChain, params: &Params) -> Answer<bool> {
    let id: U64 = params.required(0, "snapshot id")?;
    chain.revert(id.to())?;
    Ok(true)
}
