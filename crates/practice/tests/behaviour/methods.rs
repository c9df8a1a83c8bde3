//! Every method on a known history. The hashes are golden: a change of them makes old chain files
//! unreadable and needs a new format.

use alloy_primitives::{Address, U64};
use expect_test::{ExpectFile, expect_file};
use serde_json::{Value, json};

use crate::{
    stage::{self, alice, bob, hex, logger, played, reverter},
    support::{asm, node::Node, wallet::Draft},
};

fn check(questions: &[(&str, Value)], expected: &ExpectFile) {
    expected.assert_eq(&stage::transcript(&played(), questions));
}

#[test]
fn identity() {
    check(
        &[
            ("eth_chainId", json!([])),
            ("net_version", json!([])),
            ("net_listening", json!([])),
            ("eth_syncing", json!([])),
            ("eth_accounts", json!([])),
            ("web3_sha3", json!(["0x68656c6c6f"])),
            ("eth_blockNumber", json!([])),
        ],
        &expect_file!["answers/identity.txt"],
    );
}

#[test]
fn accounts() {
    check(
        &[
            ("eth_getBalance", json!([bob(), "latest"])),
            ("eth_getBalance", json!([bob()])),
            ("eth_getBalance", json!([bob(), "0x3"])),
            ("eth_getBalance", json!([bob(), "0x4"])),
            ("eth_getBalance", json!([alice(), "earliest"])),
            ("eth_getTransactionCount", json!([alice(), "latest"])),
            ("eth_getTransactionCount", json!([alice(), "pending"])),
            ("eth_getTransactionCount", json!([alice(), "0x2"])),
            ("eth_getCode", json!([reverter(), "latest"])),
            ("eth_getCode", json!([reverter(), "0x1"])),
            ("eth_getCode", json!([bob(), "latest"])),
            ("eth_getStorageAt", json!([logger(), "0x0", "latest"])),
        ],
        &expect_file!["answers/accounts.txt"],
    );
}

#[test]
fn blocks_and_transactions() {
    let node = played();
    let block = node.must("eth_getBlockByNumber", json!(["0x3", false]));
    let (hash, tx) = (&block["hash"], &block["transactions"][0]);
    let questions = [
        ("eth_getBlockByNumber", json!(["0x0", false])),
        ("eth_getBlockByNumber", json!(["0x3", true])),
        ("eth_getBlockByHash", json!([hash, false])),
        ("eth_getBlockByNumber", json!(["pending", false])),
        ("eth_getBlockTransactionCountByNumber", json!(["0x3"])),
        ("eth_getBlockTransactionCountByHash", json!([hash])),
        ("eth_getTransactionByHash", json!([tx])),
        ("eth_getRawTransactionByHash", json!([tx])),
        ("eth_getTransactionReceipt", json!([tx])),
        ("eth_getBlockReceipts", json!(["0x1"])),
        ("eth_getBlockReceipts", json!(["0x7"])),
        ("eth_getBlockReceipts", json!([hash])),
        ("eth_getBlockByNumber", json!(["0x63", false])),
        ("eth_getTransactionReceipt", json!([hash])),
    ];
    let expected = expect_file!["answers/blocks.txt"];
    expected.assert_eq(&stage::transcript(&node, &questions));
}

#[test]
fn fees() {
    check(
        &[
            ("eth_gasPrice", json!([])),
            ("eth_maxPriorityFeePerGas", json!([])),
            ("eth_feeHistory", json!(["0x3", "latest", [10.0, 90.0]])),
            ("eth_feeHistory", json!([2, "0x5"])),
            ("eth_feeHistory", json!(["0x0", "latest", []])),
        ],
        &expect_file!["answers/fees.txt"],
    );
}

#[test]
fn logs() {
    let node = played();
    let hash = node.must("eth_getBlockByNumber", json!(["0x3", false]))["hash"].clone();
    let (seven, eight) = (hex(&asm::word(7)), hex(&asm::word(8)));
    let found = |filter: Value| node.must("eth_getLogs", json!([filter])).as_array().map(Vec::len);
    let cases = [
        (json!({}), 0, "only the head is searched unless told"),
        (json!({"fromBlock": "0x0"}), 1, "up to the head"),
        (json!({"fromBlock": "earliest", "toBlock": "latest", "address": logger()}), 1, "address"),
        (json!({"fromBlock": "0x0", "address": [reverter(), logger()]}), 1, "one of two addresses"),
        (json!({"fromBlock": "0x0", "address": reverter()}), 0, "another address"),
        (json!({"fromBlock": "0x0", "topics": [seven]}), 1, "first topic"),
        (json!({"fromBlock": "0x0", "topics": [eight]}), 0, "topics have places"),
        (json!({"fromBlock": "0x0", "topics": [null, eight]}), 1, "second topic"),
        (json!({"fromBlock": "0x0", "topics": [[eight, seven], [eight]]}), 1, "one of two topics"),
        (json!({"fromBlock": "0x0", "topics": [null, null, seven]}), 0, "more topics than it has"),
        (json!({"fromBlock": "0x3", "toBlock": "0x3"}), 1, "exactly its block"),
        (json!({"fromBlock": "0x4", "toBlock": "0x6"}), 0, "other blocks"),
        (json!({"blockHash": hash}), 1, "by hash"),
        (json!({"fromBlock": "0x50", "toBlock": "0x60"}), 0, "blocks to come"),
    ];
    for (filter, count, why) in cases {
        assert_eq!(found(filter.clone()), Some(count), "{why}: {filter}");
    }
}

#[test]
fn tags_count_back_from_the_head() {
    let node = played();
    node.chain.mine_many(20).expect("memory cannot fail");
    let number =
        |tag: &str| node.must("eth_getBlockByNumber", json!([tag, false]))["number"].clone();
    let expected = [
        ("latest", 27_u64),
        ("pending", 28),
        ("safe", 21),
        ("finalized", 15),
        ("earliest", 0),
        ("0x9", 9),
    ];
    for (tag, want) in expected {
        assert_eq!(number(tag), json!(U64::from(want)), "{tag} with the usual depths");
    }
}

#[test]
fn calls() {
    let words = hex(&[asm::word(1), asm::word(2)].concat());
    // Returns the number, time and base fee of its block.
    let block = "0x43600052426020524860405260606000f3";
    check(
        &[
            ("eth_call", json!([{"to": logger(), "input": words}, "latest"])),
            ("eth_call", json!([{"to": logger(), "data": words}])),
            ("eth_call", json!([{"to": logger(), "input": words}, "0x0"])),
            ("eth_call", json!([{"to": bob(), "input": "0x01"}, "latest"])),
            ("eth_call", json!([{"input": block}, "latest"])),
            ("eth_call", json!([{"input": block}, "0x2"])),
            ("eth_call", json!([{"input": block}, "pending"])),
            ("eth_call", json!([{"from": bob(), "to": bob(), "value": "0x6"}, "latest"])),
            // Who has nothing may call, as long as nothing is paid.
            ("eth_call", json!([{"from": logger(), "to": logger(), "input": words}, "latest"])),
            // Code, balance and storage of one call only.
            (
                "eth_call",
                json!([{"to": bob(), "input": "0x"}, "latest", {bob().to_string(): {"code": "0x4760005260005460205260406000f3", "balance": "0x2a", "stateDiff": {hex_word(0): hex_word(11)}}}]),
            ),
            (
                "eth_call",
                json!([{"to": bob(), "input": "0x"}, "latest", {bob().to_string(): {"code": "0x60005460005260206000f3", "state": {hex_word(0): hex_word(12)}}}]),
            ),
            ("eth_estimateGas", json!([{"from": alice(), "to": bob(), "value": "0x1"}])),
            ("eth_estimateGas", json!([{"from": alice(), "to": logger(), "input": words}])),
            (
                "eth_estimateGas",
                json!([{"from": alice(), "to": logger(), "input": words, "maxFeePerGas": "0x3b9aca00"}, "latest"]),
            ),
            (
                "eth_estimateGas",
                json!([{"from": alice(), "input": hex(&asm::deploy(&asm::logger(1)))}]),
            ),
        ],
        &expect_file!["answers/calls.txt"],
    );
}

fn hex_word(value: u64) -> String {
    format!("0x{value:064x}")
}

#[test]
fn simulation() {
    let node = played();
    let forwarder = alice().create(5);
    stage::send(&node, &Draft::deploy(5, asm::deploy(&asm::caller())));
    let through = |to: Address, input: Vec<u8>| hex(&[to.into_word().to_vec(), input].concat());
    let pay =
        json!({"from": alice(), "to": forwarder, "value": "0x7", "input": through(bob(), vec![])});
    // The call inside fails, so its ether comes back: no trace of it may stay.
    let fail = json!({"from": alice(), "to": forwarder, "value": "0x8", "input": through(reverter(), vec![1])});
    let found =
        json!({"from": alice(), "value": "0x9", "input": hex(&asm::deploy(&asm::destroyer()))});
    let ends = json!({"from": bob(), "to": alice().create(9), "input": hex(alice().into_word().as_slice())});
    let spend = json!({"from": bob(), "to": alice(), "value": "0xd"});
    let reverts =
        json!({"from": bob(), "to": reverter(), "input": hex(&stage::reason("sold out"))});
    let block = json!({"calls": [pay, fail, found, spend, reverts]});
    let questions = [
        ("eth_simulateV1", json!([{"blockStateCalls": [block], "traceTransfers": true}, "latest"])),
        (
            "eth_simulateV1",
            json!([{"blockStateCalls": [{"calls": [pay]}, {"blockOverrides": {"time": "0x65920080"}, "calls": [ends]}]}]),
        ),
        (
            "eth_simulateV1",
            json!([{"blockStateCalls": [{"stateOverrides": {bob().to_string(): {"balance": "0x64"}}, "calls": [spend]}]}]),
        ),
        ("eth_blockNumber", json!([])),
    ];
    let expected = expect_file!["answers/simulate.txt"];
    expected.assert_eq(&stage::transcript(&node, &questions));
}

#[test]
fn control_methods() {
    check(
        &[
            ("practice_faucet", json!([bob(), "0x64"])),
            ("eth_getBalance", json!([bob(), "latest"])),
            ("practice_mine", json!([])),
            ("practice_mine", json!(["0x3"])),
            ("practice_setTime", json!(["0x65920080"])),
            ("practice_mine", json!([])),
            ("practice_advanceTime", json!(["0xe10"])),
            ("practice_snapshot", json!([])),
            ("practice_mine", json!([])),
            ("practice_revert", json!(["0x1"])),
            ("practice_revert", json!(["0x1"])),
            ("eth_blockNumber", json!([])),
            ("practice_reorg", json!(["0x1", "sameAgain"])),
            ("practice_reorg", json!(["0x2", "emptyBlocks"])),
            ("practice_reorg", json!(["0x1"])),
            ("eth_blockNumber", json!([])),
        ],
        &expect_file!["answers/control.txt"],
    );
}
