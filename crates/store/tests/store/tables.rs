//! What is put in comes out, and rules hold.

use std::collections::BTreeMap;

use colophon_model::{
    Allocation, Blake3, ChainId, Holder, JobId, LicenceKind, Payload, Shares, Token, U256, Units,
    WorkId,
};
use colophon_store::{
    Account, AccountRealm, Anchor, Change, Error, FileState, JobError, JobState, KeptVoucher,
    NewJob, NewOffer, OfferState, Offering, OfferingState, PendingDeposit, Result, SaleSeen, Store,
    StoredTreaty, UsageChannel, Vault, WorkState, WorkToken,
};
use serde_json::json;

use crate::sample::{CHAIN, address, at, bare, coin, hash, open, usd, work};

/// A change that must be refused with this sentence, and leaves nothing.
#[track_caller]
fn check_refused<T>(store: &mut Store, want: &str, change: impl FnOnce(&Change<'_>) -> Result<T>) {
    match store.write(change) {
        Ok(_) => panic!("should have been refused: {want}"),
        Err(error) => assert_eq!(error.to_string(), want),
    }
}

fn registered(works: u8) -> (tempfile::TempDir, Store) {
    let (home, mut store) = open();
    store
        .write(|tx| (0..works).try_for_each(|n| tx.works_mut().register(&work(n)).map(drop)))
        .unwrap();
    (home, store)
}

#[test]
fn settings() {
    let (_home, mut store) = open();
    store
        .write(|tx| {
            tx.settings_mut().set("language", "fr")?;
            tx.settings_mut().set("language", "zh")?;
            tx.settings_mut().set("gone", "soon")?;
            tx.settings_mut().remove("gone")
        })
        .unwrap();
    let all = store.read().settings().all().unwrap();
    assert_eq!(all, BTreeMap::from([("language".to_owned(), "zh".to_owned())]));
    assert_eq!(store.read().settings().get("gone").unwrap(), None);
}

#[test]
fn accounts() {
    let (_home, mut store) = open();
    let account = |realm, n| Account {
        realm,
        address: address(n),
        label: format!("{n}"),
        created_at: at(n.into()),
        backed_up: false,
    };
    let (practice, real) = (account(AccountRealm::Practice, 1), account(AccountRealm::Real, 1));
    store
        .write(|tx| {
            tx.accounts_mut().put(&practice)?;
            tx.accounts_mut().put(&real)?;
            tx.accounts_mut().put(&Account { label: "Studio".to_owned(), ..real.clone() })?;
            tx.accounts_mut().set_backed_up(AccountRealm::Real)
        })
        .unwrap();
    let renamed = Account { label: "Studio".to_owned(), backed_up: true, ..real };
    assert_eq!(store.read().accounts().all().unwrap(), [practice, renamed]);
}

#[test]
fn works_come_back_as_they_went_in() {
    let (_home, mut store) = open();
    let all = [work(1), bare(2), work(3)];
    store
        .write(|tx| all.iter().try_for_each(|work| tx.works_mut().register(work).map(drop)))
        .unwrap();
    let works = store.read().works();
    for want in &all {
        assert_eq!(&works.get(want.id).unwrap(), want, "by id");
        assert_eq!(works.by_source(want.source_blake3).unwrap().as_ref(), Some(want));
        assert_eq!(works.by_content(want.copy_blake3).unwrap().as_ref(), Some(want), "by copy");
    }
    assert_eq!(works.by_payload(all[0].payload.unwrap()).unwrap().as_ref(), Some(&all[0]));
    assert_eq!(works.by_payload(Payload(0)).unwrap(), None);
    assert_eq!(works.by_source(Blake3([9; 32])).unwrap(), None);
    let ids: Vec<_> = works.all().unwrap().iter().map(|work| work.id).collect();
    assert_eq!(ids, [all[2].id, all[1].id, all[0].id], "newest first");
    assert_eq!(works.count().unwrap(), 3);
    assert_eq!(works.phashes().unwrap().len(), 2);
    assert_eq!(works.chromaprints().unwrap()[0], (all[0].id, all[0].chromaprint.clone().unwrap()));
    let start = all[0].id.to_string()[..14].to_uppercase();
    assert_eq!(works.by_prefix(&start).unwrap().len(), 1, "{start}");
    assert_eq!(works.by_prefix("%").unwrap(), [], "a prefix is no pattern");
}

#[test]
fn the_same_bytes_are_one_work() {
    let (_home, mut store) = registered(2);
    let again = colophon_store::Work {
        id: WorkId::new(at(99), &[9; 10]),
        title: "Another title".to_owned(),
        payload: Some(Payload(5)),
        ..work(1)
    };
    let id = store.write(|tx| tx.works_mut().register(&again)).unwrap();
    assert_eq!(id, work(1).id, "the first id");
    assert_eq!(store.read().works().get(id).unwrap(), work(1), "and the first record");
    let stolen = colophon_store::Work { payload: work(1).payload, ..work(3) };
    check_refused(
        &mut store,
        "the register refuses this: UNIQUE constraint failed: works.payload",
        |tx| tx.works_mut().register(&stolen),
    );
    store.write(|tx| tx.works_mut().set_state(id, WorkState::Archived)).unwrap();
    assert_eq!(store.read().works().get(id).unwrap().state, WorkState::Archived);
    let nobody = WorkId::new(at(0), &[0xee; 10]);
    check_refused(&mut store, &format!("there is no work {nobody} in the register"), |tx| {
        tx.works_mut().set_state(nobody, WorkState::Archived)
    });
    store.write(|tx| tx.works_mut().set_author(id, address(1))).unwrap();
    let want = format!("the register refuses this: work {id} belongs to account {}", address(1));
    check_refused(&mut store, &want, |tx| tx.works_mut().set_author(id, address(2)));
}

#[test]
fn a_job_is_taken_up_where_it_stopped() {
    let (home, mut store) = registered(1);
    let id = JobId::new(at(1), &[3; 10]);
    let job = NewJob {
        id,
        kind: "register".to_owned(),
        request: json!({"policy": "no-ai"}),
        sources: vec!["/a.png".to_owned(), "/b.png".to_owned(), "/c.png".to_owned()],
    };
    store
        .write(|tx| {
            tx.jobs_mut().add(&job, at(1))?;
            tx.jobs_mut().add(&job, at(2))?;
            tx.jobs_mut().set_state(id, JobState::Running, at(2))?;
            let files = tx.job_files_mut();
            files.begin(id, 0, at(3))?;
            files.advance(id, 0, "hashed", json!({"payload": "00"}), at(4))?;
            files.finish(id, 0, Some(work(0).id), at(5))?;
            files.begin(id, 1, at(6))?;
            files.advance(id, 1, "embedded", json!({"psnr": "41.9"}), at(7))
        })
        .unwrap();
    // The process ends here.
    drop(store);
    let mut store = Store::open(home.path()).unwrap();
    let unfinished = store.read().jobs().unfinished().unwrap();
    assert_eq!(unfinished.len(), 1);
    assert_eq!((&unfinished[0].request, unfinished[0].created_at), (&job.request, at(1)));
    assert_eq!(store.write(|tx| tx.jobs_mut().requeue_running(at(8))).unwrap(), 1);
    let files = store.read().job_files().of(id).unwrap();
    let seen: Vec<_> = files.iter().map(|f| (f.state, f.step.as_str(), f.work)).collect();
    assert_eq!(
        seen,
        [
            (FileState::Done, "hashed", Some(work(0).id)),
            (FileState::Waiting, "embedded", None),
            (FileState::Waiting, "", None)
        ]
    );
    assert_eq!(files[1].data, json!({"psnr": "41.9"}), "what the finished steps found is kept");
    let error = JobError {
        code: "unreadable".to_owned(),
        args: BTreeMap::from([("path".to_owned(), "/b.png".to_owned())]),
    };
    store
        .write(|tx| {
            tx.jobs_mut().set_state(id, JobState::Running, at(9))?;
            tx.jobs_mut().request_cancel(id, at(9))?;
            tx.job_files_mut().begin(id, 1, at(9))?;
            tx.job_files_mut().fail(id, 1, error.clone(), at(9))?;
            tx.job_files_mut().cancel(id, 2, at(9))?;
            tx.jobs_mut().set_state(id, JobState::Cancelled, at(9))
        })
        .unwrap();
    let files = store.read().job_files().of(id).unwrap();
    assert_eq!((files[1].state, files[1].error.as_ref()), (FileState::Failed, Some(&error)));
    let job = store.read().jobs().by_id(id).unwrap().unwrap();
    assert_eq!((job.state, job.cancel_requested), (JobState::Cancelled, true));
    assert_eq!(store.read().jobs().recent(5).unwrap(), [job]);
    assert_eq!(store.read().jobs().unfinished().unwrap(), []);
    check_refused(&mut store, &format!("job {id} is cancelled and cannot become running"), |tx| {
        tx.jobs_mut().set_state(id, JobState::Running, at(10))
    });
    check_refused(
        &mut store,
        &format!("file of job {id}/0 is done and cannot become running"),
        |tx| tx.job_files_mut().begin(id, 0, at(10)),
    );
}

#[test]
fn what_stands_on_chains() {
    let (_home, mut store) = registered(2);
    let (first, second) = (work(0).id, work(1).id);
    let anchor = |work, n| Anchor {
        work,
        chain: CHAIN,
        root: hash(1),
        leaf: hash(n),
        proof: vec![hash(7), hash(8)],
        tx: hash(9),
        block: None,
        at: None,
    };
    let token = WorkToken {
        work: first,
        chain: CHAIN,
        contract: address(3),
        token_id: U256::MAX,
        tx: hash(2),
    };
    let vault = Vault {
        work: first,
        chain: CHAIN,
        address: address(4),
        shares_root: hash(5),
        salt: hash(6),
        tx: hash(7),
    };
    store
        .write(|tx| {
            tx.anchors_mut().put(&anchor(first, 2))?;
            tx.anchors_mut().put(&anchor(second, 3))?;
            tx.anchors_mut().set_block(CHAIN, hash(1), Some((12, at(12))))?;
            tx.tokens_mut().put(&token)?;
            tx.vaults_mut().add(&vault)?;
            tx.vaults_mut().add(&vault)
        })
        .unwrap();
    let mined = Anchor { block: Some(12), at: Some(at(12)), ..anchor(first, 2) };
    assert_eq!(store.read().anchors().of(first).unwrap(), std::slice::from_ref(&mined));
    assert_eq!(store.read().anchors().under(CHAIN, hash(1)).unwrap().len(), 2);
    assert_eq!(store.read().tokens().of(first).unwrap(), std::slice::from_ref(&token));
    let found = store.read().tokens().by_token(CHAIN, address(3), U256::MAX).unwrap();
    assert_eq!(found, Some(token.clone()));
    assert_eq!(store.read().vaults().of(first).unwrap(), std::slice::from_ref(&vault));
    assert_eq!(store.read().vaults().on(CHAIN).unwrap(), std::slice::from_ref(&vault));
    let found = store.read().vaults().by_address(CHAIN, address(4)).unwrap();
    assert_eq!(found.as_ref(), Some(&vault));
    assert_eq!(store.read().vaults().by_address(ChainId(1), address(4)).unwrap(), None);
    check_refused(
        &mut store,
        "the register refuses this: UNIQUE constraint failed: vaults.work, vaults.chain",
        |tx| tx.vaults_mut().add(&Vault { address: address(5), ..vault }),
    );
    check_refused(
        &mut store,
        "the register refuses this: UNIQUE constraint failed: tokens.chain, tokens.contract, tokens.token_id",
        |tx| tx.tokens_mut().put(&WorkToken { work: second, ..token }),
    );
    let stranger = anchor(WorkId::new(at(0), &[0xee; 10]), 1);
    check_refused(&mut store, "the register refuses this: FOREIGN KEY constraint failed", |tx| {
        tx.anchors_mut().put(&stranger)
    });
    store.write(|tx| tx.anchors_mut().set_block(CHAIN, hash(1), None)).unwrap();
    assert_eq!(store.read().anchors().of(first).unwrap(), [anchor(first, 2)], "after a reorg");
}

#[test]
fn shares_are_a_whole_and_stay_as_the_vault_has_them() {
    let (_home, mut store) = registered(1);
    let id = work(0).id;
    let split = |first: u32| {
        let holder = |n: u8, shares, name: Option<&str>| Holder {
            address: address(n),
            shares: Shares(shares),
            name: name.map(str::to_owned),
        };
        Allocation::new(vec![holder(1, first, Some("Ana")), holder(2, 1_000_000 - first, None)])
            .unwrap()
    };
    assert_eq!(store.read().holders().of(id).unwrap(), None);
    store
        .write(|tx| {
            tx.holders_mut().set(id, &split(1))?;
            tx.holders_mut().set(id, &split(400_000))
        })
        .unwrap();
    assert_eq!(store.read().holders().of(id).unwrap(), Some(split(400_000)));
    let vault = Vault {
        work: id,
        chain: CHAIN,
        address: address(4),
        shares_root: split(400_000).tree().root(),
        salt: hash(6),
        tx: hash(7),
    };
    store.write(|tx| tx.vaults_mut().add(&vault)).unwrap();
    store.write(|tx| tx.holders_mut().set(id, &split(400_000))).unwrap();
    check_refused(
        &mut store,
        &format!(
            "the register refuses this: work {id} already has a vault with other shares, and a vault cannot be changed"
        ),
        |tx| tx.holders_mut().set(id, &split(500_000)),
    );
    assert_eq!(store.read().holders().of(id).unwrap(), Some(split(400_000)));
}

#[test]
fn a_treaty_gathers_signatures_until_a_vault_commits_to_it() {
    let (_home, mut store) = registered(1);
    let id = work(0).id;
    let treaty =
        |n, file: &str, used| StoredTreaty { work: id, hash: hash(n), file: file.to_owned(), used };
    let kept = |store: &Store| store.read().treaties().of(id).unwrap();
    assert_eq!(kept(&store), None);
    let put = |store: &mut Store, row: &StoredTreaty| {
        store.write(|tx| tx.treaties_mut().put(row)).unwrap();
    };
    put(&mut store, &treaty(1, "[]", false));
    put(&mut store, &treaty(2, "[]", false));
    assert_eq!(kept(&store), Some(treaty(2, "[]", false)), "a new draft takes the old one's place");
    put(&mut store, &treaty(2, "[1]", true));
    put(&mut store, &treaty(2, "[1,2]", false));
    assert_eq!(kept(&store), Some(treaty(2, "[1,2]", true)), "what is used stays used");
    put(&mut store, &treaty(3, "[]", false));
    assert_eq!(kept(&store), Some(treaty(3, "[]", false)), "no vault was made by it");
    assert_eq!(store.read().treaties().by_hash(hash(3)).unwrap(), kept(&store));
    assert_eq!(store.read().treaties().by_hash(hash(2)).unwrap(), None);
    let vault = Vault {
        work: id,
        chain: CHAIN,
        address: address(4),
        shares_root: hash(5),
        salt: hash(3),
        tx: hash(6),
    };
    store.write(|tx| tx.vaults_mut().add(&vault)).unwrap();
    put(&mut store, &treaty(3, "[1]", true));
    check_refused(
        &mut store,
        &format!(
            "the register refuses this: work {id} already has a vault under another treaty, and a vault cannot be changed"
        ),
        |tx| tx.treaties_mut().put(&treaty(4, "[]", false)),
    );
    check_refused(
        &mut store,
        "the register refuses this: CHECK constraint failed: json_valid(file)",
        |tx| tx.treaties_mut().put(&treaty(3, "no text of JSON", true)),
    );
}

#[test]
fn an_offering_is_written_before_it_is_sent_and_seen_afterwards() {
    let (_home, mut store) = registered(2);
    let offering = |n: u8, token: Token| Offering {
        address: address(n),
        work: work(n % 2).id,
        token,
        price: Units(U256::MAX),
        ceiling: Units(U256::MAX),
        cap: Shares(100_000),
        minimum: Shares(1),
        per_buyer: Shares(100_000),
        deadline: at(60),
        term_end: at(3_600),
        jurisdiction: "US-NY".to_owned(),
        text: "A tenth of what “Évening nº 0” earns.\nIt may earn nothing.".to_owned(),
        since_block: 7,
        created_at: at(n.into()),
        tx: None,
        seen: None,
    };
    let (dollars, coins) = (offering(4, usd()), offering(3, coin()));
    let written = store.write(|tx| {
        tx.offerings_mut().add(&dollars)?;
        tx.offerings_mut().add(&coins)
    });
    written.unwrap();
    let kept = |store: &Store| store.read().offerings().on(CHAIN).unwrap();
    assert_eq!(kept(&store), [coins.clone(), dollars.clone()], "oldest first, whole");

    let seen = |state, sold, pool| SaleSeen {
        state,
        sold: Shares(sold),
        refunded: Shares(0),
        pool,
        at: at(90),
    };
    let succeeded = seen(OfferingState::Succeeded, 100_000, Some(address(8)));
    store
        .write(|tx| {
            let offerings = tx.offerings_mut();
            offerings.opened(CHAIN, address(4), hash(1))?;
            offerings.see(CHAIN, address(4), &succeeded)?;
            offerings.add(&dollars)
        })
        .unwrap();
    let expected = Offering { tx: Some(hash(1)), seen: Some(succeeded), ..dollars.clone() };
    assert_eq!(
        store.read().offerings().at(CHAIN, address(4)).unwrap(),
        Some(expected),
        "written again, what is known stays"
    );
    let reopened = seen(OfferingState::Open, 99_999, None);
    store.write(|tx| tx.offerings_mut().see(CHAIN, address(4), &reopened)).unwrap();
    let row = store.read().offerings().at(CHAIN, address(4)).unwrap().unwrap();
    assert_eq!(row.seen, Some(reopened), "a chain may take a block back");

    let more = seen(OfferingState::Open, 100_001, None);
    check_refused(
        &mut store,
        "the register refuses this: CHECK constraint failed: sold BETWEEN 0 AND cap",
        |tx| tx.offerings_mut().see(CHAIN, address(4), &more),
    );
    for (what, wrong) in [
        ("minimum BETWEEN 1 AND cap", Offering { minimum: Shares(100_001), ..offering(5, usd()) }),
        ("per_buyer BETWEEN 1 AND cap", Offering { per_buyer: Shares(0), ..offering(5, usd()) }),
        ("cap BETWEEN 1 AND 1000000", Offering { cap: Shares(1_000_001), ..offering(5, usd()) }),
        ("term_end > deadline", Offering { term_end: at(60), ..offering(5, usd()) }),
    ] {
        check_refused(
            &mut store,
            &format!("the register refuses this: CHECK constraint failed: {what}"),
            |tx| tx.offerings_mut().add(&wrong),
        );
    }
    let unknown = store.write(|tx| tx.offerings_mut().opened(CHAIN, address(9), hash(1)));
    assert!(matches!(unknown, Err(Error::NotFound { .. })), "{unknown:?}");
}

#[test]
fn a_channel_keeps_its_newest_vouchers() {
    let (_home, mut store) = registered(0);
    let channel = |n: u8, token: Token| UsageChannel {
        id: hash(n.into()),
        payer: address(1),
        signer: (n == 2).then(|| address(7)),
        payee: address(2),
        token,
        withdraw_delay: 900,
        salt: hash(9),
        created_at: at(n.into()),
        deposit: None,
        signed: None,
        best: None,
    };
    let (dollars, coins) = (channel(2, usd()), channel(1, coin()));
    let written = store.write(|tx| {
        tx.channels_mut().add(&dollars)?;
        tx.channels_mut().add(&coins)
    });
    written.unwrap();
    let kept = |store: &Store| store.read().channels().on(CHAIN).unwrap();
    assert_eq!(kept(&store), [coins, dollars.clone()], "oldest first, whole");

    let voucher = |sum: U256| KeptVoucher { cumulative: Units(sum), signature: vec![7; 65].into() };
    let pending = PendingDeposit { key: "k".to_owned(), amount: Units(U256::MAX), opens: true };
    let (nine, ten) = (voucher(U256::from(9)), voucher(U256::from(10)));
    store
        .write(|tx| {
            let channels = tx.channels_mut();
            channels.deposit(CHAIN, hash(2), Some(&pending))?;
            channels.sign(CHAIN, hash(2), &nine)?;
            channels.sign(CHAIN, hash(2), &ten)?;
            channels.take(CHAIN, hash(2), &nine)?;
            channels.add(&dollars)
        })
        .unwrap();
    let row = |store: &Store| store.read().channels().by_id(CHAIN, hash(2)).unwrap().unwrap();
    let expected = UsageChannel {
        deposit: Some(pending),
        signed: Some(ten.clone()),
        best: Some(nine.clone()),
        ..dollars
    };
    assert_eq!(row(&store), expected, "written again, what is known stays");
    for lower in [&nine, &ten] {
        let refused = store.write(|tx| tx.channels_mut().sign(CHAIN, hash(2), lower));
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("is not above it"), "{refused}");
    }
    store.write(|tx| tx.channels_mut().take(CHAIN, hash(2), &ten)).unwrap();
    store.write(|tx| tx.channels_mut().deposit(CHAIN, hash(2), None)).unwrap();
    assert_eq!((row(&store).best, row(&store).deposit), (Some(ten), None));
    check_refused(
        &mut store,
        "the register refuses this: CHECK constraint failed: withdraw_delay BETWEEN 900 AND 2592000",
        |tx| {
            let quick = UsageChannel { withdraw_delay: 899, ..channel(3, usd()) };
            tx.channels_mut().add(&quick)
        },
    );
    let unknown = store.write(|tx| tx.channels_mut().deposit(CHAIN, hash(9), None));
    assert!(matches!(unknown, Err(Error::NotFound { .. })), "{unknown:?}");
}

#[test]
fn offers_open_and_close() {
    let (_home, mut store) = registered(1);
    let offer = |kind: LicenceKind, token| NewOffer {
        work: work(0).id,
        shop: address(6),
        terms: kind.terms(),
        price: Units::from(12_500_000),
        token,
    };
    let (one, two) = store
        .write(|tx| {
            let offers = tx.offers_mut();
            let one = offers.add(&offer(LicenceKind::AiTraining, usd()), at(1))?;
            let two = offers.add(&offer(LicenceKind::Personal, coin()), at(2))?;
            offers.open(one, U256::from(7), hash(1))?;
            Ok::<_, Error>((one, two))
        })
        .unwrap();
    let all = store.read().offers().all().unwrap();
    let first =
        store.read().offers().by_onchain(CHAIN, address(6), U256::from(7)).unwrap().unwrap();
    assert_eq!((first.id, first.state, first.tx), (one, OfferState::Open, Some(hash(1))));
    assert_eq!((&first.token, first.price), (&usd(), Units::from(12_500_000)));
    assert_eq!(first.terms, LicenceKind::AiTraining.terms());
    assert_eq!(all[1].token, coin(), "the chain's own coin has no address");
    assert_eq!((all[1].state, all[1].onchain_id, all[1].id), (OfferState::Draft, None, two));
    assert_eq!(store.read().offers().of(work(0).id).unwrap(), all);
    check_refused(
        &mut store,
        "the register refuses this: UNIQUE constraint failed: offers.chain, offers.shop, offers.onchain_id",
        |tx| tx.offers_mut().open(two, U256::from(7), hash(2)),
    );
    let state = |store: &Store| store.read().offers().by_id(one).unwrap().unwrap().state;
    for (open, want) in [(false, OfferState::Closed), (true, OfferState::Open)] {
        store.write(|tx| tx.offers_mut().stands(one, open)).unwrap();
        assert_eq!(state(&store), want, "as the shop says");
    }
    check_refused(&mut store, "offer 2 is draft and cannot become open", |tx| {
        tx.offers_mut().stands(two, true)
    });
    store.write(|tx| tx.offers_mut().close(one)).unwrap();
    check_refused(&mut store, "offer 1 is closed and cannot become open", |tx| {
        tx.offers_mut().open(one, U256::from(7), hash(1))
    });
}
