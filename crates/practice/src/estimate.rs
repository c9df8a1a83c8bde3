//! `eth_estimateGas`: the smallest gas limit with which a call succeeds, to 1.5 %.
//!
//! The search of go-ethereum (`eth/gasestimator`): run with the most gas, guess from what was used,
//! then halve the interval. It needs a search at all because the gas that a call uses may depend on
//! the gas that it has (the 63/64 rule, refunds, the stipend).

use alloy_consensus::Header;
use alloy_primitives::U256;
use revm::{
    context::TxEnv,
    context_interface::result::{EVMError, ExecutionResult, HaltReason, InvalidTransaction},
    database::CacheDB,
};

use crate::{
    Fault,
    execute::{self, View},
    fault::Answer,
    request::{Call, never_fails},
};

/// Gas of a plain transfer.
const TRANSFER: u64 = 21_000;
/// Gas that a call with value hands on for free.
const STIPEND: u64 = 2_300;

struct Trial<'a> {
    database: &'a CacheDB<View<'a>>,
    header: &'a Header,
    call: &'a Call,
}

impl Trial<'_> {
    /// `None` if `gas` is below what the transaction costs before it even runs.
    fn with(&self, gas: u64) -> Answer<Option<ExecutionResult>> {
        let tx = TxEnv { gas_limit: gas, ..self.call.tx.clone() };
        let database = CacheDB::new(self.database);
        match execute::run(database, self.header, tx, self.call.rules) {
            Ok(ran) => Ok(Some(ran.result)),
            Err(EVMError::Transaction(
                InvalidTransaction::CallGasCostMoreThanGasLimit { .. }
                | InvalidTransaction::GasFloorMoreThanGasLimit { .. },
            )) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn succeeds(&self, gas: u64) -> Answer<bool> {
        Ok(self.with(gas)?.is_some_and(|result| result.is_success()))
    }
}

/// Estimates the gas limit of `call` in the block `header`.
pub(crate) fn estimate(database: &CacheDB<View<'_>>, header: &Header, call: &Call) -> Answer<u64> {
    let trial = Trial { database, header, call };
    let mut high = call.tx.gas_limit.min(header.gas_limit);
    if call.tx.gas_price > 0 {
        high = high.min(affordable(database, call)?);
    }
    let plain = call.tx.data.is_empty()
        && call.tx.authorization_list.is_empty()
        && call.tx.access_list.is_empty();
    if let Some(to) = call.tx.kind.to().filter(|_| plain) {
        let account = never_fails(revm::DatabaseRef::basic_ref(database, *to));
        let code = account.is_some_and(|account| !account.is_empty_code_hash());
        if !code && high >= TRANSFER && trial.succeeds(TRANSFER)? {
            return Ok(TRANSFER);
        }
    }
    let too_little = || Fault::refused(format!("gas required exceeds allowance ({high})"));
    let gas = match trial.with(high)?.ok_or_else(too_little)? {
        ExecutionResult::Success { gas, .. } => gas,
        ExecutionResult::Revert { output, .. } => return Err(Fault::reverted(output)),
        ExecutionResult::Halt { reason: HaltReason::OutOfGas(_), .. } => return Err(too_little()),
        ExecutionResult::Halt { reason, .. } => return Err(Fault::halted(&reason)),
    };
    let mut low = gas.tx_gas_used().saturating_sub(1);
    let guess = gas.tx_gas_used().saturating_add(gas.final_refunded()).saturating_add(STIPEND);
    let guess = guess.saturating_mul(64) / 63;
    if guess < high {
        if trial.succeeds(guess)? { high = guess } else { low = guess }
    }
    while low.saturating_add(1) < high {
        // Within 1.5 %: (high - low) / high < 0.015.
        if (high - low).saturating_mul(1_000) < high.saturating_mul(15) {
            break;
        }
        // Most calls need little more than they use, so the search starts low.
        let middle = (low + (high - low) / 2).min(low.saturating_mul(2).max(low + 1));
        if trial.succeeds(middle)? { high = middle } else { low = middle }
    }
    Ok(high)
}

/// The most gas that the sender can pay for at the price of the call.
fn affordable(database: &CacheDB<View<'_>>, call: &Call) -> Answer<u64> {
    let account = never_fails(revm::DatabaseRef::basic_ref(database, call.tx.caller));
    let balance = account.map_or(U256::ZERO, |account| account.balance);
    let left = balance.checked_sub(call.tx.value).filter(|left| !left.is_zero());
    let left = left.ok_or_else(|| Fault::refused("insufficient funds for transfer"))?;
    Ok((left / U256::from(call.tx.gas_price)).saturating_to())
}
