//! Treaties: the same hash here and in the contract, and a file that three parties sign.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "treaty/evm.rs"]
mod evm;

use alloy_primitives::{Address, B256, Bytes, U256, aliases::U96};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolStruct, sol};
use colophon_chain::{
    Contracts, Deployable, SignatureKind, Treaty, TreatyChain, TreatyDraft, TreatyError,
    TreatyFile, TreatyFileError, TreatyFloor, agree_treaty, create_agreed_vault,
};
use colophon_model::{Allocation, ChainId, Holder, Moment, Shares, Units};
use evm::Evm;
use proptest::prelude::*;

sol!(SplitTreaty, "../../contracts/artifacts/SplitTreaty.json");

const START: u64 = 1_767_225_600;
const DEADLINE: u64 = START + 30 * 24 * 3600;

/// A chain with the treaty contract, a factory and two tokens.
struct World {
    evm: Evm,
    treaties: Address,
    factory: Address,
    tokens: Vec<Address>,
    /// Ascending by address.
    homes: Vec<PrivateKeySigner>,
}

impl World {
    fn new() -> Self {
        let evm = Evm::new(ChainId::PRACTICE, START);
        let none = Contracts::default();
        let deploy = |what: Deployable| evm.deploy(what.creation_code(&none));
        let treaties = evm.deploy(SplitTreaty::BYTECODE.clone());
        let factory = deploy(Deployable::Factory);
        let tokens = vec![deploy(Deployable::Dollar), deploy(Deployable::Wrapped)];
        let mut homes: Vec<_> = (1..=3)
            .map(|n| PrivateKeySigner::from_bytes(&B256::repeat_byte(n)).expect("a key"))
            .collect();
        homes.sort_by_key(PrivateKeySigner::address);
        Self { evm, treaties, factory, tokens, homes }
    }

    fn parties(&self) -> Vec<Address> {
        self.homes.iter().map(PrivateKeySigner::address).collect()
    }

    /// Three authors and 1,000 fans who hold a tenth together; `moved` shares go from the first author to the second.
    fn allocation(&self, moved: u32) -> Allocation {
        let who = self.parties();
        let mut holders: Vec<_> = [400_000 - moved, 300_000 + moved, 200_000]
            .into_iter()
            .zip(who)
            .map(|(n, address)| Holder { address, shares: Shares(n), name: Some("Ada".into()) })
            .collect();
        for n in 0..1_000u64 {
            let address = Address::left_padding_from(&(0xfa_0000 + n).to_be_bytes());
            holders.push(Holder { address, shares: Shares(100), name: None });
        }
        Allocation::new(holders).expect("a whole division")
    }

    fn draft(&self) -> TreatyDraft {
        let who = self.parties();
        let floor = |token, price: u64| TreatyFloor { token, price: Units::from(price) };
        TreatyDraft {
            author: who[0],
            work: B256::repeat_byte(7),
            shares_root: self.allocation(0).tree().root(),
            signers: who.clone(),
            offerers: vec![who[1]],
            revokers: vec![who[2]],
            chains: vec![TreatyChain {
                chain: ChainId::PRACTICE,
                factory: self.factory,
                tokens: self.tokens.clone(),
                floors: vec![floor(Some(self.tokens[0]), 5_000_000), floor(None, 10)],
            }],
            deadline: DEADLINE,
        }
        .in_order()
    }

    fn treaty(&self) -> Treaty {
        Treaty::new(self.draft()).expect("well formed")
    }

    fn file(&self) -> TreatyFile {
        TreatyFile::new(self.treaty(), &self.allocation(0)).expect("its holders")
    }

    fn sign(&self, file: &mut TreatyFile, home: usize) {
        let key = &self.homes[home];
        let signature = key.sign_hash_sync(&file.treaty().digest()).expect("a key that signs");
        file.sign(key.address(), &signature.as_bytes()).expect("the party's own signature");
    }

    fn signed(&self) -> TreatyFile {
        let mut file = self.file();
        (0..3).for_each(|home| self.sign(&mut file, home));
        file
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn read(file: &TreatyFile) -> TreatyFile {
    TreatyFile::parse(&file.to_json().expect("text")).expect("what was written is read")
}

#[track_caller]
fn refusal(text: &str) -> TreatyFileError {
    TreatyFile::parse(text).expect_err("it must be refused")
}

// ---------------------------------------------------------------- the contract and this side say the same

fn to_sol(draft: &TreatyDraft) -> SplitTreaty::Treaty {
    let floor = |f: &TreatyFloor| SplitTreaty::Floor {
        token: f.token.unwrap_or_default(),
        price: f.price.0.to::<U96>(),
    };
    let part = |part: &TreatyChain| SplitTreaty::ChainPart {
        chainId: U256::from(part.chain.0),
        factory: part.factory,
        tokens: part.tokens.clone(),
        floors: part.floors.iter().map(floor).collect(),
    };
    SplitTreaty::Treaty {
        author: draft.author,
        work: draft.work,
        sharesRoot: draft.shares_root,
        signers: draft.signers.clone(),
        offerers: draft.offerers.clone(),
        revokers: draft.revokers.clone(),
        chains: draft.chains.iter().map(part).collect(),
        deadline: draft.deadline,
    }
}

/// Few values, so that entries often stand twice or are zero.
fn address() -> impl Strategy<Value = Address> {
    prop_oneof![
        1 => Just(Address::ZERO),
        30 => (1u8..200).prop_map(Address::repeat_byte),
    ]
}

fn addresses(most: usize) -> impl Strategy<Value = Vec<Address>> {
    proptest::collection::vec(address(), 0..=most)
}

fn price() -> impl Strategy<Value = Units> {
    prop_oneof![
        1 => Just(0),
        15 => 1..=u128::from(u64::MAX),
        4 => Just((1u128 << 96) - 1),
    ]
    .prop_map(|price| Units(U256::from(price)))
}

fn part() -> impl Strategy<Value = TreatyChain> {
    let floors = proptest::collection::vec((0usize..8, price()), 0..4);
    (0u64..1_000, address(), addresses(3), floors, 0u8..10).prop_map(
        |(chain, factory, tokens, floors, foreign)| {
            let floors = floors
                .into_iter()
                .map(|(n, price)| {
                    let token = match n {
                        7 if foreign == 0 => Some(Address::repeat_byte(0xee)),
                        n => tokens.get(n).copied(),
                    };
                    TreatyFloor { token, price }
                })
                .collect();
            TreatyChain { chain: ChainId(chain), factory, tokens, floors }
        },
    )
}

/// Any draft; most are well formed but for a slip or two.
fn drafts() -> impl Strategy<Value = TreatyDraft> {
    let ids = (address(), any::<[u8; 32]>(), any::<[u8; 32]>(), 0u64..50);
    let lists = (addresses(4), addresses(3), addresses(3));
    let chains = proptest::collection::vec(part(), 0..4);
    (ids, lists, chains, 0u8..10).prop_map(|(ids, lists, chains, slip)| {
        let (author, work, root, deadline) = ids;
        let (mut signers, offerers, revokers) = lists;
        if slip != 0 {
            signers.push(author);
        }
        let draft = TreatyDraft {
            author,
            work: if slip == 1 { B256::ZERO } else { work.into() },
            shares_root: if slip == 2 { B256::ZERO } else { root.into() },
            signers,
            offerers,
            revokers,
            chains,
            deadline,
        };
        if slip == 3 { draft } else { without_doubles(draft.in_order(), slip) }
    })
}

fn without_doubles(mut draft: TreatyDraft, slip: u8) -> TreatyDraft {
    if slip != 4 {
        draft.signers.dedup();
        draft.offerers.dedup();
        draft.revokers.dedup();
    }
    if slip != 5 {
        draft.chains.dedup_by_key(|part| part.chain);
        for part in &mut draft.chains {
            part.tokens.dedup();
            part.floors.dedup_by_key(|floor| floor.token);
        }
    }
    draft
}

#[test]
fn contract_and_model_agree_on_every_draft() {
    let world = World::new();
    let ask = |data: Vec<u8>| world.evm.call(world.treaties, data.into());
    let config = ProptestConfig { cases: 1_000, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let counts = std::cell::Cell::new((0, 0));
    runner
        .run(&drafts(), |draft| {
            let treaty = to_sol(&draft);
            let answer = ask(SplitTreaty::hashOfCall { treaty: treaty.clone() }.abi_encode());
            let hash = B256::from_slice(&answer.expect("any draft has a hash"));
            prop_assert_eq!(hash, treaty.eip712_hash_struct(), "the struct hash");
            let answer = ask(SplitTreaty::checkFormCall { treaty: treaty.clone() }.abi_encode());
            let ours = Treaty::new(draft);
            prop_assert_eq!(answer.is_ok(), ours.is_ok(), "well formed or not: {:?}", &ours);
            let (good, bad) = counts.get();
            let Ok(ours) = ours else {
                counts.set((good, bad + 1));
                return Ok(());
            };
            counts.set((good + 1, bad));
            prop_assert_eq!(ours.hash(), hash, "the struct hash of the treaty");
            let digest = ask(SplitTreaty::digestOfCall { treaty }.abi_encode());
            let digest = B256::from_slice(&digest.expect("a digest"));
            prop_assert_eq!(ours.digest(), digest, "what is signed");
            Ok(())
        })
        .expect("no difference");
    let (good, bad) = counts.get();
    assert!(good > 200 && bad > 200, "both kinds are met: {good} good and {bad} bad");
}

#[test]
fn rights_and_prices_are_those_of_the_contract() {
    let world = World::new();
    let (treaty, sol) = (world.treaty(), to_sol(&world.draft()));
    let ask = |data: Vec<u8>| world.evm.call(world.treaties, data.into()).expect("an answer");
    for who in world.parties() {
        let may = ask(SplitTreaty::mayOfferCall { treaty: sol.clone(), who }.abi_encode());
        assert_eq!(treaty.may_offer(who), may[31] == 1, "{who} offers");
        let may = ask(SplitTreaty::mayRevokeCall { treaty: sol.clone(), who }.abi_encode());
        assert_eq!(treaty.may_revoke(who), may[31] == 1, "{who} revokes");
    }
    let id = ask(SplitTreaty::workIdOfCall { treaty: sol.clone() }.abi_encode());
    assert_eq!(treaty.work_id(), U256::from_be_slice(&id), "the work's token");
    for chain in [ChainId::PRACTICE, ChainId(1)] {
        for token in [None, Some(world.tokens[0]), Some(world.tokens[1])] {
            let (chain_id, at) = (U256::from(chain.0), token.unwrap_or_default());
            let call =
                SplitTreaty::floorOfCall { treaty: sol.clone(), chainId: chain_id, token: at };
            let answer = SplitTreaty::floorOfCall::abi_decode_returns(&ask(call.abi_encode()));
            let answer = answer.expect("two words");
            let theirs = answer.found.then(|| Units(answer.price.to()));
            assert_eq!(treaty.floor(chain, token), theirs, "{token:?} on {chain}");
        }
    }
}

#[test]
fn a_practice_treaty_names_no_other_chain() {
    let mut draft = World::new().draft();
    draft.chains.insert(0, TreatyChain { chain: ChainId(1), ..draft.chains[0].clone() });
    assert_eq!(Treaty::new(draft), Err(TreatyError::PracticeAndReal));
}

#[test]
fn a_price_beyond_the_contract_is_refused() {
    let mut draft = World::new().draft();
    draft.chains[0].floors[0].price = Units(U256::ONE << 96);
    assert_eq!(Treaty::new(draft), Err(TreatyError::PriceTooLarge(ChainId::PRACTICE)));
}

#[test]
fn a_late_signature_and_a_foreign_factory_are_refused_beforehand() {
    let (world, chain) = (World::new(), ChainId::PRACTICE);
    let treaty = world.treaty();
    let at = Moment::from_unix_seconds;
    assert_eq!(treaty.check_open(at(DEADLINE)), Ok(()), "its last second counts");
    assert_eq!(treaty.check_open(at(DEADLINE + 1)), Err(TreatyError::Expired));
    let agree = agree_treaty(world.treaties, &world.signed()).expect("complete");
    world.evm.set_time(DEADLINE + 1);
    world.evm.send(Address::ZERO, &agree).expect_err("the chain says the same");
    world.evm.set_time(DEADLINE);
    world.evm.send(Address::ZERO, &agree).expect("to the second");

    assert_eq!(treaty.check_factory(chain, world.factory), Ok(()));
    let (named, known) = (world.factory, Address::repeat_byte(1));
    let foreign = Err(TreatyError::ForeignFactory { chain, named, known });
    assert_eq!(treaty.check_factory(chain, known), foreign);
    let elsewhere = Err(TreatyError::ChainNotNamed(ChainId(1)));
    assert_eq!(treaty.check_factory(ChainId(1), named), elsewhere);
}

// ---------------------------------------------------------------- three homes, files alone

#[test]
fn three_homes_sign_through_files_and_the_chain_agrees() {
    let world = World::new();
    let mut text = world.file().to_json().expect("text");
    assert!(!text.contains("Ada"), "names never travel");
    for home in 0..3 {
        let mut file = TreatyFile::parse(&text).expect("what the last one sent");
        assert_eq!(file.missing(), world.parties()[home..], "who is still to sign");
        assert!(agree_treaty(world.treaties, &file).is_err(), "not before all have signed");
        assert_eq!(file.not_asked(), (1_000, Shares(100_000)), "fans are paid and not asked");
        world.sign(&mut file, home);
        text = file.to_json().expect("text");
    }
    let file = TreatyFile::parse(&text).expect("all signed");
    let (chain, treaty) = (world.evm.chain(), file.treaty());
    let author = treaty.text().author;
    let vault = now(chain.predict_vault(
        &Contracts { factory: world.factory, ..Contracts::default() },
        author,
        treaty.text().shares_root,
        treaty.hash(),
    ))
    .expect("an address");
    let check = || now(chain.check_treaty(world.treaties, treaty, world.factory, vault));
    let refused = check().expect_err("not agreed yet").to_string();
    assert!(refused.contains("not agreed"), "{refused}");

    let agree = agree_treaty(world.treaties, &file).expect("complete");
    world.evm.send(Address::repeat_byte(9), &agree).expect("anybody may bring it");
    let at = now(chain.treaty_agreed_at(world.treaties, treaty.hash())).expect("an answer");
    assert_eq!(at, Some(Moment::from_unix_seconds(START)), "the chain remembers when");
    let refused = check().expect_err("no vault yet").to_string();
    assert!(refused.contains("vault missing"), "{refused}");

    let create = create_agreed_vault(treaty, ChainId::PRACTICE).expect("the chain is named");
    world.evm.send(author, &create).expect("the author makes it");
    world.evm.set_time(DEADLINE + 1);
    assert_eq!(check().expect("they belong together"), Moment::from_unix_seconds(START));
}

#[test]
fn a_vault_that_differs_in_one_share_is_refused() {
    let world = World::new();
    let file = world.signed();
    let other = world.allocation(1);
    let found = TreatyFile::new(world.treaty(), &other).expect_err("not these holders");
    assert!(matches!(found, TreatyFileError::OtherHolders { .. }), "{found}");

    let agree = agree_treaty(world.treaties, &file).expect("complete");
    world.evm.send(Address::ZERO, &agree).expect("all signed");
    let mut draft = world.draft();
    draft.shares_root = other.tree().root();
    let changed = Treaty::new(draft).expect("well formed all the same");
    let create = create_agreed_vault(&changed, ChainId::PRACTICE).expect("the chain is named");
    let made = world.evm.send(changed.text().author, &create).expect("it can be made");
    let vault = Address::from_slice(&made.0[12..]);
    let chain = world.evm.chain();
    for (treaty, why) in [(file.treaty(), "not the vault"), (&changed, "not agreed")] {
        let refused = now(chain.check_treaty(world.treaties, treaty, world.factory, vault));
        let refused = refused.expect_err("one share differs").to_string();
        assert!(refused.contains(why), "{refused}");
    }
    let signatures = file.complete().expect("complete");
    let refused =
        now(chain.check_signed_treaty(world.treaties, &changed, signatures, world.factory, vault));
    let refused = refused.expect_err("nobody signed this").to_string();
    assert!(refused.contains("bad signature"), "{refused}");
}

#[test]
fn parties_may_sign_side_by_side() {
    let world = World::new();
    let mut files: Vec<_> = (0..3).map(|_| world.file()).collect();
    for (home, file) in files.iter_mut().enumerate().rev() {
        world.sign(file, home);
    }
    let mut all = files.remove(2);
    for file in &files {
        all.merge(&read(file)).expect("the same treaty");
        all.merge(&read(file)).expect("twice is no harm");
    }
    assert_eq!(all, world.signed(), "as if signed one after another");

    let mut draft = world.draft();
    draft.deadline += 1;
    let other = Treaty::new(draft).expect("well formed");
    let mut other = TreatyFile::new(other, &world.allocation(0)).expect("its holders");
    let refused = other.merge(&all).expect_err("another treaty");
    assert!(matches!(refused, TreatyFileError::OtherTreaty { .. }), "{refused}");
    assert!(other.signatures().is_empty(), "nothing was taken over");
}

// ---------------------------------------------------------------- what is refused

/// Every single change of the text, first with the hash left as it was, then with the hash made to fit.
#[test]
fn a_changed_treaty_is_refused() {
    let world = World::new();
    let (file, parties) = (world.signed(), world.parties());
    let changes: [fn(&mut TreatyDraft); 9] = [
        |t| t.author = t.signers[1],
        |t| t.work = B256::repeat_byte(8),
        |t| t.offerers.clear(),
        |t| t.revokers = t.offerers.clone(),
        |t| t.chains[0].chain = ChainId(1),
        |t| t.chains[0].factory = Address::repeat_byte(1),
        |t| t.chains[0].floors[0].price = Units::from(9),
        |t| t.chains[0].floors.clear(),
        |t| t.deadline += 1,
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut draft = world.draft();
        change(&mut draft);
        let changed = Treaty::new(draft.clone()).expect("well formed");
        let mut json: serde_json::Value =
            serde_json::from_str(&file.to_json().expect("text")).expect("JSON");
        json["treaty"] = serde_json::to_value(&draft).expect("JSON");
        let refused = refusal(&json.to_string());
        assert!(matches!(refused, TreatyFileError::Changed { .. }), "{i}: {refused}");
        json["hash"] = serde_json::to_value(changed.hash()).expect("JSON");
        assert_eq!(refusal(&json.to_string()), TreatyFileError::BadSignature(parties[0]), "{i}");
    }
}

#[test]
fn changed_holders_are_refused() {
    let text = World::new().signed().to_json().expect("text");
    let moved = text.replacen("\"shares\": 400000", "\"shares\": 399999", 1).replacen(
        "\"shares\": 300000",
        "\"shares\": 300001",
        1,
    );
    let refused = refusal(&moved);
    assert!(matches!(refused, TreatyFileError::OtherHolders { .. }), "{refused}");
    let lost = text.replacen("\"shares\": 400000", "\"shares\": 399999", 1);
    let refused = refusal(&lost);
    assert!(matches!(refused, TreatyFileError::Split(_)), "{refused}");
}

#[test]
fn signatures_of_others_and_other_forms_are_refused() {
    let world = World::new();
    let (mut file, parties) = (world.file(), world.parties());
    let digest = file.treaty().digest();
    let stranger = PrivateKeySigner::from_bytes(&B256::repeat_byte(9)).expect("a key");
    let by = |key: &PrivateKeySigner, what: &B256| key.sign_hash_sync(what).expect("a signature");
    let theirs = by(&stranger, &digest).as_bytes();
    let refused = file.sign(stranger.address(), &theirs).expect_err("no party");
    assert_eq!(refused, TreatyFileError::NotASigner(stranger.address()));
    for signature in [
        theirs.to_vec(),
        by(&world.homes[0], &B256::repeat_byte(1)).as_bytes().to_vec(),
        by(&world.homes[1], &digest).as_bytes().to_vec(),
        Vec::new(),
        vec![0; 65],
        vec![0xff; 65],
        vec![27; 64],
    ] {
        let refused = file.sign(parties[0], &signature).expect_err("not her signature");
        assert_eq!(refused, TreatyFileError::BadSignature(parties[0]), "{signature:02x?}");
    }
    assert!(file.signatures().is_empty(), "nothing was added");

    // A wallet's 0 and 1 become what the contract reads.
    let mut old = by(&world.homes[0], &digest).as_bytes();
    old[64] -= 27;
    file.sign(parties[0], &old).expect("the same signature");
    world.sign(&mut file, 0);
    assert!(matches!(file.signatures()[0].signature[64], 27 | 28), "one form alone is written");
    let text = file.to_json().expect("text");
    let form = |v: u8| format!("{v:02x}\"\n");
    let (known, raw) = (file.signatures()[0].signature[64], old[64]);
    let refused = refusal(&text.replace(&form(known), &form(raw)));
    assert_eq!(refused, TreatyFileError::BadSignature(parties[0]), "and one form alone is read");
    let refused = file.sign_by_contract(parties[0], Bytes::new()).expect_err("signed already");
    assert_eq!(refused, TreatyFileError::SignedTwice(parties[0]));
}

#[test]
fn a_contract_signs_unproved() {
    let world = World::new();
    let mut file = world.file();
    file.sign_by_contract(world.parties()[1], Bytes::from_static(b"by three of five"))
        .expect("a signer");
    let file = read(&file);
    assert_eq!(file.unproved(), [world.parties()[1]], "a chain must be asked");
    assert_eq!(file.signatures()[0].kind, SignatureKind::Contract);
    assert_eq!(file.missing().len(), 2, "it counts as signed");
}

#[test]
fn what_is_no_treaty_file_is_refused_in_words() {
    let text = World::new().signed().to_json().expect("text");
    TreatyFile::parse(&format!("\u{feff}{}", text.replace('\n', "\r\n")))
        .expect("as mail sends it");
    for (bad, why) in [
        (String::new(), "not a treaty file"),
        ("hello".to_owned(), "not a treaty file"),
        ("{}".to_owned(), "not a treaty file"),
        (text[..text.len() - 20].to_owned(), "not a treaty file"),
        (text.replace("colophon-treaty", "colophon-song"), "its format is `colophon-song`"),
        (text.replace("\"version\": 1", "\"version\": 2"), "update Colophon"),
        (text.replace("\"version\": 1", "\"version\": 1, \"note\": 1"), "unknown field `note`"),
        (text.replace("\"deadline\"", "\"secret\": 1, \"deadline\""), "unknown field `secret`"),
        (text.replace("\"hash\"", "\"hash\": null, \"hash\""), "not a treaty file"),
        (text.replace("\"author\": \"0x", "\"author\": \"0x00"), "not a treaty file"),
        (text.replace("\"price\": \"10\"", "\"price\": \"0\""), "a price on chain 1337001 is zero"),
        (text.replace("\"price\": \"10\"", "\"price\": 10"), "not a treaty file"),
        ("[".repeat(100_000), "not a treaty file"),
    ] {
        let refused = refusal(&bad).to_string();
        assert!(refused.contains(why), "{why}: {refused}");
    }
}
