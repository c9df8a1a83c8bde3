//! Several clients, one chain.

use std::thread;

use alloy_primitives::{B256, U64};
use serde_json::{Value, json};

use crate::{
    stage::{self, alice, bob, transfer},
    support::{
        node::{Node, Practice},
        wallet,
    },
};

#[test]
fn two_clients_share_one_chain() {
    let first = stage::memory();
    let second = Practice::new(first.chain.clone());
    let hash = stage::send(&first, &transfer(0));
    let receipt = second.must("eth_getTransactionReceipt", json!([hash]));
    assert_eq!(receipt["status"], json!("0x1"), "what one sends the other sees");
    stage::send(&second, &transfer(1));
    assert_eq!(first.must("eth_blockNumber", json!([])), json!("0x2"), "and the other way round");
}

#[test]
fn another_chain_is_another_chain() {
    let (one, other) = (stage::memory(), stage::memory());
    stage::send(&one, &transfer(0));
    assert_eq!(other.must("eth_blockNumber", json!([])), json!("0x0"), "nothing is shared");
}

#[test]
fn a_batch_is_answered_in_order() {
    let node = stage::memory();
    let client = node.chain.client();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut batch = client.new_batch();
        let raw = transfer(0).sign(&wallet::account(0));
        let sent = batch.add_call::<_, B256>("eth_sendRawTransaction", &(raw,)).expect("a call");
        let number = batch.add_call::<_, U64>("eth_blockNumber", &()).expect("a call");
        let nothing = batch.add_call::<_, Value>("eth_nothing", &()).expect("a call");
        let balance = batch.add_call::<_, Value>("eth_getBalance", &(bob(),)).expect("a call");
        batch.send().await.expect("a batch is answered");
        let hash = sent.await.expect("a hash");
        assert_eq!(number.await.expect("a number").to::<u64>(), 1, "the first one is done already");
        let error = nothing.await.expect_err("there is no such method");
        let code = error.as_error_resp().map(|payload| payload.code);
        assert_eq!(code, Some(-32601), "one failure does not spoil the others");
        assert_eq!(balance.await.expect("a balance"), json!("0x1"), "nor those after it");
        assert_ne!(hash, B256::ZERO, "the hash came back");
    });
}

#[test]
fn many_threads_ask_while_one_sends() {
    let chain = stage::memory().chain;
    thread::scope(|scope| {
        for _ in 0..4 {
            let chain = chain.clone();
            scope.spawn(move || {
                let node = Practice::new(chain);
                for _ in 0..50 {
                    let head = node.must("eth_getBlockByNumber", json!(["latest", true]));
                    let at = json!([alice(), {"blockHash": head["hash"]}]);
                    // Every block up to here holds one of Alice's transactions.
                    let nonce = node.must("eth_getTransactionCount", at);
                    assert_eq!(nonce, head["number"], "an answer is of one moment");
                }
            });
        }
        let node = Practice::new(chain.clone());
        for nonce in 0..100 {
            stage::send(&node, &transfer(nonce));
        }
    });
    assert_eq!(chain.head().expect("a head").0, 100, "every transaction has its block");
}
