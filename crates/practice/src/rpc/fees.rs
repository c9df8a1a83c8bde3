//! Fees: what was paid, what to offer.

use alloy_eips::BlockNumberOrTag;
use alloy_primitives::{U64, U256};
use alloy_rpc_types_eth::FeeHistory;

use super::params::{self, Params};
use crate::{
    Fault,
    block::{Block, next_base_fee},
    chain::Chain,
    fault::Answer,
};

/// The most blocks that one history covers, as in go-ethereum.
const MOST_BLOCKS: u64 = 1_024;

pub(super) fn tip(chain: &Chain) -> U256 {
    U256::from(chain.config.suggested_tip)
}

/// The next block's base fee with the suggested tip.
pub(super) fn gas_price(chain: &Chain) -> U256 {
    U256::from(next_base_fee(&chain.head().header)).saturating_add(tip(chain))
}

pub(super) fn history(chain: &Chain, params: &Params) -> Answer<FeeHistory> {
    let count = params.required::<U64>(0, "blockCount")?.to::<u64>().min(MOST_BLOCKS);
    let newest: BlockNumberOrTag = params.required(1, "newestBlock")?;
    let percentiles: Vec<f64> = params.optional(2)?.unwrap_or_default();
    if percentiles.len() > 100 {
        return Err(Fault::params("over the query limit 100 of reward percentiles"));
    }
    let in_order = percentiles.windows(2).all(|pair| pair[0] < pair[1]);
    if !in_order || percentiles.iter().any(|percent| !(0.0..=100.0).contains(percent)) {
        return Err(Fault::params("invalid reward percentile: want 0 to 100, ascending"));
    }
    let newest = params::tagged(chain, newest);
    if newest > chain.height() {
        let head = chain.height();
        return Err(Fault::refused(format!(
            "request beyond head block: requested {newest}, head {head}"
        )));
    }
    let oldest = newest.saturating_add(1).saturating_sub(count);
    let blocks: Vec<&Block> =
        (oldest..=newest).filter(|_| count > 0).filter_map(|number| chain.block(number)).collect();
    let mut base_fees: Vec<u128> = (blocks.iter())
        .map(|block| u128::from(block.header.base_fee_per_gas.unwrap_or_default()))
        .collect();
    base_fees.extend(blocks.last().map(|block| u128::from(next_base_fee(&block.header))));
    Ok(FeeHistory {
        base_fee_per_blob_gas: vec![1; base_fees.len()],
        base_fee_per_gas: base_fees,
        gas_used_ratio: blocks.iter().map(|block| used(block)).collect(),
        blob_gas_used_ratio: vec![0.0; blocks.len()],
        oldest_block: oldest,
        // A block has one transaction at most, so every percentile is that one's tip.
        reward: (!percentiles.is_empty())
            .then(|| blocks.iter().map(|block| vec![paid_tip(block); percentiles.len()]).collect()),
    })
}

/// Share of the block's gas that was used; the interface has it as a float.
fn used(block: &Block) -> f64 {
    block.header.gas_used as f64 / block.header.gas_limit.max(1) as f64
}

fn paid_tip(block: &Block) -> u128 {
    let base = u128::from(block.header.base_fee_per_gas.unwrap_or_default());
    block.mined().map_or(0, |mined| mined.gas_price.saturating_sub(base))
}
