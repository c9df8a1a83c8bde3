//! Licences under a treaty: offered, bought and taken back through the calls that the app makes.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "treaty/evm.rs"]
mod evm;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use colophon_chain::{
    Action, Chain, Contracts, NewWork, Standing, Treaty, TreatyChain, TreatyDraft, TreatyFile,
    TreatyFloor, agree_treaty, calls, create_agreed_vault, deployment_order,
};
use colophon_model::{
    Allocation, Bps, ChainId, Conditions, Holder, LicenceKind, Moment, Rules, Shares, Units,
};
use evm::Evm;

const START: u64 = 1_767_225_600;
const FLOOR: u64 = 5_000_000;

/// A work under a treaty: one author, who alone signs; another account offers, a third takes back.
struct World {
    evm: Evm,
    at: Contracts,
    author: PrivateKeySigner,
    treaty: Treaty,
    work: U256,
}

fn person(n: u8) -> Address {
    Address::repeat_byte(n)
}

const AGENT: u8 = 0xa1;
const JUDGE: u8 = 0xa2;
const BUYER: u8 = 0xb1;

impl World {
    fn new() -> Self {
        let evm = Evm::new(ChainId::PRACTICE, START);
        let mut at = Contracts::default();
        for what in deployment_order() {
            let made = evm.deploy(what.creation_code(&at));
            what.place(&mut at, made);
        }
        let author = PrivateKeySigner::from_bytes(&B256::repeat_byte(1)).expect("a key");
        let holder = Holder { address: author.address(), shares: Shares(1_000_000), name: None };
        let shares = Allocation::new(vec![holder]).expect("a whole division");
        let leaf = B256::repeat_byte(7);
        let treaty = treaty(&at, author.address(), leaf, shares.tree().root());
        let world = Self { evm, work: calls::work_id(author.address(), leaf), at, author, treaty };
        world.register(leaf, &shares);
        world
    }

    /// Agrees, makes the vault, anchors and mints.
    fn register(&self, leaf: B256, shares: &Allocation) {
        let author = self.author.address();
        let mut file = TreatyFile::new(self.treaty.clone(), shares).expect("its holders");
        let signature = self.author.sign_hash_sync(&self.treaty.digest()).expect("a signature");
        file.sign(author, &signature.as_bytes()).expect("the author's own");
        self.done(author, &agree_treaty(self.at.treaties, &file).expect("all have signed"));
        let vault = create_agreed_vault(&self.treaty, ChainId::PRACTICE).expect("a chain named");
        self.done(author, &vault);
        let manifest = B256::repeat_byte(8);
        self.done(author, &calls::anchor(&self.at, leaf, manifest));
        let new = NewWork {
            root: leaf,
            leaf,
            proof: Vec::new(),
            manifest,
            shares_root: shares.tree().root(),
            treaty: self.treaty.hash(),
            royalty: Bps::default(),
        };
        self.done(author, &calls::mint(&self.at, author, &new));
    }

    #[track_caller]
    fn done(&self, who: Address, action: &Action) -> Bytes {
        self.evm.send(who, action).unwrap_or_else(|why| panic!("refused with {why}")).0
    }

    #[track_caller]
    fn refused(&self, who: Address, action: &Action) {
        assert!(self.evm.send(who, action).is_err(), "it must be refused");
    }

    fn shown(&self) -> Standing {
        Standing::Treaty(Box::new(self.treaty.clone()))
    }

    fn offer(&self, terms: Conditions, price: u64, by: &Standing) -> Action {
        let price = Units::from(price);
        calls::offer(&self.at, self.work, terms, price, Some(self.at.dollar), 0, by)
            .expect("it fits")
    }

    /// The licence that the buyer gets for dollars.
    fn buy(&self, offer: u64) -> U256 {
        let (price, buyer) = (Units::from(FLOOR), person(BUYER));
        self.done(buyer, &calls::mint_dollars(&self.at, buyer, price));
        self.done(buyer, &calls::approve(self.at.dollar, self.at.shop, price));
        let (offer, none) = (U256::from(offer), Units::ZERO);
        let sold = self.done(buyer, &calls::buy(&self.at, offer, 1, buyer, B256::ZERO, none));
        U256::from_be_slice(&sold)
    }

    fn chain(&self) -> Chain {
        self.evm.chain()
    }
}

fn treaty(at: &Contracts, author: Address, work: B256, shares_root: B256) -> Treaty {
    let draft = TreatyDraft {
        author,
        work,
        shares_root,
        signers: vec![author],
        offerers: vec![person(AGENT)],
        revokers: vec![person(JUDGE)],
        chains: vec![TreatyChain {
            chain: ChainId::PRACTICE,
            factory: at.factory,
            tokens: vec![at.dollar, at.wrapped],
            floors: vec![TreatyFloor { token: Some(at.dollar), price: Units::from(FLOOR) }],
        }],
        deadline: START + 3_600,
    };
    Treaty::new(draft.in_order()).expect("well formed")
}

fn terms() -> Conditions {
    LicenceKind::AiTraining.terms().conditions().expect("they fit")
}

fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

#[test]
fn who_the_treaty_names_offers_and_nobody_else() {
    let world = World::new();
    let author = world.author.address();
    world.refused(author, &world.offer(terms(), FLOOR, &world.shown()));
    let alone = Standing::Author(world.treaty.hash());
    world.refused(author, &world.offer(terms(), FLOOR, &alone));
    world.refused(person(AGENT), &world.offer(terms(), FLOOR - 1, &world.shown()));
    world.done(person(AGENT), &world.offer(terms(), FLOOR, &world.shown()));

    let (at, one) = (&world.at, U256::from(1));
    assert!(now(world.chain().offer_open(at, one)).expect("an answer"));
    let licence = world.buy(1);
    assert!(now(world.chain().licence_valid(at, licence, person(BUYER))).expect("an answer"));
    assert!(!now(world.chain().licence_valid(at, licence, author)).expect("an answer"));

    world.refused(author, &calls::close_offer(at, one, &world.shown()));
    world.done(person(AGENT), &calls::close_offer(at, one, &world.shown()));
    assert!(!now(world.chain().offer_open(at, one)).expect("an answer"));
}

#[test]
fn validity_is_of_now_or_later() {
    let world = World::new();
    world.done(person(AGENT), &world.offer(terms(), FLOOR, &world.shown()));
    let licence = world.buy(1);
    let year = 365 * 24 * 3_600;
    let valid = |time| {
        let time = Moment::from_unix_seconds(time);
        now(world.chain().licence_valid_at(&world.at, licence, person(BUYER), time))
    };
    assert!(valid(START + year - 1).expect("an answer"), "to its last second");
    assert!(!valid(START + year).expect("an answer"), "and not after");
    let why = valid(START - 1).expect_err("the past is not answered").to_string();
    assert!(why.contains("in the past"), "{why}");
    world.evm.set_time(START + year);
    assert!(
        !now(world.chain().licence_valid(&world.at, licence, person(BUYER))).expect("an answer")
    );
}

#[test]
fn a_licence_is_taken_back_by_whom_the_treaty_names() {
    let world = World::new();
    let rules = Rules { revocable: true, ..Rules::default() };
    let terms = Conditions { rules, ..terms() };
    world.done(person(AGENT), &world.offer(terms, FLOOR, &world.shown()));
    let licence = world.buy(1);
    let reason = B256::repeat_byte(9);
    let back = calls::revoke_licence(&world.at, licence, person(BUYER), reason, &world.shown());
    world.refused(person(AGENT), &back);
    world.done(person(JUDGE), &back);
    let valid = now(world.chain().licence_valid(&world.at, licence, person(BUYER)));
    assert!(!valid.expect("an answer"));
}

#[test]
fn conditions_that_make_no_sense_are_refused() {
    let world = World::new();
    let rules = Rules { revocable: true, transferable: true, ..Rules::default() };
    let senseless = [
        Conditions { rules, ..terms() },
        Conditions { owed: Bps::new(1).expect("a part"), ..terms() },
        Conditions { remix_shares: Shares(1), ..terms() },
        Conditions { uses: 0, ..terms() },
    ];
    for terms in senseless {
        world.refused(person(AGENT), &world.offer(terms, FLOOR, &world.shown()));
    }
}

#[test]
fn an_exclusive_licence_closes_what_conflicts() {
    let world = World::new();
    world.done(person(AGENT), &world.offer(terms(), FLOOR, &world.shown()));
    let alone = Conditions { exclusive_for: 90 * 24 * 3_600, ..terms() };
    world.done(person(AGENT), &world.offer(alone, FLOOR, &world.shown()));
    world.buy(2);
    for offer in [1, 2] {
        let open = now(world.chain().offer_open(&world.at, U256::from(offer)));
        assert!(!open.expect("an answer"), "offer {offer}");
    }
    world.refused(person(AGENT), &world.offer(terms(), FLOOR, &world.shown()));
}

#[test]
fn a_remix_without_licence_is_claimed_alone() {
    let world = World::new();
    let agreed = now(world.chain().remix_agreed(&world.at, world.work, U256::from(5)));
    assert!(!agreed.expect("an answer"));
    let leaf = B256::repeat_byte(7);
    let record = calls::record_remix(&world.at, leaf, U256::from(5), U256::from(1) << 64);
    world.refused(world.author.address(), &record);
}

#[test]
fn a_treaty_can_be_shown_by_anybody() {
    let world = World::new();
    let shown = world.done(person(BUYER), &calls::show_treaty(&world.at, &world.treaty));
    assert_eq!(B256::from_slice(&shown), world.treaty.hash());
}
