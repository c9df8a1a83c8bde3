//! One transaction or call through revm.

use std::convert::Infallible;

use alloy_consensus::{Header, Transaction as _, TxEnvelope, Typed2718, transaction::Recovered};
use alloy_primitives::{Address, B256, Log, U256};
use revm::{
    Context, Database, DatabaseRef, ExecuteEvm, InspectEvm, MainBuilder, MainContext,
    context::{CfgEnv, TxEnv, either::Either},
    context_interface::result::{EVMError, ResultAndState},
    state::{AccountInfo, Bytecode},
};

use crate::{
    block::{self, Block},
    config::{CHAIN_ID, FORK},
    transfers::Transfers,
    world::World,
};

/// The state after block `number`, as revm reads it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) world: &'a World,
    pub(crate) blocks: &'a [Block],
    pub(crate) number: u64,
}

impl DatabaseRef for View<'_> {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.world.account(address, self.number).map(Into::into))
    }

    fn code_by_hash_ref(&self, hash: B256) -> Result<Bytecode, Infallible> {
        Ok(self.world.code(hash))
    }

    fn storage_ref(&self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.world.slot(address, slot, self.number))
    }

    fn block_hash_ref(&self, number: u64) -> Result<B256, Infallible> {
        let block = usize::try_from(number).ok().and_then(|number| self.blocks.get(number));
        Ok(block.map_or(B256::ZERO, |block| block.hash))
    }
}

/// How strict a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// As in a block.
    Block,
    /// As `eth_call`: any nonce, any sender; fees only if the call names them.
    Call { fees: bool },
}

fn configured(rules: Rules) -> CfgEnv {
    let mut cfg = CfgEnv::new().with_spec_and_mainnet_gas_params(FORK).with_chain_id(CHAIN_ID);
    if let Rules::Call { fees } = rules {
        cfg.disable_nonce_check = true;
        cfg.disable_eip3607 = true;
        cfg.disable_base_fee = !fees;
    }
    cfg
}

/// Runs `tx` in the block `header` on `database`, without writing anything.
pub(crate) fn run<D: Database<Error = Infallible>>(
    database: D,
    header: &Header,
    tx: TxEnv,
    rules: Rules,
) -> Result<ResultAndState, EVMError<Infallible>> {
    Context::mainnet()
        .with_db(database)
        .with_cfg(configured(rules))
        .with_block(block::environment(header))
        .build_mainnet()
        .transact(tx)
}

/// As [`run`], and notes the movements of ether in between.
pub(crate) fn watch<D: Database<Error = Infallible>>(
    database: D,
    header: &Header,
    tx: TxEnv,
    rules: Rules,
) -> Result<(ResultAndState, Vec<Log>), EVMError<Infallible>> {
    let mut evm = Context::mainnet()
        .with_db(database)
        .with_cfg(configured(rules))
        .with_block(block::environment(header))
        .build_mainnet_with_inspector(Transfers::default());
    let ran = evm.inspect_tx(tx)?;
    Ok((ran, evm.inspector.into_logs()))
}

/// A signed transaction as revm takes it.
pub(crate) fn environment(tx: &Recovered<TxEnvelope>) -> TxEnv {
    TxEnv {
        tx_type: tx.ty(),
        caller: tx.signer(),
        gas_limit: tx.gas_limit(),
        gas_price: tx.max_fee_per_gas(),
        kind: tx.kind(),
        value: tx.value(),
        data: tx.input().clone(),
        nonce: tx.nonce(),
        chain_id: tx.chain_id(),
        access_list: tx.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: tx.max_priority_fee_per_gas(),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: (tx.authorization_list().unwrap_or_default().iter().cloned())
            .map(Either::Left)
            .collect(),
    }
}
