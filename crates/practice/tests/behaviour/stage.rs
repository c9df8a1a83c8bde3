//! A chain with a little history, always the same.

use alloy_primitives::{Address, Bytes, U256, keccak256};
use colophon_practice::{Clock, PracticeChain, PracticeConfig};
use serde_json::{Value, json};

use crate::support::{
    asm,
    node::{Node, Practice},
    wallet::{self, Draft},
};

pub(crate) const GENESIS: u64 = 1_700_000_000;

/// One account with 100 ether, a clock that stands still.
pub(crate) fn config() -> PracticeConfig {
    let ether = U256::from(10).pow(U256::from(18));
    PracticeConfig::new(Clock::fixed(GENESIS)).fund(alice(), U256::from(100) * ether)
}

pub(crate) fn alice() -> Address {
    wallet::account(0).address()
}

pub(crate) fn bob() -> Address {
    wallet::account(1).address()
}

/// The contract at Alice's first address: logs and returns its input.
pub(crate) fn logger() -> Address {
    alice().create(0)
}

/// The contract at Alice's second address: reverts with its input.
pub(crate) fn reverter() -> Address {
    alice().create(1)
}

pub(crate) fn memory() -> Practice {
    Practice::new(PracticeChain::in_memory(config()).expect("rules that work"))
}

/// Sends a draft of Alice's and returns its hash.
#[track_caller]
pub(crate) fn send(node: &impl Node, draft: &Draft) -> Value {
    node.must("eth_sendRawTransaction", json!([draft.sign(&wallet::account(0))]))
}

/// A transfer of one wei from Alice to Bob.
pub(crate) fn transfer(nonce: u64) -> Draft {
    Draft::new(nonce, bob().into())
}

/// Blocks: 1 logger, 2 reverter, 3 a log with two topics, 4 a transfer, 5 a revert, 6 faucet, 7 empty.
pub(crate) fn played() -> Practice {
    let node = memory();
    send(&node, &Draft::deploy(0, asm::deploy(&asm::logger(2))));
    send(&node, &Draft::deploy(1, asm::deploy(&asm::reverter())));
    let words = [asm::word(7), asm::word(8), asm::word(9)].concat();
    send(&node, &Draft { kind: 1, ..Draft::call(2, logger(), words) });
    send(&node, &transfer(3));
    send(&node, &Draft { kind: 0, ..Draft::call(4, reverter(), reason("no licence")) });
    node.chain.faucet(bob(), U256::from(5)).expect("memory cannot fail");
    node.chain.mine().expect("memory cannot fail");
    node
}

/// Solidity's `Error(string)`.
pub(crate) fn reason(words: &str) -> Vec<u8> {
    let mut out = keccak256("Error(string)")[..4].to_vec();
    out.extend(asm::word(32));
    out.extend(asm::word(words.len() as u64));
    let mut text = words.as_bytes().to_vec();
    text.resize(words.len().next_multiple_of(32), 0);
    out.extend(text);
    out
}

/// The answers to `questions`, one a line, blooms shortened.
pub(crate) fn transcript(node: &impl Node, questions: &[(&str, Value)]) -> String {
    let mut out = String::new();
    for (method, params) in questions {
        let answer = match node.ask(method, params.clone()) {
            Ok(value) => serde_json::to_string_pretty(&sorted(value)).expect("JSON"),
            Err(refusal) => {
                let data = refusal.data.map_or(String::new(), |data| format!(" {data}"));
                format!("error {} {}{data}", refusal.code, refusal.message)
            }
        };
        let params = sorted(params.clone());
        out.push_str(&format!("{method} {params}\n{answer}\n\n"));
    }
    let bloom = format!("0x{}", "0".repeat(512));
    out.replace(&bloom, "(no bloom)")
}

/// Bytes as the interface takes them.
pub(crate) fn hex(bytes: &[u8]) -> Value {
    json!(Bytes::copy_from_slice(bytes))
}

/// The same value with its names in order: whether `serde_json` sorts them itself depends on who else is in the build.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(fields) => {
            let fields: std::collections::BTreeMap<_, _> = fields.into_iter().collect();
            fields.into_iter().map(|(name, value)| (name, sorted(value))).collect()
        }
        serde_json::Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}
