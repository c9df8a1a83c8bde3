//! Ether that moves inside a call, as logs between the other logs.
//!
//! Ether leaves no log of its own. For a preview, go-ethereum's `eth_simulateV1` shows each movement
//! as an ERC-20 `Transfer` of the address `0xeeee…ee` (ERC-7528); so does this.

use alloy_primitives::{Address, B256, Log, U256, address, b256};
use revm::{
    Inspector,
    interpreter::{CallInputs, CallOutcome, CallValue, CreateInputs, CreateOutcome},
};

/// Stands for ether.
const ETHER: Address = address!("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
/// keccak256 of `Transfer(address,address,uint256)`.
const TRANSFER: B256 = b256!("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

/// All logs of a transaction with the movements of ether among them, in order.
#[derive(Debug, Default)]
pub(crate) struct Transfers {
    logs: Vec<Log>,
    /// Number of logs when each open frame began: a frame that fails takes its logs with it.
    begun: Vec<usize>,
}

impl Transfers {
    pub(crate) fn into_logs(self) -> Vec<Log> {
        self.logs
    }

    fn moved(&mut self, from: Address, to: Address, wei: U256) {
        if wei.is_zero() {
            return;
        }
        let topics = vec![TRANSFER, from.into_word(), to.into_word()];
        self.logs.extend(Log::new(ETHER, topics, wei.to_be_bytes::<32>().into()));
    }

    fn end(&mut self, worked: bool) {
        if let Some(begun) = self.begun.pop().filter(|_| !worked) {
            self.logs.truncate(begun);
        }
    }
}

impl<C> Inspector<C> for Transfers {
    fn log(&mut self, _: &mut C, log: Log) {
        self.logs.push(log);
    }

    fn call(&mut self, _: &mut C, inputs: &mut CallInputs) -> Option<CallOutcome> {
        self.begun.push(self.logs.len());
        if let CallValue::Transfer(wei) = inputs.value {
            self.moved(inputs.caller, inputs.target_address, wei);
        }
        None
    }

    fn call_end(&mut self, _: &mut C, _: &CallInputs, outcome: &mut CallOutcome) {
        self.end(outcome.result.is_ok());
    }

    fn create(&mut self, _: &mut C, _: &mut CreateInputs) -> Option<CreateOutcome> {
        self.begun.push(self.logs.len());
        None
    }

    fn create_end(&mut self, _: &mut C, inputs: &CreateInputs, outcome: &mut CreateOutcome) {
        let begun = self.begun.last().copied().unwrap_or_default();
        self.end(outcome.result.is_ok());
        // The address is known only now; the endowment came before the constructor's own logs.
        if let Some(created) = outcome.address.filter(|_| outcome.result.is_ok()) {
            let later = self.logs.split_off(begun);
            self.moved(inputs.caller(), created, inputs.value());
            self.logs.extend(later);
        }
    }

    fn selfdestruct(&mut self, contract: Address, target: Address, wei: U256) {
        self.moved(contract, target, wei);
    }
}
