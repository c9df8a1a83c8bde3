//! Rows of blocks that are read again are replaced, with the cursor, or not at all.

use colophon_model::{ChainId, Units};
use colophon_store::{Block, Error, LedgerRows, OfferId, Payment, PaymentKind, Result, Store};

use crate::sample::{CHAIN, at, block, claim, hash, intent, open, payment, signed, transfer, work};

fn apply(store: &mut Store, from: u64, rows: &LedgerRows, to: Block) -> Result<()> {
    store.write(|tx| tx.ledger_mut().apply_range(CHAIN, from, rows, to))
}

fn rows(payments: Vec<Payment>) -> LedgerRows {
    LedgerRows { payments, ..LedgerRows::default() }
}

/// `log@block` of each payment, and the cursor.
fn render(store: &Store) -> String {
    let payments = store.read().payments().on(CHAIN).unwrap();
    let mut text: Vec<_> =
        payments.iter().map(|p| format!("{}@{}", p.id.log, p.block.number)).collect();
    let cursor = store.read().cursors().get(CHAIN).unwrap();
    text.push(cursor.map_or("none".to_owned(), |c| format!("to {}", c.number)));
    text.join(" ")
}

#[test]
fn rows_come_back_as_they_went_in() {
    let (_home, mut store) = open();
    store.write(|tx| tx.works_mut().register(&work(1))).unwrap();
    let paid = |n, kind, number| Payment { kind, ..payment(n, block(number, 0)) };
    let all = LedgerRows {
        payments: vec![
            Payment { work: Some(work(1).id), ..paid(1, PaymentKind::Royalty, 4) },
            Payment { expected: None, licence: None, ..paid(2, PaymentKind::Transfer, 5) },
            paid(3, PaymentKind::Other, 5),
            paid(4, PaymentKind::LicenceSale, 6),
        ],
        claims: vec![claim(5, block(6, 0))],
        transfers: vec![transfer(6, block(6, 0))],
        blocks: vec![block(8, 0)],
    };
    apply(&mut store, 0, &all, block(9, 0)).unwrap();
    let view = store.read();
    assert_eq!(view.payments().all().unwrap(), all.payments);
    assert_eq!(view.payments().of(work(1).id).unwrap(), all.payments[..1]);
    assert_eq!(view.payments().between(at(5), at(6)).unwrap(), all.payments[1..3], "a period");
    let id = all.payments[3].id;
    assert_eq!(view.payments().by_id(id).unwrap().as_ref(), Some(&all.payments[3]));
    assert_eq!(view.claims().on(CHAIN).unwrap(), all.claims);
    assert_eq!(view.claims().from(CHAIN, all.claims[0].vault).unwrap(), all.claims);
    assert_eq!(view.share_transfers().on(CHAIN).unwrap(), all.transfers);
    let vault = all.transfers[0].vault;
    assert_eq!(view.share_transfers().of(CHAIN, vault).unwrap(), all.transfers);
    assert_eq!(view.cursors().require(CHAIN).unwrap(), block(9, 0));
    let kept: Vec<u64> =
        view.blocks().newest(CHAIN, 10).unwrap().iter().map(|block| block.number).collect();
    assert_eq!(kept, [9, 8, 6, 5, 4], "hashes to find a fork by");
    assert_eq!(view.blocks().by_number(CHAIN, 6).unwrap(), Some(block(6, 0)));
    assert_eq!(view.cursors().get(ChainId(1)).unwrap(), None, "another chain is another cursor");
}

#[test]
fn a_reorg_replaces_what_it_undid() {
    let (_home, mut store) = open();
    apply(
        &mut store,
        0,
        &rows(vec![payment(1, block(3, 0)), payment(2, block(5, 0)), payment(3, block(7, 0))]),
        block(8, 0),
    )
    .unwrap();
    assert_eq!(render(&store), "1@3 2@5 3@7 to 8");
    // Blocks 5 and up are others now: 2 moved to block 6, 3 is gone, 4 is new; the chain is shorter.
    let fork = rows(vec![payment(2, block(6, 1)), payment(4, block(6, 1))]);
    apply(&mut store, 5, &fork, block(6, 1)).unwrap();
    assert_eq!(render(&store), "1@3 2@6 4@6 to 6");
    let kept = store.read().blocks().newest(CHAIN, 10).unwrap();
    assert_eq!(kept, [block(6, 1), block(3, 0)], "hashes of the old branch are gone");
    // Reading the same range again changes nothing.
    apply(&mut store, 5, &fork, block(6, 1)).unwrap();
    assert_eq!(render(&store), "1@3 2@6 4@6 to 6");
    apply(&mut store, 7, &rows(vec![]), block(20, 1)).unwrap();
    assert_eq!(render(&store), "1@3 2@6 4@6 to 20");
}

#[test]
fn a_range_is_applied_whole_or_not_at_all() {
    let (_home, mut store) = open();
    apply(&mut store, 0, &rows(vec![payment(1, block(3, 0))]), block(8, 0)).unwrap();
    let abroad = {
        let mut payment = payment(2, block(9, 0));
        payment.id.chain = ChainId(1);
        payment
    };
    let unknown_offer = Payment { offer: Some(OfferId(77)), ..payment(2, block(9, 0)) };
    for (rows, from, to) in [
        (rows(vec![payment(2, block(9, 0)), payment(3, block(11, 0))]), 9, 10),
        (rows(vec![payment(2, block(8, 0))]), 9, 10),
        (rows(vec![abroad]), 9, 10),
        (rows(vec![payment(2, block(9, 0)), payment(2, block(10, 0))]), 9, 10),
        (rows(vec![payment(1, block(9, 0))]), 9, 10),
        (rows(vec![unknown_offer]), 9, 10),
        (rows(vec![]), 10, 12),
        (LedgerRows { claims: vec![claim(1, block(11, 0))], ..LedgerRows::default() }, 9, 10),
        (LedgerRows { transfers: vec![transfer(1, block(11, 0))], ..LedgerRows::default() }, 9, 10),
    ] {
        let error = apply(&mut store, from, &rows, block(to, 0)).unwrap_err();
        assert!(
            matches!(error, Error::OutsideRange { .. } | Error::Refused(_)),
            "{error} for {rows:?}"
        );
        assert_eq!(render(&store), "1@3 to 8", "nothing changed");
    }
}

#[test]
fn a_new_practice_chain_forgets_the_old_one_and_nothing_else() {
    let (_home, mut store) = open();
    let elsewhere = ChainId(8453);
    let mut abroad = payment(9, block(2, 0));
    abroad.id.chain = elsewhere;
    abroad.token.chain = elsewhere;
    store
        .write(|tx| {
            tx.works_mut().register(&work(1))?;
            tx.outbox_mut().commit(&intent("here"), 40, &signed(1, 10), at(1))?;
            let there = colophon_store::NewIntent { chain: elsewhere, ..intent("there") };
            tx.outbox_mut().commit(&there, 7, &signed(2, 10), at(1))?;
            tx.ledger_mut().apply_range(
                CHAIN,
                0,
                &rows(vec![payment(1, block(3, 0))]),
                block(8, 0),
            )?;
            tx.ledger_mut().apply_range(elsewhere, 0, &rows(vec![abroad.clone()]), block(2, 0))?;
            tx.ledger_mut().forget_practice()
        })
        .unwrap();
    assert_eq!(render(&store), "none");
    assert_eq!(store.read().payments().all().unwrap(), [abroad]);
    assert_eq!(store.read().works().count().unwrap(), 1, "works stay");
    let outbox = store.read().outbox();
    let sender = intent("here").sender;
    assert_eq!(outbox.next_nonce(CHAIN, sender, 0).unwrap(), 0, "nonces begin anew");
    assert_eq!(outbox.next_nonce(elsewhere, sender, 0).unwrap(), 8, "and not elsewhere");
    store.check().unwrap();
}

#[test]
fn amounts_keep_every_digit() {
    let (_home, mut store) = open();
    let largest = Payment { amount: Units(colophon_model::U256::MAX), ..payment(2, block(1, 0)) };
    apply(&mut store, 0, &rows(vec![largest.clone()]), block(1, 0)).unwrap();
    assert_eq!(store.read().payments().all().unwrap(), [largest]);
    assert_ne!(hash(1), hash(2));
}
