//! `eth_simulateV1`: what calls would do, one after the other, with their logs.
//!
//! Of its parts, `blockStateCalls` with `stateOverrides` and the `time` of `blockOverrides`,
//! `traceTransfers` and `validation` are here; other block overrides are refused, and blocks list no
//! transactions, as nothing in them is signed.

use alloy_consensus::{Header, Sealed};
use alloy_eips::BlockId;
use alloy_primitives::Bytes;
use alloy_rpc_types_eth::{
    Block as RpcBlock, BlockOverrides, BlockTransactions, Header as RpcHeader, Log,
    simulate::{SimBlock, SimCallResult, SimulateError, SimulatePayload, SimulatedBlock},
};
use revm::{
    Database, DatabaseCommit, context_interface::result::ExecutionResult, database::CacheDB,
};

use super::params::{self, Params};
use crate::{
    Fault, block,
    chain::Chain,
    execute::{self, Rules, View},
    fault::Answer,
    request::{self, Call, never_fails},
};

/// The most blocks in one simulation.
const MOST_BLOCKS: usize = 16;
/// The most calls in one simulation.
const MOST_CALLS: usize = 256;

pub(super) fn simulate(chain: &Chain, params: &Params) -> Answer<Vec<SimulatedBlock>> {
    let payload: SimulatePayload = params.required(0, "payload")?;
    let id = params.optional::<BlockId>(1)?.unwrap_or_else(BlockId::latest);
    let number = params::number(chain, id)?.ok_or_else(Fault::no_header)?;
    let parent = chain.block(number).ok_or_else(Fault::no_header)?;
    let calls: usize = payload.block_state_calls.iter().map(|block| block.calls.len()).sum();
    if payload.block_state_calls.is_empty() {
        return Err(Fault::params("empty input"));
    }
    if payload.block_state_calls.len() > MOST_BLOCKS || calls > MOST_CALLS {
        return Err(Fault::params(format!(
            "too many blocks or calls: at most {MOST_BLOCKS} blocks and {MOST_CALLS} calls"
        )));
    }
    let mut simulation = Simulation {
        chain,
        database: CacheDB::new(chain.view(number)),
        parent: (parent.header.clone(), parent.hash),
        trace: payload.trace_transfers,
        validate: payload.validation,
    };
    payload.block_state_calls.into_iter().map(|block| simulation.block(block)).collect()
}

struct Simulation<'a> {
    chain: &'a Chain,
    database: CacheDB<View<'a>>,
    parent: (Header, alloy_primitives::B256),
    trace: bool,
    validate: bool,
}

impl Simulation<'_> {
    fn header(&self, overrides: Option<BlockOverrides>) -> Answer<Header> {
        let (parent, hash) = &self.parent;
        let overrides = overrides.unwrap_or_default();
        let time = overrides.time.unwrap_or_else(|| parent.timestamp.saturating_add(1));
        if overrides != (BlockOverrides { time: overrides.time, ..BlockOverrides::default() }) {
            return Err(Fault::params("of the block overrides only time is supported"));
        }
        if time <= parent.timestamp {
            return Err(Fault::params("block timestamps must be in order"));
        }
        let parent = Some((parent, *hash));
        let mut header = block::header(&self.chain.config, parent, time, self.chain.branch);
        if !self.validate {
            // As go-ethereum has it: without validation nobody has to offer a fee.
            header.base_fee_per_gas = Some(0);
        }
        Ok(header)
    }

    fn block(&mut self, asked: SimBlock) -> Answer<SimulatedBlock> {
        let mut header = self.header(asked.block_overrides)?;
        request::replace(&mut self.database, asked.state_overrides.unwrap_or_default())?;
        let mut calls = Vec::with_capacity(asked.calls.len());
        for request in asked.calls {
            let left = header.gas_limit.saturating_sub(header.gas_used);
            let nonce = request.nonce;
            let mut call = Call::new(request, left)?;
            let sender = never_fails(self.database.basic(call.tx.caller)).unwrap_or_default();
            call.tx.nonce = nonce.unwrap_or(sender.nonce);
            let rules = if self.validate { Rules::Block } else { call.rules };
            let (ran, moved) = if self.trace {
                let (ran, logs) = execute::watch(&mut self.database, &header, call.tx, rules)?;
                (ran, Some(logs))
            } else {
                (execute::run(&mut self.database, &header, call.tx, rules)?, None)
            };
            self.database.commit(ran.state);
            header.gas_used = header.gas_used.saturating_add(ran.result.tx_gas_used());
            calls.push(result(ran.result, moved));
        }
        let hash = header.hash_slow();
        let mut index = 0;
        for (at, call) in (0..).zip(&mut calls) {
            for log in &mut call.logs {
                log.block_number = Some(header.number);
                log.block_timestamp = Some(header.timestamp);
                log.block_hash = Some(hash);
                log.transaction_index = Some(at);
                log.log_index = Some(index);
                index += 1;
            }
        }
        self.parent = (header.clone(), hash);
        let header = RpcHeader::from_sealed(Sealed::new_unchecked(header, hash));
        let transactions = BlockTransactions::Hashes(Vec::new());
        Ok(SimulatedBlock { inner: RpcBlock::new(header, transactions), calls })
    }
}

fn result(ran: ExecutionResult, moved: Option<Vec<alloy_primitives::Log>>) -> SimCallResult {
    let (gas_used, status) = (ran.tx_gas_used(), ran.is_success());
    let logs = if status { moved.unwrap_or_else(|| ran.logs().to_vec()) } else { Vec::new() };
    let (return_data, fault) = match ran {
        ExecutionResult::Success { output, .. } => (output.into_data(), None),
        ExecutionResult::Revert { output, .. } => (output.clone(), Some(Fault::reverted(output))),
        // The specification of the method gives every other failure this code.
        ExecutionResult::Halt { reason, .. } => {
            (Bytes::new(), Some(Fault { code: -32015, ..Fault::halted(&reason) }))
        }
    };
    SimCallResult {
        return_data,
        logs: logs.into_iter().map(|inner| Log { inner, ..Log::default() }).collect(),
        gas_used,
        max_used_gas: None,
        status,
        error: fault.map(|fault| SimulateError {
            code: i32::try_from(fault.code).unwrap_or(i32::MIN),
            message: fault.message,
            data: fault.data,
        }),
    }
}
