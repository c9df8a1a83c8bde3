//! Reorgs, snapshots, time travel.

use alloy_primitives::{B256, U64, U256};
use colophon_practice::{AfterReorg, Clock, Error, PracticeChain, PracticeConfig};
use serde_json::{Value, json};

use crate::{
    stage::{self, bob, logger, transfer},
    support::{
        asm::{self, op},
        node::{Node, Practice},
        wallet::{self, Draft},
    },
};

fn block(node: &Practice, tag: &str) -> Value {
    node.must("eth_getBlockByNumber", json!([tag, false]))
}

fn number(value: &Value) -> u64 {
    serde_json::from_value::<U64>(value.clone()).expect("a quantity").to()
}

fn balance(node: &Practice) -> Value {
    node.must("eth_getBalance", json!([bob(), "latest"]))
}

/// Every block must know its parent and be later than it.
fn assert_linked(node: &Practice) {
    let head = number(&node.must("eth_blockNumber", json!([])));
    let blocks: Vec<_> = (0..=head).map(|at| block(node, &format!("{at:#x}"))).collect();
    for pair in blocks.windows(2) {
        assert_eq!(pair[1]["parentHash"], pair[0]["hash"], "blocks are linked by hash");
        assert!(number(&pair[0]["timestamp"]) < number(&pair[1]["timestamp"]), "time goes on");
        let mut header: alloy_rpc_types_eth::Header =
            serde_json::from_value(pair[1].clone()).expect("a header");
        let said = header.hash;
        header.size = None;
        assert_eq!(header.inner.hash_slow(), said, "the hash is that of the header's RLP");
    }
}

fn check_reorg(after: AfterReorg, head: u64, unmined: usize, wei: &str) {
    let node = stage::memory();
    stage::send(&node, &Draft::deploy(0, asm::deploy(&asm::logger(0))));
    stage::send(&node, &transfer(1));
    node.chain.faucet(bob(), U256::from(5)).expect("memory cannot fail");
    let logged = stage::send(&node, &Draft::call(2, logger(), asm::word(1)));
    let old = block(&node, "0x2")["hash"].clone();

    let report = node.chain.reorg(3, after).expect("three blocks are not final");
    assert_eq!((report.kept, report.head), (1, head), "{after:?}");
    assert_eq!(report.undone.len(), 3, "every undone block is told");
    assert_eq!(json!(report.undone[0]), old, "oldest first");
    assert_eq!(report.unmined.len(), unmined, "{after:?}: transactions in no block");
    assert_eq!(node.must("eth_blockNumber", json!([])), json!(U64::from(head)), "{after:?}");
    assert_eq!(balance(&node), json!(wei), "{after:?}: the state went back, too");
    assert!(node.must("eth_getBlockByHash", json!([old, false])).is_null(), "old blocks are gone");
    let receipt = node.must("eth_getTransactionReceipt", json!([logged]));
    assert_eq!(
        receipt.is_null(),
        unmined > 0,
        "{after:?}: the receipt shows whether it is in a block"
    );
    let logs = node.must("eth_getLogs", json!([{"fromBlock": "0x0"}]));
    assert_eq!(logs.as_array().map(Vec::len), Some(usize::from(unmined == 0)), "{after:?}: logs");
    if head > 1 {
        assert_ne!(block(&node, "0x2")["hash"], old, "the new block is another one");
    }
    assert_linked(&node);
    if unmined > 0 {
        // Whoever sent them may send them again.
        stage::send(&node, &transfer(1));
        assert_linked(&node);
    }
}

#[test]
fn a_reorg_can_leave_a_shorter_chain() {
    check_reorg(AfterReorg::Nothing, 1, 2, "0x0");
}

#[test]
fn a_reorg_can_leave_empty_blocks() {
    check_reorg(AfterReorg::EmptyBlocks, 4, 2, "0x0");
}

#[test]
fn a_reorg_can_mine_the_same_again() {
    check_reorg(AfterReorg::SameAgain, 4, 0, "0x6");
}

#[test]
fn a_reorg_of_no_blocks_does_nothing() {
    let node = stage::played();
    let before = node.chain.head().expect("a head");
    let report = node.chain.reorg(0, AfterReorg::SameAgain).expect("nothing to undo");
    assert!(report.undone.is_empty() && report.unmined.is_empty(), "{report:?}");
    assert_eq!(node.chain.head().expect("a head"), before, "the head is the same");
}

#[test]
fn a_transaction_that_cannot_run_after_a_reorg_is_left_out() {
    let node = stage::memory();
    // Pays Bob only before a certain time.
    let until = stage::GENESIS + 100;
    let (code, late) =
        asm::Asm::new().push(until).ops(&[op::TIMESTAMP, op::LT, op::ISZERO]).ahead();
    let code = code.ops(&[op::JUMPI]).push(0).push(0).push(0).push(0).ops(&[op::CALLVALUE]);
    let code = code.push_address(bob()).ops(&[op::GAS, op::CALL]).land(late).bytes();
    let ether = U256::from(10).pow(U256::from(18));
    stage::send(&node, &Draft { value: ether, ..Draft::deploy(0, code) });
    let raw = Draft::new(0, stage::alice().into()).sign(&wallet::account(1));
    let spent = node.must("eth_sendRawTransaction", json!([raw]));

    node.chain.set_time(until + 1).expect("later than the head");
    let report = node.chain.reorg(2, AfterReorg::SameAgain).expect("two blocks to undo");
    assert_eq!(json!(report.unmined), json!([spent]), "Bob cannot spend what he did not get");
    assert_eq!(report.head, 1, "there is no block for it");
    assert_eq!(balance(&node), json!("0x0"), "he has nothing");
    assert_linked(&node);
}

#[test]
fn final_blocks_stay() {
    let node = stage::memory();
    node.chain.mine_many(20).expect("memory cannot fail");
    let finalized = block(&node, "finalized")["hash"].clone();
    let refused = node.chain.reorg(13, AfterReorg::Nothing).expect_err("block 8 is final");
    assert!(matches!(refused, Error::TooDeep { depth: 13, most: 12 }), "{refused}");
    node.chain.reorg(12, AfterReorg::EmptyBlocks).expect("12 blocks are not final");
    assert_eq!(block(&node, "finalized")["hash"], finalized, "the final block is the same");
}

#[test]
fn a_snapshot_brings_back_state_and_time() {
    let node = stage::memory();
    node.chain.advance_time(100).expect("memory cannot fail");
    stage::send(&node, &transfer(0));
    let before = block(&node, "latest");
    let (first, second) =
        (node.chain.snapshot().expect("an id"), node.chain.snapshot().expect("an id"));
    node.chain.advance_time(1_000_000).expect("memory cannot fail");
    stage::send(&node, &transfer(1));
    node.chain.mine_many(30).expect("memory cannot fail");

    node.chain.revert(first).expect("a snapshot that is there");
    assert_eq!(block(&node, "latest"), before, "the head is the old one, final blocks or not");
    assert_eq!(balance(&node), json!("0x1"), "so is the state");
    for used in [first, second] {
        let refused =
            node.chain.revert(used).expect_err("a snapshot serves once, later ones go with it");
        assert!(matches!(refused, Error::NoSnapshot(id) if id == used), "{refused}");
    }
    stage::send(&node, &transfer(1));
    let time = number(&block(&node, "latest")["timestamp"]);
    assert_eq!(time, number(&before["timestamp"]) + 1, "the clock went back, too");
    assert_linked(&node);
}

#[test]
fn a_snapshot_whose_block_is_undone_is_gone() {
    let node = stage::memory();
    node.chain.mine().expect("memory cannot fail");
    let id = node.chain.snapshot().expect("an id");
    node.chain.reorg(1, AfterReorg::EmptyBlocks).expect("a block to undo");
    let refused = node.chain.revert(id).expect_err("its block is no more");
    assert!(matches!(refused, Error::NoSnapshot(_)), "{refused}");
}

#[test]
fn time_travels_forward_only() {
    let node = stage::memory();
    let time = |tag: &str| number(&block(&node, tag)["timestamp"]);
    node.chain.mine().expect("memory cannot fail");
    assert_eq!(time("latest"), stage::GENESIS + 1, "a clock that stands still gives steps of 1 s");
    node.chain.set_time(stage::GENESIS + 500).expect("later than the head");
    assert_eq!(time("pending"), stage::GENESIS + 500, "the next block has exactly this time");
    node.chain.mine().expect("memory cannot fail");
    assert_eq!(time("latest"), stage::GENESIS + 500, "and so it is");
    node.chain.advance_time(3_600).expect("memory cannot fail");
    node.chain.mine().expect("memory cannot fail");
    assert_eq!(time("latest"), stage::GENESIS + 4_100, "the clock ran on from there");
    let refused = node.chain.set_time(stage::GENESIS).expect_err("that is before the head");
    assert!(matches!(refused, Error::TimeNotLater { .. }), "{refused}");
    node.chain.advance_time(u64::MAX).expect("saturates");
    node.chain.mine().expect("memory cannot fail");
    assert_linked(&node);
}

#[test]
fn the_clock_outside_is_followed() {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };
    let now = Arc::new(AtomicU64::new(stage::GENESIS));
    let hands = Arc::clone(&now);
    let clock = Clock::new(move || hands.load(Ordering::Relaxed));
    let chain = PracticeChain::in_memory(PracticeConfig::new(clock)).expect("rules that work");
    let node = Practice::new(chain);
    for (at, expected) in [(60, 60), (60, 61), (10, 62), (90, 90)] {
        now.store(stage::GENESIS + at, Ordering::Relaxed);
        node.chain.mine().expect("memory cannot fail");
        let time = number(&block(&node, "latest")["timestamp"]) - stage::GENESIS;
        assert_eq!(time, expected, "outside it is {at}; a clock that goes back does not matter");
    }
}

#[test]
fn the_same_history_gives_the_same_hashes() {
    let hash = |node: &Practice| node.chain.head().expect("a head").1;
    assert_eq!(hash(&stage::played()), hash(&stage::played()), "nothing random goes in");
    assert_ne!(hash(&stage::played()), B256::ZERO, "and there is a hash");
}

#[test]
fn rules_that_make_no_chain_are_refused() {
    let base = stage::config;
    for config in [
        PracticeConfig { block_gas_limit: 1, ..base() },
        PracticeConfig { block_gas_limit: u64::MAX, ..base() },
        PracticeConfig { initial_base_fee: 0, ..base() },
        PracticeConfig { initial_base_fee: u64::MAX, ..base() },
        PracticeConfig { suggested_tip: u128::MAX, ..base() },
    ] {
        let refused = PracticeChain::in_memory(config).expect_err("no chain can have these rules");
        assert!(matches!(refused, Error::Rules(_)), "{refused}");
    }
}
