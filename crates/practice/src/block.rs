//! Blocks of the chain and their headers.

use alloy_consensus::{
    Block as ConsensusBlock, BlockBody, Header, ReceiptEnvelope, TxEnvelope,
    constants::EMPTY_WITHDRAWALS, transaction::Recovered,
};
use alloy_eips::{eip1559::BaseFeeParams, eip7685::EMPTY_REQUESTS_HASH};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_rlp::Encodable;
use revm::context::BlockEnv;

use crate::{config::PracticeConfig, record::Order};

/// A transaction that is in a block.
#[derive(Clone, Debug)]
pub(crate) struct Mined {
    pub(crate) tx: Recovered<TxEnvelope>,
    pub(crate) raw: Bytes,
    pub(crate) receipt: ReceiptEnvelope,
    /// Wei per gas, base fee and tip together.
    pub(crate) gas_price: u128,
    pub(crate) created: Option<Address>,
}

/// What a block holds. There is at most one transaction, which is why nothing here counts them.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Empty,
    Faucet { to: Address, wei: U256 },
    Transaction(Box<Mined>),
}

/// A block of the chain.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) header: Header,
    pub(crate) hash: B256,
    pub(crate) body: Body,
}

impl Block {
    pub(crate) fn mined(&self) -> Option<&Mined> {
        match &self.body {
            Body::Transaction(mined) => Some(mined),
            Body::Empty | Body::Faucet { .. } => None,
        }
    }

    pub(crate) fn tx_hash(&self) -> Option<B256> {
        self.mined().map(|mined| *mined.tx.tx_hash())
    }

    /// What would make this block again.
    pub(crate) fn order(&self) -> Order {
        match &self.body {
            Body::Empty => Order::Empty,
            Body::Faucet { to, wei } => Order::Faucet { to: *to, wei: *wei },
            Body::Transaction(mined) => Order::Transaction(mined.raw.clone()),
        }
    }

    /// Bytes of the block in RLP, as `size` tells it.
    pub(crate) fn size(&self) -> usize {
        let transactions = self.mined().map(|mined| mined.tx.inner().clone()).into_iter().collect();
        let body: BlockBody<TxEnvelope> =
            BlockBody { transactions, ommers: Vec::new(), withdrawals: Some(Vec::new().into()) };
        ConsensusBlock::new(self.header.clone(), body).length()
    }
}

/// The base fee of the block after `parent`, EIP-1559 with mainnet's parameters.
pub(crate) fn next_base_fee(parent: &Header) -> u64 {
    parent.next_block_base_fee(BaseFeeParams::ethereum()).unwrap_or_default()
}

/// The parts of a header that are known before its transaction runs.
///
/// `branch` counts the times that blocks were undone. It is in `extraData`, so a block that comes
/// after a reorg never has the hash of the one that it replaces.
pub(crate) fn header(
    config: &PracticeConfig,
    parent: Option<(&Header, B256)>,
    timestamp: u64,
    branch: u64,
) -> Header {
    let number = parent.map_or(0, |(parent, _)| parent.number.saturating_add(1));
    let parent_hash = parent.map_or(B256::ZERO, |(_, hash)| hash);
    let mut seed = parent_hash.to_vec();
    seed.extend(number.to_be_bytes());
    Header {
        parent_hash,
        beneficiary: config.coinbase,
        number,
        gas_limit: config.block_gas_limit,
        timestamp,
        extra_data: format!("practice/{branch}").into_bytes().into(),
        // The randomness of this chain is a function of it, or a replay could not give the same.
        mix_hash: keccak256(seed),
        base_fee_per_gas: Some(
            parent.map_or(config.initial_base_fee, |(parent, _)| next_base_fee(parent)),
        ),
        withdrawals_root: Some(EMPTY_WITHDRAWALS),
        blob_gas_used: Some(0),
        excess_blob_gas: Some(0),
        parent_beacon_block_root: Some(B256::ZERO),
        requests_hash: Some(EMPTY_REQUESTS_HASH),
        ..Header::default()
    }
}

/// What a contract sees of the block that it runs in.
pub(crate) fn environment(header: &Header) -> BlockEnv {
    BlockEnv {
        number: U256::from(header.number),
        beneficiary: header.beneficiary,
        timestamp: U256::from(header.timestamp),
        gas_limit: header.gas_limit,
        basefee: header.base_fee_per_gas.unwrap_or_default(),
        difficulty: U256::ZERO,
        prevrandao: Some(header.mix_hash),
        ..BlockEnv::default()
    }
}
