//! Offerings and channels: what is computed here is what the contracts compute, and what is refused here they refuse.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "treaty/evm.rs"]
mod evm;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, sol};
use colophon_chain::channel::{self, Channel, ChannelBook, SignedVoucher, Till, Voucher};
use colophon_chain::offering::{self, OfferingTerms};
use colophon_chain::{Action, Contracts, Deployable, VaultKey, calls};
use colophon_model::{Allocation, ChainId, Holder, Moment, Shares, Units};
use evm::Evm;
use expect_test::{Expect, expect};
use proptest::prelude::*;

const START: u64 = 1_767_225_600;
const DAY: u64 = 24 * 3600;

sol! {
    interface Views {
        function voucherHash(bytes32 id, uint128 cumulative) external view returns (bytes32);
    }
}

struct World {
    evm: Evm,
    at: Contracts,
    payer: PrivateKeySigner,
}

impl World {
    fn new() -> Self {
        let evm = Evm::new(ChainId::PRACTICE, START);
        let mut at = Contracts::default();
        for what in [
            Deployable::Registry,
            Deployable::Factory,
            Deployable::Offerings,
            Deployable::Channel,
            Deployable::Dollar,
            Deployable::Wrapped,
        ] {
            let made = evm.deploy(what.creation_code(&at));
            what.place(&mut at, made);
        }
        let payer = PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).expect("a key");
        Self { evm, at, payer }
    }

    fn channel(&self, salt: B256) -> Channel {
        Channel {
            payer: self.payer.address(),
            signer: None,
            payee: Address::repeat_byte(5),
            token: Some(self.at.dollar),
            withdraw_delay: 3_600,
            salt,
        }
    }

    fn sign(&self, key: &PrivateKeySigner, channel: B256, cumulative: u64) -> SignedVoucher {
        let voucher = Voucher { channel, cumulative: cumulative.into() };
        let digest = self.voucher_hash(channel, cumulative.into());
        let signature = key.sign_hash_sync(&digest).expect("a signature").as_bytes();
        SignedVoucher { voucher, signature: Bytes::from(signature) }
    }

    /// As the contract computes it.
    fn voucher_hash(&self, id: B256, cumulative: u128) -> B256 {
        let call = Views::voucherHashCall { id, cumulative };
        let bytes = self.evm.call(self.at.channel, call.abi_encode().into()).expect("an answer");
        Views::voucherHashCall::abi_decode_returns(&bytes).expect("a hash")
    }

    fn send(&self, from: Address, action: &Action) {
        self.evm.send(from, action).unwrap_or_else(|data| panic!("refused: {data}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn channels_and_vouchers_hash_as_in_the_contract(
        payer in any::<[u8; 20]>(),
        signer in proptest::option::of(any::<[u8; 20]>()),
        payee in any::<[u8; 20]>(),
        token in proptest::option::of(any::<[u8; 20]>()),
        withdraw_delay in any::<u32>(),
        salt in any::<[u8; 32]>(),
        cumulative in any::<u128>(),
    ) {
        let world = World::new();
        let channel = Channel {
            payer: payer.into(),
            signer: signer.map(Into::into),
            payee: payee.into(),
            token: token.map(Into::into),
            withdraw_delay,
            salt: salt.into(),
        };
        let domain = channel::domain(ChainId::PRACTICE, &world.at);
        let id = channel.id(&domain);
        let run = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let theirs = run.block_on(world.evm.chain().channel_id(&world.at, &channel));
        prop_assert_eq!(id, theirs.expect("an answer"));
        let voucher = Voucher { channel: id, cumulative: Units(U256::from(cumulative)) };
        let digest = digest(&domain, voucher.hash().expect("it fits"));
        prop_assert_eq!(digest, world.voucher_hash(id, cumulative));
    }
}

fn digest(domain: &colophon_chain::Eip712Domain, hash: B256) -> B256 {
    let message = [&[0x19, 0x01][..], domain.separator().as_slice(), hash.as_slice()].concat();
    alloy_primitives::keccak256(message)
}

#[track_caller]
fn check_till(till: &mut Till, voucher: SignedVoucher, price: u64, want: Expect) {
    want.assert_eq(
        &till.take(voucher, price.into()).map_or_else(|e| e.to_string(), |()| "taken".into()),
    );
}

#[test]
fn a_till_takes_what_pays() {
    let world = World::new();
    let channel = world.channel(B256::ZERO);
    let domain = channel::domain(ChainId::PRACTICE, &world.at);
    let id = channel.id(&domain);
    let stranger = PrivateKeySigner::from_bytes(&B256::repeat_byte(8)).expect("a key");
    let book =
        ChannelBook { funded: 1_000u64.into(), claimed: 100u64.into(), secured: 800u64.into() };
    let mut till = Till::new(domain, &channel, book);
    let signed = |cumulative| world.sign(&world.payer, id, cumulative);
    check_till(
        &mut till,
        signed(100),
        10,
        expect![
            "the voucher is over 100 units and the last one was over 100; each must be higher than the one before"
        ],
    );
    check_till(&mut till, signed(110), 10, expect!["taken"]);
    check_till(
        &mut till,
        signed(119),
        10,
        expect!["the voucher adds 9 units and the use costs 10; ask for one over the whole price"],
    );
    check_till(
        &mut till,
        signed(901),
        10,
        expect![
            "the voucher is over 901 units and the channel is good for 900; the payer must deposit more first"
        ],
    );
    check_till(
        &mut till,
        world.sign(&stranger, id, 120),
        10,
        expect![
            "the voucher is not signed by 0x4a62316623ad457F02cDC5D997deD67a383EC569, whose signature the channel asks for"
        ],
    );
    check_till(
        &mut till,
        world.sign(&world.payer, B256::ZERO, 120),
        10,
        expect![
            "the voucher is for channel 0x0000000000000000000000000000000000000000000000000000000000000000, not for this one; ask for one that names this channel"
        ],
    );
    let mut cut = signed(120);
    cut.signature = cut.signature.slice(..64);
    assert!(till.take(cut, 10u64.into()).is_err(), "half a signature");
    let mut twin = signed(120);
    twin.signature = high_s(&twin.signature);
    assert!(till.take(twin, 10u64.into()).is_err(), "the twin of a signature");
    check_till(&mut till, signed(900), 10, expect!["taken"]);
    assert_eq!(till.count(), 2, "what was refused counts for nothing");
    assert_eq!(till.newest(), Some(&signed(900)));
}

/// The same signature with the other `s`.
fn high_s(signature: &[u8]) -> Bytes {
    const N: U256 = alloy_primitives::uint!(
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256
    );
    let s = N - U256::from_be_slice(&signature[32..64]);
    let v = if signature[64] == 27 { 28 } else { 27 };
    [&signature[..32], &s.to_be_bytes::<32>(), &[v]].concat().into()
}

#[tokio::test]
async fn one_claim_brings_in_all_uses_and_the_rest_goes_back() {
    let world = World::new();
    let (payer, chain) = (world.payer.address(), world.evm.chain());
    let channel = world.channel(B256::repeat_byte(1));
    let id = channel.id(&channel::domain(ChainId::PRACTICE, &world.at));
    world.send(payer, &calls::mint_dollars(&world.at, payer, 1_000u64.into()));
    world.send(payer, &calls::approve(world.at.dollar, world.at.channel, 1_000u64.into()));
    world.send(payer, &channel::deposit(&world.at, &channel, 1_000u64.into()).expect("it fits"));
    let anybody = Address::repeat_byte(9);
    for cumulative in [40, 400] {
        let voucher = world.sign(&world.payer, id, cumulative);
        world.send(anybody, &channel::claim(&world.at, &channel, &voucher).expect("it fits"));
    }
    let stale = world.sign(&world.payer, id, 50);
    let again = channel::claim(&world.at, &channel, &stale).expect("it fits");
    assert!(world.evm.send(anybody, &again).is_err(), "an old voucher claims nothing");
    world.send(
        payer,
        &channel::begin_withdrawal(&world.at, &channel, 1_000u64.into()).expect("it fits"),
    );
    let book = chain.channel_book(&world.at, id).await.expect("an answer");
    assert_eq!(
        book,
        ChannelBook { funded: 1_000u64.into(), claimed: 400u64.into(), secured: Units::ZERO }
    );
    let finish = channel::finish_withdrawal(&world.at, &channel, payer);
    assert!(world.evm.send(payer, &finish).is_err(), "too early");
    world.evm.set_time(START + 3_600);
    world.send(payer, &finish);
    let unsettled =
        chain.unsettled(&world.at, channel.payee, channel.token).await.expect("an answer");
    assert_eq!(unsettled, 400u64.into());
    world.send(anybody, &channel::settle(&world.at, channel.payee, channel.token));
    for (who, want) in [(payer, 600u64), (channel.payee, 400), (world.at.channel, 0)] {
        let held = chain.token_balance(world.at.dollar, who, None).await.expect("an answer");
        assert_eq!(held, want.into(), "{who}");
    }
}

fn terms(at: &Contracts) -> OfferingTerms {
    OfferingTerms {
        token: Some(at.dollar),
        price: 1_000u64.into(),
        ceiling: 1_500u64.into(),
        cap: Shares(100_000),
        minimum: Shares(50_000),
        per_buyer: Shares(60_000),
        deadline: Moment::from_unix_seconds(START + 30 * DAY),
        term_end: Moment::from_unix_seconds(START + 365 * DAY),
        jurisdiction: "US-NY".into(),
        text: "A tenth.".into(),
    }
}

/// What stops an offering here, in words; the contract must stop the same ones.
#[track_caller]
fn check_terms(change: impl FnOnce(&mut OfferingTerms), want: Expect) {
    let world = World::new();
    let artist = world.payer.address();
    let chain = world.evm.chain();
    let run = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut terms = terms(&world.at);
    change(&mut terms);
    let found = terms.check(Moment::from_unix_seconds(START));
    want.assert_eq(&found.as_ref().map_or_else(ToString::to_string, |()| "good".into()));

    let allocation =
        Allocation::new(vec![Holder { address: artist, shares: Shares::WHOLE, name: None }])
            .expect("a whole");
    let key =
        VaultKey { author: artist, shares_root: allocation.tree().root(), treaty: B256::ZERO };
    let predicted = chain.predict_vault(&world.at, artist, key.shares_root, key.treaty);
    let vault = run.block_on(predicted).expect("an address");
    world.send(artist, &calls::create_vault(&world.at, key.shares_root, key.treaty));
    world.send(artist, &calls::activate_and_claim(vault, artist, Shares::WHOLE, Vec::new(), &[]));
    world.send(
        artist,
        &calls::approve(vault, world.at.offerings, u64::from(Shares::WHOLE.0).into()),
    );
    let theirs = match offering::open(&world.at, key, &terms, B256::ZERO) {
        Ok(action) => world.evm.send(artist, &action).is_ok(),
        Err(_) => false,
    };
    assert_eq!(found.is_ok(), theirs, "the contract must say the same of {terms:?}");
    if theirs {
        let place = chain.predict_offering(&world.at, artist, key, &terms, B256::ZERO);
        let place = run.block_on(place).expect("an address");
        let held = run.block_on(chain.token_balance(vault, place, None)).expect("a balance");
        assert_eq!(
            held,
            u64::from(terms.cap.0).into(),
            "the shares lie at the address that was foretold"
        );
    }
}

#[test]
fn terms_are_refused_here_as_in_the_contract() {
    let at = Moment::from_unix_seconds;
    check_terms(|_| {}, expect!["good"]);
    check_terms(|t| t.token = None, expect!["good"]);
    check_terms(
        |t| t.price = Units::ZERO,
        expect!["shares are not sold for nothing; set a price above zero"],
    );
    check_terms(
        |t| t.ceiling = 999u64.into(),
        expect![
            "the ceiling of 999 units a share is below the price of 1000, so fans could never get back what they paid; raise it"
        ],
    );
    check_terms(
        |t| t.cap = Shares(0),
        expect!["0.0000 % are for sale; offer between 0.0001 % and 100 %"],
    );
    check_terms(
        |t| t.cap = Shares(1_000_001),
        expect!["100.0001 % are for sale; offer between 0.0001 % and 100 %"],
    );
    check_terms(
        |t| t.minimum = Shares(0),
        expect![
            "the minimum is 0.0000 %; it must be at least 0.0001 % and not above the 10.0000 % that are for sale"
        ],
    );
    check_terms(
        |t| t.per_buyer = Shares(100_001),
        expect![
            "the most for one buyer is 10.0001 %; it must be at least 0.0001 % and not above the 10.0000 % that are for sale"
        ],
    );
    check_terms(
        |t| t.deadline = at(START),
        expect!["the sale must end in the future and within 366 days"],
    );
    check_terms(
        |t| {
            t.deadline = at(START + 366 * DAY);
            t.term_end = at(START + 396 * DAY);
        },
        expect!["good"],
    );
    check_terms(
        |t| {
            t.deadline = at(START + 366 * DAY + 1);
            t.term_end = at(START + 400 * DAY);
        },
        expect!["the sale must end in the future and within 366 days"],
    );
    check_terms(|t| t.term_end = at(START + 60 * DAY), expect!["good"]);
    check_terms(
        |t| t.term_end = at(START + 60 * DAY - 1),
        expect!["the fans' term must end at least 30 days after the sale and within 100 years"],
    );
    check_terms(
        |t| t.term_end = at(START + 36_525 * DAY + 1),
        expect!["the fans' term must end at least 30 days after the sale and within 100 years"],
    );
    check_terms(
        |t| t.jurisdiction = "ch".into(),
        expect!["ch is no jurisdiction; write one to eight of A-Z, 0-9 and -, such as CH or US-NY"],
    );
    check_terms(
        |t| t.jurisdiction = String::new(),
        expect![" is no jurisdiction; write one to eight of A-Z, 0-9 and -, such as CH or US-NY"],
    );
    check_terms(
        |t| t.jurisdiction = "TOO-LONG-".into(),
        expect![
            "TOO-LONG- is no jurisdiction; write one to eight of A-Z, 0-9 and -, such as CH or US-NY"
        ],
    );
    check_terms(
        |t| t.text = String::new(),
        expect![
            "the offering says nothing to the fans; tell them what they buy and what they risk"
        ],
    );
}
