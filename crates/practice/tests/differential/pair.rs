//! Both chains side by side, and every difference between them.

use std::collections::BTreeMap;

use alloy_primitives::Bytes;
use serde_json::{Value, json};

use crate::{
    anvil::Anvil,
    support::node::{Node, Practice, Refusal},
};

/// What of a receipt must agree. Block hashes cannot: `stateRoot` and `mixHash` differ by design.
const RECEIPT: &[&str] = &[
    "status",
    "type",
    "gasUsed",
    "cumulativeGasUsed",
    "effectiveGasPrice",
    "contractAddress",
    "from",
    "to",
    "logsBloom",
    "transactionHash",
    "transactionIndex",
    "blockNumber",
];
const LOG: &[&str] = &[
    "address",
    "topics",
    "data",
    "blockNumber",
    "transactionHash",
    "transactionIndex",
    "logIndex",
    "removed",
];
const BLOCK: &[&str] = &[
    "number",
    "timestamp",
    "gasUsed",
    "gasLimit",
    "baseFeePerGas",
    "miner",
    "transactionsRoot",
    "receiptsRoot",
    "logsBloom",
    "transactions",
    "sha3Uncles",
    "withdrawalsRoot",
    "requestsHash",
    "blobGasUsed",
    "excessBlobGas",
    "difficulty",
    "nonce",
];
const TRANSACTION: &[&str] = &[
    "type",
    "hash",
    "nonce",
    "from",
    "to",
    "value",
    "input",
    "gas",
    "gasPrice",
    "maxFeePerGas",
    "maxPriorityFeePerGas",
    "chainId",
    "accessList",
    "r",
    "s",
    "v",
    "yParity",
    "blockNumber",
    "transactionIndex",
];

/// Both chains.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) anvil: Anvil,
    pub(crate) practice: Practice,
    pub(crate) time: u64,
    pub(crate) mined: usize,
    pub(crate) compared: usize,
    /// How often each trait of a receipt was met, to see that the history is a varied one.
    pub(crate) tally: BTreeMap<String, usize>,
    pub(crate) differences: Vec<String>,
}

impl Pair {
    /// Notes a difference unless both are equal.
    pub(crate) fn same(&mut self, what: &str, anvil: &Value, practice: &Value) {
        self.compared += 1;
        if anvil != practice {
            self.differences.push(format!("{what}: anvil {anvil}, practice {practice}"));
        }
    }

    fn same_fields(&mut self, what: &str, fields: &[&str], anvil: &Value, practice: &Value) {
        for field in fields {
            let (left, right) = (anvil.get(field), practice.get(field));
            // An absent field and a null say the same.
            let (left, right) = (left.unwrap_or(&Value::Null), right.unwrap_or(&Value::Null));
            self.same(&format!("{what}.{field}"), left, right);
        }
    }

    /// Asks both and compares the answers, or how they refuse.
    pub(crate) fn both(&mut self, method: &str, params: Value) -> Option<Value> {
        let what = format!("{method} {params}");
        match (self.anvil.ask(method, params.clone()), self.practice.ask(method, params)) {
            (Ok(anvil), Ok(practice)) => {
                self.same(&what, &anvil, &practice);
                Some(practice)
            }
            (Err(anvil), Err(practice)) => {
                self.same(&what, &told(&anvil), &told(&practice));
                None
            }
            (anvil, practice) => {
                self.differences.push(format!("{what}: anvil {anvil:?}, practice {practice:?}"));
                None
            }
        }
    }

    /// The next block gets the same time on both.
    pub(crate) fn tick(&mut self, seconds: u64) {
        self.time += seconds;
        self.anvil.must("evm_setNextBlockTimestamp", json!([self.time]));
        self.practice.must("practice_setTime", json!([format!("{:#x}", self.time)]));
    }

    /// Sends to both; true if both took it.
    pub(crate) fn send(&mut self, what: &str, raw: &Bytes) -> bool {
        self.tick(1 + (self.mined as u64 % 13));
        let Some(hash) = self.both("eth_sendRawTransaction", json!([raw])) else { return false };
        self.mined += 1;
        let name = what.split(' ').next().unwrap_or_default().to_owned();
        *self.tally.entry(name).or_default() += 1;
        let (receipt, transaction) = self.anvil.mined(&hash);
        let receipts = (receipt, self.practice.must("eth_getTransactionReceipt", json!([hash])));
        self.note(&receipts.1);
        let what = format!("{what} {hash}");
        self.same_fields(&what, RECEIPT, &receipts.0, &receipts.1);
        self.same_logs(&what, &receipts.0["logs"], &receipts.1["logs"]);
        let ours = self.practice.must("eth_getTransactionByHash", json!([hash]));
        self.same_fields(&what, TRANSACTION, &transaction, &ours);
        self.head(&what);
        for account in [&receipts.1["from"], &receipts.1["to"], &receipts.1["contractAddress"]] {
            if !account.is_null() {
                self.account(account);
            }
        }
        true
    }

    fn note(&mut self, receipt: &Value) {
        let text = |field: &str| receipt[field].as_str().unwrap_or_default().to_owned();
        let logs = receipt["logs"].as_array().map_or(0, Vec::len);
        let traits = [
            Some(format!("type {}", text("type"))),
            Some(format!("status {}", text("status"))),
            (logs > 0).then(|| "with logs".to_owned()),
        ];
        for name in traits.into_iter().flatten() {
            *self.tally.entry(name).or_default() += 1;
        }
    }

    /// Compares what an account is and holds.
    pub(crate) fn account(&mut self, address: &Value) {
        for method in ["eth_getBalance", "eth_getTransactionCount", "eth_getCode"] {
            self.both(method, json!([address, "latest"]));
        }
    }

    /// Compares the newest blocks.
    pub(crate) fn head(&mut self, what: &str) {
        let params = json!(["latest", false]);
        let blocks = (
            self.anvil.must("eth_getBlockByNumber", params.clone()),
            self.practice.must("eth_getBlockByNumber", params),
        );
        self.same_fields(&format!("{what} block"), BLOCK, &blocks.0, &blocks.1);
    }

    /// Compares logs, but for the hashes and times of their blocks.
    pub(crate) fn same_logs(&mut self, what: &str, anvil: &Value, practice: &Value) {
        let none = Vec::new();
        let (left, right) =
            (anvil.as_array().unwrap_or(&none), practice.as_array().unwrap_or(&none));
        self.same(&format!("{what} number of logs"), &json!(left.len()), &json!(right.len()));
        for (at, (left, right)) in left.iter().zip(right).enumerate() {
            self.same_fields(&format!("{what} log {at}"), LOG, left, right);
        }
    }
}

/// A refusal as a kind and its data. The words of nodes differ, what they mean must not.
fn told(refusal: &Refusal) -> Value {
    let kinds = [
        ("nonce too low", "nonce too low"),
        ("insufficient funds", "insufficient funds"),
        ("chain id", "chain id"),
        ("chainid", "chain id"),
        ("execution reverted", "reverted"),
        ("exceeds block gas limit", "block gas limit"),
        ("env.block.gas_limit", "block gas limit"),
        ("max priority fee per gas higher", "tip above fee"),
        ("max fee per gas less than block base fee", "base fee"),
        ("initcode", "init code"),
        ("gas required exceeds allowance", "out of gas"),
        ("out of gas", "out of gas"),
        ("outofgas", "out of gas"),
        ("invalid opcode", "invalid opcode"),
        ("invalidfeopcode", "invalid opcode"),
        ("invalid jump", "invalid jump"),
        ("invalidjump", "invalid jump"),
        ("stack underflow", "stack underflow"),
        ("stackunderflow", "stack underflow"),
        ("decode", "decode"),
    ];
    let message = refusal.message.to_lowercase();
    let kind = kinds.iter().find(|(words, _)| message.contains(words));
    let reverted = message.contains("execution reverted");
    json!({
        "kind": kind.map_or(message.as_str(), |(_, kind)| kind),
        "data": refusal.data.as_ref().filter(|_| reverted),
        "code": (reverted).then_some(refusal.code),
    })
}
