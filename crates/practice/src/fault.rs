//! JSON-RPC errors with the codes and words of real nodes.
//!
//! Words follow go-ethereum (`core/error.go`, `core/txpool/errors.go`, `internal/ethapi`), because
//! wallets and libraries match on them. Codes: -32000 refused, 3 reverted, -32602 wrong parameters,
//! -32601 unknown method, -32603 internal, -32005 too many results.

use alloy_json_rpc::ErrorPayload;
use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, Revert, SolError};
use revm::context_interface::result::{EVMError, HaltReason, InvalidTransaction};
use serde_json::value::to_raw_value;

use crate::Error;

/// A JSON-RPC error before it is put on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Option<Bytes>,
}

pub(crate) type Answer<T> = Result<T, Fault>;

impl Fault {
    const fn new(code: i64, message: String) -> Self {
        Self { code, message, data: None }
    }

    /// The request is understood and refused.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(-32000, message.into())
    }

    pub(crate) fn params(message: impl Into<String>) -> Self {
        Self::new(-32602, message.into())
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(-32603, message.into())
    }

    pub(crate) fn too_many(message: impl Into<String>) -> Self {
        Self::new(-32005, message.into())
    }

    pub(crate) fn no_method(method: &str) -> Self {
        Self::new(-32601, format!("the method {method} does not exist/is not available"))
    }

    pub(crate) fn no_header() -> Self {
        Self::refused("header not found")
    }

    /// A revert with its data, and its reason in words if Solidity's `Error` or `Panic` is in it.
    pub(crate) fn reverted(data: Bytes) -> Self {
        let reason = Revert::abi_decode(&data)
            .map(|revert| revert.reason)
            .or_else(|_| Panic::abi_decode(&data).map(|panic| panic.to_string()));
        let message = match reason {
            Ok(reason) => format!("execution reverted: {reason}"),
            Err(_) => "execution reverted".to_owned(),
        };
        Self { code: 3, message, data: Some(data) }
    }

    /// A call that stopped without returning.
    pub(crate) fn halted(reason: &HaltReason) -> Self {
        Self::refused(match reason {
            HaltReason::OutOfGas(_) => "out of gas".to_owned(),
            HaltReason::OpcodeNotFound | HaltReason::NotActivated => "invalid opcode".to_owned(),
            HaltReason::InvalidFEOpcode => "invalid opcode: INVALID".to_owned(),
            HaltReason::InvalidJump => "invalid jump destination".to_owned(),
            HaltReason::CreateCollision => "contract address collision".to_owned(),
            HaltReason::CreateContractSizeLimit => "max code size exceeded".to_owned(),
            HaltReason::CreateContractStartingWithEF => {
                "invalid code: must not begin with 0xef".to_owned()
            }
            HaltReason::StateChangeDuringStaticCall => "write protection".to_owned(),
            HaltReason::OutOfFunds => "insufficient balance for transfer".to_owned(),
            other => other.to_string(),
        })
    }

    pub(crate) fn payload(self) -> ErrorPayload {
        let data = self.data.and_then(|data| to_raw_value(&data).ok());
        ErrorPayload { code: self.code, message: self.message.into(), data }
    }
}

impl From<InvalidTransaction> for Fault {
    fn from(reason: InvalidTransaction) -> Self {
        use InvalidTransaction as Why;
        Self::refused(match reason {
            Why::NonceTooLow { tx, state } => {
                format!("nonce too low: next nonce {state}, tx nonce {tx}")
            }
            Why::NonceTooHigh { tx, state } => {
                format!("nonce too high: next nonce {state}, tx nonce {tx}")
            }
            Why::LackOfFundForMaxFee { fee, balance } => format!(
                "insufficient funds for gas * price + value: balance {balance}, tx cost {fee}, overshot {}",
                fee.saturating_sub(*balance)
            ),
            Why::OverflowPaymentInTransaction => {
                "insufficient funds for gas * price + value: the cost overflows".to_owned()
            }
            Why::GasPriceLessThanBasefee => "max fee per gas less than block base fee".to_owned(),
            Why::PriorityFeeGreaterThanMaxFee => {
                "max priority fee per gas higher than max fee per gas".to_owned()
            }
            Why::CallGasCostMoreThanGasLimit { initial_gas, gas_limit } => {
                format!("intrinsic gas too low: gas {gas_limit}, minimum needed {initial_gas}")
            }
            Why::GasFloorMoreThanGasLimit { gas_floor, gas_limit } => format!(
                "insufficient gas for floor data gas cost: gas {gas_limit}, minimum needed {gas_floor}"
            ),
            Why::CallerGasLimitMoreThanBlock => "exceeds block gas limit".to_owned(),
            Why::CreateInitCodeSizeLimit => "max initcode size exceeded".to_owned(),
            Why::InvalidChainId => "invalid chain id for signer".to_owned(),
            Why::RejectCallerWithCode => "sender not an eoa".to_owned(),
            Why::NonceOverflowInTransaction => "nonce has max value".to_owned(),
            Why::EmptyAuthorizationList => "EIP-7702 transaction with empty auth list".to_owned(),
            other => other.to_string(),
        })
    }
}

impl<D: std::fmt::Display> From<EVMError<D>> for Fault {
    fn from(error: EVMError<D>) -> Self {
        match error {
            EVMError::Transaction(reason) => reason.into(),
            other => Self::internal(other.to_string()),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match &error {
            Error::Io { .. } | Error::Broken | Error::Poisoned => Self::internal(error.to_string()),
            _ => Self::refused(error.to_string()),
        }
    }
}
