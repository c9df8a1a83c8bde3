//! Whether a chain knows the instructions that the contracts are built with. A chain that does not would take a deployment
//! and fail later, in the middle of a payment; so it is asked before anything is sent.

use std::fmt;

use alloy_json_rpc::RpcError;
use alloy_network::TransactionBuilder as _;
use alloy_primitives::{B256, Bytes, TxKind, U256, hex};
use alloy_provider::Provider as _;
use alloy_rpc_types_eth::{TransactionInput, TransactionRequest};

use super::Error;
use crate::Chain;

/// What the contracts need beyond what every chain has had for years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opcode {
    /// Pushes zero (EIP-3855).
    Push0,
    /// Copies memory (EIP-5656).
    Mcopy,
    /// Storage that lasts for one transaction (EIP-1153): locks and hand-overs.
    TransientStorage,
}

impl Opcode {
    const ALL: [Self; 3] = [Self::Push0, Self::Mcopy, Self::TransientStorage];

    /// Creation code that uses it and returns the word 42 if it does what it should. None leans on another.
    const fn trial(self) -> &'static [u8] {
        match self {
            // push1 42  push0  mstore  push1 32  push1 0  return
            Self::Push0 => &hex!("602a5f5260206000f3"),
            // mstore(0, 42)  mcopy(32, 0, 32)  return(32, 32)
            Self::Mcopy => &hex!("602a600052602060006020" "5e" "60206020f3"),
            // tstore(1, 42)  mstore(0, tload(1))  return(0, 32)
            Self::TransientStorage => &hex!("602a60015d60015c60005260206000f3"),
        }
    }
}

impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Push0 => "PUSH0",
            Self::Mcopy => "MCOPY",
            Self::TransientStorage => "TLOAD and TSTORE",
        })
    }
}

/// Asks for nothing new: mstore(0, 42)  return(0, 32). An endpoint that fails at this one says nothing about the others.
const PLAIN: [u8; 10] = hex!("602a60005260206000f3");

/// Their names, with commas.
pub(super) fn list(opcodes: &[Opcode]) -> String {
    let names: Vec<_> = opcodes.iter().map(Opcode::to_string).collect();
    names.join(", ")
}

impl Chain {
    /// Lets the chain run a few bytes with each instruction that the contracts need. Costs nothing.
    ///
    /// # Errors
    /// [`Error::Opcodes`] naming those that are missing, [`Error::NoTrial`] where the endpoint runs nothing, or no answer.
    pub async fn require_opcodes(&self) -> Result<(), Error> {
        self.require_trials().await?;
        let mut missing = Vec::new();
        for opcode in Opcode::ALL {
            if self.trial(opcode.trial()).await?.is_err() {
                missing.push(opcode);
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        // An endpoint that has stopped answering meanwhile (too many questions) must not speak for its chain.
        self.require_trials().await?;
        Err(Error::Opcodes { chain: self.profile().name.clone(), missing })
    }

    async fn require_trials(&self) -> Result<(), Error> {
        let answered = self.trial(&PLAIN).await?;
        answered.map_err(|reason| Error::NoTrial { chain: self.profile().name.clone(), reason })
    }

    /// Runs creation code. The inner error is what the chain answered instead of 42.
    async fn trial(&self, code: &'static [u8]) -> Result<Result<(), String>, crate::Error> {
        let mut request = TransactionRequest::default().with_kind(TxKind::Create);
        request.input = TransactionInput::new(Bytes::from_static(code));
        match self.provider().call(request).await {
            Ok(answer) if answer[..] == B256::from(U256::from(42))[..] => Ok(Ok(())),
            Ok(answer) => Ok(Err(format!("it returned {answer}"))),
            Err(RpcError::ErrorResp(refusal)) => Ok(Err(refusal.message.to_string())),
            Err(error) => Err(crate::Error::Endpoint(error)),
        }
    }
}
