//! The chain file: kept, repaired, refused.

use std::{
    fs,
    path::{Path, PathBuf},
};

use alloy_primitives::U256;
use colophon_practice::{AfterReorg, Clock, Error, Opened, PracticeChain, PracticeConfig};
use expect_test::expect;
use serde_json::json;

use crate::{
    stage::{self, bob, transfer},
    support::{
        asm,
        node::{Node, Practice},
        wallet::Draft,
    },
};

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("practice.chain")
    }

    fn try_open(&self) -> Result<(Practice, Opened), Error> {
        PracticeChain::open(&self.file(), stage::config())
            .map(|(chain, how)| (Practice::new(chain), how))
    }

    #[track_caller]
    fn open(&self) -> (Practice, Opened) {
        self.try_open().expect("a chain that opens")
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.file()).expect("the file is there")
    }

    fn set_bytes(&self, bytes: &[u8]) {
        put(&self.file(), bytes);
    }
}

#[allow(clippy::disallowed_methods, reason = "damage is written directly")]
fn put(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("a file that can be written");
}

/// A history with everything in it that the file can hold.
fn play(node: &Practice) {
    stage::send(node, &Draft::deploy(0, asm::deploy(&asm::counter())));
    let counter = stage::alice().create(0);
    for nonce in 1..6 {
        stage::send(node, &Draft::call(nonce, counter, vec![]));
    }
    node.chain.faucet(bob(), U256::from(77)).expect("a file that can be written");
    node.chain.set_time(stage::GENESIS + 9_000).expect("later");
    node.chain.mine().expect("a file that can be written");
    node.chain.reorg(3, AfterReorg::SameAgain).expect("not final");
    node.chain.reorg(1, AfterReorg::Nothing).expect("not final");
    let id = node.chain.snapshot().expect("an id");
    stage::send(node, &transfer(6));
    node.chain.revert(id).expect("a snapshot");
    node.chain.advance_time(50).expect("a file that can be written");
    stage::send(node, &transfer(6));
}

/// All blocks with their receipts, and some state of each.
fn everything(node: &Practice) -> Vec<serde_json::Value> {
    let head = node.chain.head().expect("a head").0;
    (0..=head)
        .map(|number| {
            let tag = format!("{number:#x}");
            json!([
                node.must("eth_getBlockByNumber", json!([tag, true])),
                node.must("eth_getBlockReceipts", json!([tag])),
                node.must("eth_getBalance", json!([bob(), tag])),
                node.must("eth_getStorageAt", json!([stage::alice().create(0), "0x0", tag])),
            ])
        })
        .collect()
}

#[test]
fn a_chain_is_the_same_after_it_is_opened_again() {
    let home = Home::new();
    let before = {
        let (node, how) = home.open();
        assert!(how.created, "there was no file");
        play(&node);
        everything(&node)
    };
    let length = home.bytes().len();
    for _ in 0..2 {
        let (node, how) = home.open();
        assert_eq!((how.created, how.dropped_bytes, how.notice()), (false, 0, None), "all is well");
        assert_eq!(how.head, before.len() as u64 - 1, "the head is told");
        assert_eq!(everything(&node), before, "replay gives every hash, receipt and balance again");
    }
    assert_eq!(home.bytes().len(), length, "opening writes nothing");
    let (node, _) = home.open();
    let pending = node.must("eth_getBlockByNumber", json!(["pending", false]))["timestamp"].clone();
    let last = &before.last().expect("blocks")[0]["timestamp"];
    assert_ne!(&pending, last, "the chain goes on");
    stage::send(&node, &transfer(7));
}

#[test]
fn every_torn_end_is_dropped_and_nothing_else() {
    let home = Home::new();
    let (starts, whole) = {
        let (node, _) = home.open();
        let mut starts = vec![];
        for nonce in 0..3 {
            starts.push(home.bytes().len());
            stage::send(&node, &transfer(nonce));
        }
        (starts, home.bytes())
    };
    for cut in starts[0]..whole.len() {
        home.set_bytes(&whole[..cut]);
        let kept = starts.iter().filter(|start| **start <= cut).count() as u64 - 1;
        let (node, how) = home.open();
        assert_eq!(how.head, kept, "cut at {cut}: whole transactions stay");
        let torn = cut - starts[kept as usize];
        assert_eq!(how.dropped_bytes, torn as u64, "cut at {cut}: the rest goes");
        assert_eq!(
            how.notice().is_some(),
            torn > 0,
            "cut at {cut}: it is said if, and only if, so"
        );
        drop(node);
        assert_eq!(home.bytes().len(), starts[kept as usize], "cut at {cut}: the file is mended");
    }
    home.set_bytes(&whole[..whole.len() - 1]);
    let (node, how) = home.open();
    expect!["the last record of the practice chain was not whole (166 bytes), as when the power fails during a write, and was dropped; the chain goes on from block 2"].assert_eq(&how.notice().unwrap_or_default());
    stage::send(&node, &transfer(2));
    drop(node);
    assert_eq!(home.open().1.head, 3, "it goes on after the mending");
    assert_eq!(home.bytes().len(), whole.len(), "with the same transaction in the same place");
}

#[test]
fn an_end_of_zeros_is_a_torn_end() {
    let home = Home::new();
    stage::send(&home.open().0, &transfer(0));
    let whole = home.bytes();
    for zeros in [1, 8, 12, 40, 5_000] {
        let mut bytes = whole.clone();
        bytes.resize(whole.len() + zeros, 0);
        home.set_bytes(&bytes);
        let (_, how) = home.open();
        assert_eq!((how.head, how.dropped_bytes), (1, zeros as u64), "{zeros} zeros");
    }
}

#[test]
fn a_creation_that_was_cut_short_is_begun_again() {
    let home = Home::new();
    drop(home.open());
    let whole = home.bytes();
    for cut in 0..whole.len() {
        home.set_bytes(&whole[..cut]);
        let (_, how) = home.open();
        assert!(how.created, "cut at {cut}: genesis was not whole, so nothing was ever confirmed");
    }
    assert_eq!(home.bytes(), whole, "the same rules at the same time make the same file");
}

#[test]
fn a_flipped_bit_is_found_wherever_it_is() {
    let home = Home::new();
    let last = {
        let (node, _) = home.open();
        stage::send(&node, &transfer(0));
        let last = home.bytes().len();
        stage::send(&node, &transfer(1));
        last
    };
    let whole = home.bytes();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        home.set_bytes(&bytes);
        match home.try_open() {
            Err(Error::Damaged { .. }) => {}
            Err(Error::NotAChain(_)) => assert!(at < 8, "byte {at} is not of the magic"),
            Err(other) => panic!("byte {at}: {other}"),
            // The last record may as well have been written badly: it is dropped, and said.
            Ok((_, how)) => {
                assert!(at >= last && how.dropped_bytes > 0, "byte {at} went unnoticed")
            }
        }
        if at < last {
            assert_eq!(home.bytes(), bytes, "byte {at}: a refused file is left as it is");
        }
    }
}

#[test]
fn refusals_say_what_to_do() {
    let home = Home::new();
    stage::send(&home.open().0, &transfer(0));
    let whole = home.bytes();
    let check = |bytes: &[u8], expected: expect_test::Expect| {
        home.set_bytes(bytes);
        let error = home.try_open().expect_err("must be refused");
        let words = error.to_string().replace(&home.file().display().to_string(), "FILE");
        expected.assert_eq(&words);
    };
    check(
        b"\x89PNG\r\n\x1a\n and so on, a picture",
        expect!["FILE is not a practice chain; choose another file"],
    );
    let mut newer = whole.clone();
    newer[8] = 9;
    let crc = crc32fast::hash(&newer[..12]).to_le_bytes();
    newer[12..16].copy_from_slice(&crc);
    check(&newer, expect!["FILE has format 9, this Colophon reads up to 1; update Colophon"]);
    let mut damaged = whole.clone();
    damaged[40] ^= 1;
    check(
        &damaged,
        expect![
            "FILE is damaged at byte 16 (a record does not fit its checksum); restore it from a backup or start a new practice chain"
        ],
    );
    let mut tail = whole.clone();
    tail.extend([7; 30]);
    check(
        &tail,
        expect![
            "FILE is damaged at byte 236 (the length of a record does not fit its checksum); restore it from a backup or start a new practice chain"
        ],
    );

    home.set_bytes(&whole);
    let held = home.open();
    let error = home.try_open().expect_err("the file is held");
    let words = error.to_string().replace(&home.file().display().to_string(), "FILE");
    expect!["FILE is open in another Colophon; close that one first"].assert_eq(&words);
    drop(held);

    let other = PracticeConfig { block_gas_limit: 29_000_000, ..stage::config() };
    let error = PracticeChain::open(&home.file(), other).expect_err("other rules");
    expect!["the practice chain file was made with other rules or first balances; open it with those or start a new one"].assert_eq(&error.to_string());
    assert_eq!(home.bytes(), whole, "no refusal changed the file");
}

#[test]
fn a_record_that_was_changed_with_its_checksum_does_not_replay() {
    let home = Home::new();
    let start = {
        let (node, _) = home.open();
        let start = home.bytes().len();
        node.chain.faucet(bob(), U256::from(1)).expect("a file that can be written");
        start
    };
    // Frame head 8, kind 1, time 8, hash 32, kind of block 1, address 20, then the amount.
    let mut bytes = home.bytes();
    bytes[start + 8 + 1 + 8 + 32 + 1 + 20] = 200;
    let end = bytes.len() - 4;
    let crc = crc32fast::hash(&bytes[start + 8..end]).to_le_bytes();
    bytes[end..].copy_from_slice(&crc);
    home.set_bytes(&bytes);
    let error = home.try_open().expect_err("the block's hash cannot be the same");
    assert!(matches!(error, Error::Replay { number: 1, .. }), "{error}");
}

#[test]
fn a_reader_sees_what_is_there_and_changes_nothing() {
    let home = Home::new();
    let missing = PracticeChain::open_read_only(&home.file(), stage::config());
    assert!(matches!(missing, Err(Error::Io { .. })), "nothing to read yet");
    let (writer, _) = home.open();
    stage::send(&writer, &transfer(0));
    let (chain, how) =
        PracticeChain::open_read_only(&home.file(), stage::config()).expect("beside the writer");
    assert_eq!(how.head, 1, "it sees the writer's block");
    let reader = Practice::new(chain);
    assert_eq!(reader.must("eth_getBalance", json!([bob()])), json!("0x1"), "and its state");
    assert!(matches!(reader.chain.mine(), Err(Error::ReadOnly)), "it cannot write");
    let raw = transfer(1).sign(&crate::support::wallet::account(0));
    let refusal = reader.ask("eth_sendRawTransaction", json!([raw])).expect_err("it cannot write");
    assert!(refusal.message.contains("reading only"), "{}", refusal.message);
    assert_eq!(reader.chain.head().expect("a head").0, 1, "nothing happened");
    stage::send(&writer, &transfer(1));
    assert_eq!(writer.chain.head().expect("a head").0, 2, "the writer goes on");
}

#[test]
fn genesis_keeps_its_time() {
    let home = Home::new();
    let config = |now| PracticeConfig { clock: Clock::fixed(now), ..stage::config() };
    let first = PracticeChain::open(&home.file(), config(stage::GENESIS)).expect("new").0.head();
    let later = PracticeChain::open(&home.file(), config(stage::GENESIS + 9_999)).expect("again").0;
    assert_eq!(
        later.head().expect("a head"),
        first.expect("a head"),
        "the file says when it began"
    );
}
