//! Never two payments for one click: whatever happens in whatever order.

use std::collections::HashMap;

use colophon_model::{ChainId, Units};
use colophon_store::{
    Committed, Error, IntentId, IntentState, Mined, NewIntent, Result, SignedBytes, Store,
    TransactionState,
};
use proptest::prelude::*;

use crate::sample::{CHAIN, address, at, hash, intent, open, signed};

fn commit(store: &mut Store, key: &str, n: u64) -> Result<(u64, Committed)> {
    store.write(|tx| {
        let what = intent(key);
        let nonce = tx.read().outbox().next_nonce(what.chain, what.sender, 5)?;
        Ok((nonce, tx.outbox_mut().commit(&what, nonce, &signed(n, 100), at(n))?))
    })
}

fn receipt(block: u64, success: bool) -> Mined {
    Mined { block, block_hash: hash(block), success, gas_used: 20_000 }
}

/// `state` of the intent, then of its attempts.
fn render(store: &Store, id: IntentId) -> String {
    let outbox = store.read().outbox();
    let intent = outbox.by_id(id).unwrap().unwrap();
    let attempts = outbox.attempts(id).unwrap();
    let states: Vec<_> = attempts.iter().map(|a| format!("{:?}", a.state)).collect();
    format!("{:?}: {}", intent.state, states.join(" ")).to_lowercase()
}

#[test]
fn what_was_signed_is_there_after_a_restart() {
    let (home, mut store) = open();
    let (nonce, committed) = commit(&mut store, "mint:1", 1).unwrap();
    let (next, _) = commit(&mut store, "mint:2", 2).unwrap();
    assert_eq!((nonce, next), (5, 6), "what the chain expects, then one more");
    drop(store);
    let store = Store::open(home.path()).unwrap();
    let unfinished = store.read().outbox().unfinished().unwrap();
    assert_eq!(unfinished.len(), 2);
    assert_eq!(committed, Committed::New(unfinished[0].intent.id));
    assert_eq!(unfinished[0].intent.what, intent("mint:1"));
    assert_eq!(unfinished[0].intent.nonce, 5);
    assert_eq!(unfinished[0].attempts[0].signed, signed(1, 100), "the very bytes, to send again");
    assert_eq!(unfinished[0].attempts[0].state, TransactionState::Signed);
    let found = store.read().outbox().by_hash(hash(2)).unwrap().unwrap();
    assert_eq!(found.intent, unfinished[1].intent.id);
}

#[test]
fn one_click_is_one_intent() {
    let (_home, mut store) = open();
    let (_, first) = commit(&mut store, "buy", 1).unwrap();
    let Committed::New(id) = first else { panic!("the first is new") };
    let (_, second) = commit(&mut store, "buy", 2).unwrap();
    assert_eq!(second, Committed::Already(id), "the second click finds the first");
    assert_eq!(store.read().outbox().by_hash(hash(2)).unwrap(), None, "and its bytes are not kept");
    let other = NewIntent { value: Units::from(18), ..intent("buy") };
    let reused =
        store.write(|tx| tx.outbox_mut().commit(&other, 6, &signed(3, 100), at(3))).unwrap_err();
    assert_eq!(
        reused.to_string(),
        "`buy` was already used for a different transaction; nothing was sent"
    );
    let taken = store
        .write(|tx| tx.outbox_mut().commit(&intent("else"), 5, &signed(3, 100), at(3)))
        .unwrap_err();
    assert_eq!(
        taken.to_string(),
        "nonce 5 already belongs to another transaction of this account; take the next one"
    );
    let abroad = NewIntent { chain: ChainId(1), ..intent("abroad") };
    store.write(|tx| tx.outbox_mut().commit(&abroad, 5, &signed(4, 100), at(4))).unwrap();
    let other_sender = NewIntent { sender: address(3), ..intent("other") };
    store.write(|tx| tx.outbox_mut().commit(&other_sender, 5, &signed(5, 100), at(5))).unwrap();
}

#[test]
fn a_replacement_keeps_the_nonce_and_the_first_receipt_wins() {
    let (_home, mut store) = open();
    let (_, Committed::New(id)) = commit(&mut store, "buy", 1).unwrap() else {
        panic!("the first is new")
    };
    store.write(|tx| tx.outbox_mut().accepted(hash(1), at(2))).unwrap();
    let cheap = store.write(|tx| tx.outbox_mut().replace(id, &signed(2, 112), at(3))).unwrap_err();
    assert!(matches!(cheap, Error::FeeTooLow), "{cheap}");
    store.write(|tx| tx.outbox_mut().replace(id, &signed(2, 113), at(3))).unwrap();
    assert_eq!(render(&store, id), "active: accepted signed");
    // The older one is mined after all, a reorg takes it out, and the newer one wins.
    store.write(|tx| tx.outbox_mut().mined(hash(1), receipt(8, true), at(4))).unwrap();
    assert_eq!(render(&store, id), "active: mined replaced");
    store.write(|tx| tx.outbox_mut().unmined(hash(1), at(5))).unwrap();
    assert_eq!(render(&store, id), "active: accepted accepted");
    store.write(|tx| tx.outbox_mut().mined(hash(2), receipt(9, true), at(6))).unwrap();
    store.write(|tx| tx.outbox_mut().accepted(hash(2), at(6))).unwrap();
    store.write(|tx| tx.outbox_mut().finalized(hash(2), at(7))).unwrap();
    assert_eq!(render(&store, id), "done: replaced final");
    let attempts = store.read().outbox().attempts(id).unwrap();
    assert!(attempts.iter().all(|a| a.nonce == 5), "one nonce for ever");
    assert_eq!(attempts[1].mined, Some(receipt(9, true)), "the receipt is kept");
    assert_eq!(attempts[0].mined, None, "and the one that a reorg undid is not");
    let late = store.write(|tx| tx.outbox_mut().mined(hash(1), receipt(9, true), at(8)));
    assert!(matches!(late, Err(Error::Transition { .. })), "final is final");
    assert_eq!(store.read().outbox().unfinished().unwrap(), []);
}

#[test]
fn a_reverted_call_fails_and_still_uses_its_nonce() {
    let (_home, mut store) = open();
    let (_, Committed::New(id)) = commit(&mut store, "buy", 1).unwrap() else {
        panic!("the first is new")
    };
    store.write(|tx| tx.outbox_mut().mined(hash(1), receipt(8, false), at(4))).unwrap();
    store.write(|tx| tx.outbox_mut().finalized(hash(1), at(5))).unwrap();
    assert_eq!(render(&store, id), "failed: failed");
    assert_eq!(store.read().outbox().next_nonce(CHAIN, address(1), 0).unwrap(), 6);
}

#[test]
fn nothing_is_given_up_that_could_still_be_mined() {
    let (_home, mut store) = open();
    let (_, Committed::New(id)) = commit(&mut store, "buy", 1).unwrap() else {
        panic!("the first is new")
    };
    let early = store.write(|tx| tx.outbox_mut().dropped(id, 5, at(2))).unwrap_err();
    assert_eq!(early.to_string(), "the transaction could still be mined, so it is not given up");
    store.write(|tx| tx.outbox_mut().dropped(id, 6, at(3))).unwrap();
    assert_eq!(render(&store, id), "dropped: dropped");
    let dead = store.write(|tx| tx.outbox_mut().replace(id, &signed(2, 500), at(4))).unwrap_err();
    assert_eq!(dead.to_string(), "intent 1 is dropped and cannot become replaced");
}

#[derive(Debug, Clone)]
enum Event {
    Click {
        key: u8,
        sender: u8,
        pending: u64,
    },
    /// Signed for a nonce that was chosen without asking.
    Rogue {
        key: u8,
        sender: u8,
        nonce: u64,
    },
    Replace {
        intent: i64,
        fee: u64,
    },
    Accept {
        tx: u64,
    },
    Mine {
        tx: u64,
        success: bool,
    },
    Unmine {
        tx: u64,
    },
    Finalize {
        tx: u64,
    },
    Drop {
        intent: i64,
        final_nonce: u64,
    },
    /// The process ends in the middle of a commit.
    Crash {
        key: u8,
    },
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    let (key, sender, intent, tx) = (0u8..6, 0u8..2, 1i64..7, 0u64..12);
    prop_oneof![
        4 => (key.clone(), sender.clone(), 0u64..4)
            .prop_map(|(key, sender, pending)| Event::Click { key, sender, pending }),
        1 => (key.clone(), sender, 0u64..6)
            .prop_map(|(key, sender, nonce)| Event::Rogue { key, sender, nonce }),
        2 => (intent.clone(), 100u64..400).prop_map(|(intent, fee)| Event::Replace { intent, fee }),
        2 => tx.clone().prop_map(|tx| Event::Accept { tx }),
        3 => (tx.clone(), any::<bool>()).prop_map(|(tx, success)| Event::Mine { tx, success }),
        1 => tx.clone().prop_map(|tx| Event::Unmine { tx }),
        2 => tx.prop_map(|tx| Event::Finalize { tx }),
        1 => (intent, 0u64..8).prop_map(|(intent, final_nonce)| Event::Drop { intent, final_nonce }),
        1 => key.prop_map(|key| Event::Crash { key }),
        1 => Just(Event::Restart),
    ]
}

/// The intent that a key stands for: the same whenever it is clicked.
fn what(key: u8, sender: u8) -> NewIntent {
    NewIntent { sender: address(sender), ..intent(&format!("{key}:{sender}")) }
}

fn play(store: &mut Store, event: &Event, fresh: SignedBytes) -> Result<()> {
    match *event {
        Event::Click { key, sender, pending } => store.write(|tx| {
            let what = what(key, sender);
            let nonce = tx.read().outbox().next_nonce(CHAIN, what.sender, pending)?;
            tx.outbox_mut().commit(&what, nonce, &fresh, at(1)).map(drop)
        }),
        Event::Rogue { key, sender, nonce } => store
            .write(|tx| tx.outbox_mut().commit(&what(key, sender), nonce, &fresh, at(1)).map(drop)),
        Event::Replace { intent, fee } => store.write(|tx| {
            let bytes = SignedBytes {
                max_fee: Units::from(fee),
                max_priority_fee: Units::from(fee),
                ..fresh
            };
            tx.outbox_mut().replace(IntentId(intent), &bytes, at(2))
        }),
        Event::Accept { tx: n } => store.write(|tx| tx.outbox_mut().accepted(hash(n), at(3))),
        Event::Mine { tx: n, success } => {
            store.write(|tx| tx.outbox_mut().mined(hash(n), receipt(n, success), at(4)))
        }
        Event::Unmine { tx: n } => store.write(|tx| tx.outbox_mut().unmined(hash(n), at(5))),
        Event::Finalize { tx: n } => store.write(|tx| tx.outbox_mut().finalized(hash(n), at(6))),
        Event::Drop { intent, final_nonce } => {
            store.write(|tx| tx.outbox_mut().dropped(IntentId(intent), final_nonce, at(7)))
        }
        Event::Crash { key } => store.write(|tx| {
            let what = what(key, 0);
            let nonce = tx.read().outbox().next_nonce(CHAIN, what.sender, 0)?;
            tx.outbox_mut().commit(&what, nonce, &fresh, at(1))?;
            Err(Error::Busy)
        }),
        Event::Restart => Ok(()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// No two living intents of an account share a nonce, no intent ever has a second one, no key ever stands for a
    /// second intent, and no intent is paid twice.
    #[test]
    fn one_nonce_for_an_intent_whatever_happens(events in prop::collection::vec(event(), 1..40)) {
        let (home, mut store) = open();
        let mut first: HashMap<IntentId, (String, u64)> = HashMap::new();
        for (n, event) in (0u64..).zip(&events) {
            if matches!(event, Event::Restart) {
                drop(store);
                store = Store::open(home.path()).unwrap();
            }
            // Refusals are fine; broken promises are not.
            let before = store.read().outbox().unfinished().unwrap();
            if play(&mut store, event, signed(n, 100)).is_err() {
                prop_assert_eq!(store.read().outbox().unfinished().unwrap(), before, "a refusal changes nothing");
            }
            let outbox = store.read().outbox();
            let mut taken = HashMap::new();
            for id in (1..=40).map(IntentId) {
                let Some(intent) = outbox.by_id(id).unwrap() else { continue };
                let now = (intent.what.key.clone(), intent.nonce);
                let then = first.entry(id).or_insert_with(|| now.clone());
                prop_assert_eq!(&*then, &now, "an intent keeps its key and its nonce");
                let by_key = outbox.by_key(&intent.what.key).unwrap().map(|found| found.id);
                prop_assert_eq!(by_key, Some(id), "a key stands for one intent");
                if intent.state != IntentState::Dropped {
                    let place = (intent.what.sender, intent.nonce);
                    prop_assert_eq!(taken.insert(place, id), None, "a nonce has one living intent");
                }
                let attempts = outbox.attempts(id).unwrap();
                prop_assert!(!attempts.is_empty(), "no intent without signed bytes");
                prop_assert!(attempts.iter().all(|a| a.nonce == intent.nonce), "attempts share the nonce");
                let on_chain = attempts.iter().filter(|a| a.mined.is_some()).count();
                prop_assert!(on_chain <= 1, "an intent is mined once");
            }
        }
    }
}
