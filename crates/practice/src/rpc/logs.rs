//! `eth_getLogs`.

use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};

use super::{
    blocks::log_of,
    params::{self, Params},
};
use crate::{Fault, block::Block, chain::Chain, fault::Answer};

/// The most logs in one answer; public nodes stop at about as many.
const MOST_LOGS: usize = 10_000;

pub(super) fn logs(chain: &Chain, params: &Params) -> Answer<Vec<Log>> {
    let filter: Filter = params.required(0, "filter")?;
    let (from, to) = match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let number = chain.by_hash.get(&hash).copied();
            let number = number.ok_or_else(|| Fault::refused("unknown block"))?;
            (number, number)
        }
        FilterBlockOption::Range { from_block, to_block } => {
            let at = |tag| params::tagged(chain, tag);
            let head = chain.height();
            (from_block.map_or(head, at), to_block.map_or(head, at))
        }
    };
    if from > to {
        return Err(Fault::params("invalid block range params"));
    }
    let first = usize::try_from(from).unwrap_or(usize::MAX);
    let count = usize::try_from(to - from).unwrap_or(usize::MAX).saturating_add(1);
    let mut found = Vec::new();
    for block in chain.blocks.iter().skip(first).take(count) {
        collect(block, &filter, &mut found);
        if found.len() > MOST_LOGS {
            return Err(Fault::too_many(format!("query returned more than {MOST_LOGS} results")));
        }
    }
    Ok(found)
}

fn collect(block: &Block, filter: &Filter, into: &mut Vec<Log>) {
    let Some(mined) = block.mined() else { return };
    if !filter.matches_bloom(block.header.logs_bloom) {
        return;
    }
    for (index, log) in (0..).zip(mined.receipt.logs()) {
        if filter.matches(log) {
            into.push(log_of(block, mined, log.clone(), index));
        }
    }
}
