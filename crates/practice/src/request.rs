//! Calls that nobody signed: what `eth_call` and `eth_estimateGas` are asked to run.

use std::convert::Infallible;

use alloy_primitives::{B256, TxKind, U256, keccak256};
use alloy_rpc_types_eth::{
    TransactionRequest,
    state::{AccountOverride, StateOverride},
};
use revm::{Database, context::TxEnv, context::either::Either, database::CacheDB, state::Bytecode};

use crate::{
    Fault,
    config::CHAIN_ID,
    execute::{Rules, View},
    fault::Answer,
};

/// A call ready to run.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) tx: TxEnv,
    pub(crate) rules: Rules,
}

impl Call {
    /// Fills in what `request` leaves out: the zero address, `gas_limit`, no fees.
    pub(crate) fn new(request: TransactionRequest, gas_limit: u64) -> Answer<Self> {
        if request.blob_versioned_hashes.is_some() || request.max_fee_per_blob_gas.is_some() {
            return Err(Fault::refused(
                "transaction type not supported: the practice chain has no blobs",
            ));
        }
        if let Some(have) = request.chain_id.filter(|have| *have != CHAIN_ID) {
            return Err(Fault::refused(format!(
                "chainId does not match node's (have={have}, want={CHAIN_ID})"
            )));
        }
        let dynamic =
            request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some();
        if request.gas_price.is_some() && dynamic {
            return Err(Fault::refused(
                "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified",
            ));
        }
        let price = request.gas_price.or(request.max_fee_per_gas).unwrap_or(0);
        let tip = request.max_priority_fee_per_gas.unwrap_or(0);
        if dynamic && price > 0 && tip > price {
            return Err(Fault::refused("max priority fee per gas higher than max fee per gas"));
        }
        let data = request.input.try_into_unique_input().map_err(|_| {
            Fault::refused(
                r#"both "data" and "input" are set and not equal. Please use "input" to pass transaction call data"#,
            )
        })?;
        let authorizations = request.authorization_list.unwrap_or_default();
        if !authorizations.is_empty() && !matches!(request.to, Some(TxKind::Call(_))) {
            return Err(Fault::refused("EIP-7702 transaction cannot be used to create contract"));
        }
        let access_list = request.access_list.unwrap_or_default();
        let tx_type = match (authorizations.is_empty(), dynamic, access_list.is_empty()) {
            (false, ..) => 4,
            (true, true, _) => 2,
            (true, false, false) => 1,
            (true, false, true) => 0,
        };
        let tx = TxEnv {
            tx_type,
            caller: request.from.unwrap_or_default(),
            gas_limit: request.gas.unwrap_or(gas_limit).min(gas_limit),
            gas_price: price,
            kind: request.to.unwrap_or(TxKind::Create),
            value: request.value.unwrap_or_default(),
            data: data.unwrap_or_default(),
            nonce: request.nonce.unwrap_or_default().min(u64::MAX - 1),
            chain_id: Some(CHAIN_ID),
            access_list,
            gas_priority_fee: (tx_type >= 2).then_some(tip.min(price)),
            blob_hashes: Vec::new(),
            max_fee_per_blob_gas: 0,
            authorization_list: authorizations.into_iter().map(Either::Left).collect(),
        };
        Ok(Self { tx, rules: Rules::Call { fees: price > 0 } })
    }
}

/// The state of a block with some of it replaced for one call.
pub(crate) fn overridden<'a>(
    view: View<'a>,
    overrides: Option<StateOverride>,
) -> Answer<CacheDB<View<'a>>> {
    let mut database = CacheDB::new(view);
    replace(&mut database, overrides.unwrap_or_default())?;
    Ok(database)
}

/// Replaces parts of a state.
pub(crate) fn replace(database: &mut CacheDB<View<'_>>, overrides: StateOverride) -> Answer<()> {
    for (address, change) in overrides {
        let AccountOverride { balance, nonce, code, state, state_diff, move_precompile_to } =
            change;
        if move_precompile_to.is_some() {
            return Err(Fault::params("movePrecompileToAddress is not supported"));
        }
        if state.is_some() && state_diff.is_some() {
            return Err(Fault::params(format!(
                "account {address} has both 'state' and 'stateDiff'"
            )));
        }
        let mut info = never_fails(database.basic(address)).unwrap_or_default();
        info.balance = balance.unwrap_or(info.balance);
        info.nonce = nonce.unwrap_or(info.nonce);
        if let Some(code) = code {
            info.code_hash = keccak256(&code);
            let code = Bytecode::new_raw_checked(code).map_err(|why| {
                Fault::params(format!("the code of {address} is not valid: {why}"))
            })?;
            info.code = Some(code);
        }
        database.insert_account_info(address, info);
        let number = |(slot, value): (B256, B256)| {
            (U256::from_be_bytes(slot.0), U256::from_be_bytes(value.0))
        };
        if let Some(state) = state {
            let state = state.into_iter().map(number).collect();
            never_fails(database.replace_account_storage(address, state));
        }
        for (slot, value) in state_diff.into_iter().flatten().map(number) {
            never_fails(database.insert_account_storage(address, slot, value));
        }
    }
    Ok(())
}

/// The value of something that only a database on a disk could fail at.
pub(crate) fn never_fails<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
