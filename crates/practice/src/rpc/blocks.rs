//! Blocks, transactions and receipts as nodes show them.

use alloy_consensus::{Header as ConsensusHeader, Sealed, Transaction as _};
use alloy_eips::{BlockId, BlockNumberOrTag, eip4895::Withdrawals};
use alloy_primitives::{B256, Bytes, U64, U256};
use alloy_rpc_types_eth::{
    Block as RpcBlock, BlockTransactions, Header, Log, Transaction, TransactionReceipt,
};

use super::params::{self, Params};
use crate::{
    block::{Block, Body, Mined},
    chain::Chain,
    fault::Answer,
};

pub(super) fn by_number(chain: &Chain, params: &Params) -> Answer<Option<RpcBlock>> {
    let tag: BlockNumberOrTag = params.required(0, "block")?;
    let full = params.optional(1)?.unwrap_or(false);
    if tag.is_pending() {
        let header: ConsensusHeader = chain.next_header(chain.next_timestamp());
        let hash = header.hash_slow();
        return Ok(Some(shown(&Block { header, hash, body: Body::Empty }, full)));
    }
    Ok(chain.block(params::tagged(chain, tag)).map(|block| shown(block, full)))
}

pub(super) fn by_hash(chain: &Chain, params: &Params) -> Answer<Option<RpcBlock>> {
    let hash: B256 = params.required(0, "hash")?;
    let full = params.optional(1)?.unwrap_or(false);
    let block = chain.by_hash.get(&hash).and_then(|number| chain.block(*number));
    Ok(block.map(|block| shown(block, full)))
}

fn named<'a>(chain: &'a Chain, params: &Params) -> Answer<Option<&'a Block>> {
    let id: BlockId = params.required(0, "block")?;
    Ok(params::number(chain, id)?.and_then(|number| chain.block(number)))
}

pub(super) fn receipts(chain: &Chain, params: &Params) -> Answer<Option<Vec<TransactionReceipt>>> {
    let block = named(chain, params)?;
    Ok(block.map(|block| block.mined().map(|mined| receipt_of(block, mined)).into_iter().collect()))
}

pub(super) fn transaction_count(chain: &Chain, params: &Params) -> Answer<Option<U64>> {
    let block = named(chain, params)?;
    Ok(block.map(|block| U64::from(u64::from(block.mined().is_some()))))
}

fn found<'a>(chain: &'a Chain, params: &Params) -> Answer<Option<(&'a Block, &'a Mined)>> {
    let hash: B256 = params.required(0, "transaction hash")?;
    let block = chain.by_tx.get(&hash).and_then(|number| chain.block(*number));
    Ok(block.and_then(|block| Some((block, block.mined()?))))
}

pub(super) fn transaction(chain: &Chain, params: &Params) -> Answer<Option<Transaction>> {
    Ok(found(chain, params)?.map(|(block, mined)| transaction_of(block, mined)))
}

pub(super) fn raw_transaction(chain: &Chain, params: &Params) -> Answer<Option<Bytes>> {
    Ok(found(chain, params)?.map(|(_, mined)| mined.raw.clone()))
}

pub(super) fn receipt(chain: &Chain, params: &Params) -> Answer<Option<TransactionReceipt>> {
    Ok(found(chain, params)?.map(|(block, mined)| receipt_of(block, mined)))
}

fn shown(block: &Block, full: bool) -> RpcBlock {
    let mut header = Header::from_sealed(Sealed::new_unchecked(block.header.clone(), block.hash));
    header.size = Some(U256::from(block.size()));
    let transactions = if full {
        let all = block.mined().map(|mined| transaction_of(block, mined));
        BlockTransactions::Full(all.into_iter().collect())
    } else {
        BlockTransactions::Hashes(block.tx_hash().into_iter().collect())
    };
    RpcBlock { header, uncles: Vec::new(), transactions, withdrawals: Some(Withdrawals::default()) }
}

fn transaction_of(block: &Block, mined: &Mined) -> Transaction {
    Transaction {
        inner: mined.tx.clone(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        transaction_index: Some(0),
        effective_gas_price: Some(mined.gas_price),
        block_timestamp: Some(block.header.timestamp),
    }
}

fn receipt_of(block: &Block, mined: &Mined) -> TransactionReceipt {
    let mut index = 0;
    TransactionReceipt {
        inner: mined.receipt.clone().map_logs(|log| {
            index += 1;
            log_of(block, mined, log, index - 1)
        }),
        transaction_hash: *mined.tx.tx_hash(),
        transaction_index: Some(0),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        gas_used: mined.receipt.cumulative_gas_used(),
        effective_gas_price: mined.gas_price,
        blob_gas_used: None,
        blob_gas_price: None,
        from: mined.tx.signer(),
        to: mined.tx.inner().to(),
        contract_address: mined.created,
    }
}

/// The log at `index` of a block, as `eth_getLogs` and receipts show it.
pub(super) fn log_of(block: &Block, mined: &Mined, log: alloy_primitives::Log, index: u64) -> Log {
    Log {
        inner: log,
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        block_timestamp: Some(block.header.timestamp),
        transaction_hash: Some(*mined.tx.tx_hash()),
        transaction_index: Some(0),
        log_index: Some(index),
        removed: false,
    }
}
