//! Datasets and consents as files: read back as written, and refused with the reason where anything was changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use alloy_primitives::{Address, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use colophon_chain::VaultKey;
use colophon_chain::dataset::{
    DatasetConsent, DatasetConsentFile, DatasetFile, DatasetText, DatasetWork,
};
use colophon_model::{ChainId, Moment, Permissions, Shares, Units};
use expect_test::{Expect, expect};
use proptest::prelude::*;

const NOW: Moment = Moment::from_unix_seconds(1_793_491_200);
const DAY: u64 = 24 * 3600;

fn key(n: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(n)).unwrap()
}

fn work(n: u8, weight: u32) -> DatasetWork {
    let work = U256::from(n) << 200;
    DatasetWork { work, vault: Address::repeat_byte(n), weight: Shares(weight) }
}

fn text() -> DatasetText {
    DatasetText {
        title: "Coasts".into(),
        notes: "Two pictures.".into(),
        chain: ChainId::PRACTICE,
        contract: Address::repeat_byte(0xda),
        curator: Address::repeat_byte(0xcc),
        vault: Address::repeat_byte(0xfa),
        allows: Permissions { ai_train: true, ..Permissions::default() },
        lasts_seconds: 30 * 86_400,
        transferable: false,
        licence: String::new(),
        token: None,
        price: Units::from(2_000),
        works: vec![work(1, 600_000), work(2, 400_000)],
    }
}

fn consent(file: &DatasetFile, change: impl FnOnce(&mut DatasetConsent)) -> DatasetConsentFile {
    let (holder, new) = (key(1), file.new_dataset());
    let listed = file.text().works[0];
    let mut consent = DatasetConsent {
        dataset: file.id(),
        shares_root: new.vault.shares_root,
        terms: new.terms.hash(),
        token: new.token,
        work: listed.work,
        work_vault: listed.vault,
        weight: listed.weight,
        lowest_price: Units::from(1_500),
        nonce: 0,
        deadline: Moment::from_unix_seconds(NOW.unix_seconds() + DAY),
    };
    change(&mut consent);
    let (chain, contract) = (file.text().chain, file.text().contract);
    let domain = DatasetConsentFile::domain(chain, contract);
    let prefix = [&[0x19, 0x01][..], domain.separator().as_slice()].concat();
    let message = [prefix, consent.hash().unwrap().to_vec()].concat();
    let signature = holder.sign_hash_sync(&alloy_primitives::keccak256(message)).unwrap();
    let origin = VaultKey {
        author: holder.address(),
        shares_root: B256::repeat_byte(7),
        treaty: B256::repeat_byte(8),
    };
    let signature = signature.as_bytes().to_vec().into();
    DatasetConsentFile { chain, contract, consent, origin, signer: holder.address(), signature }
}

#[track_caller]
fn check(change: impl FnOnce(&mut DatasetText), want: Expect) {
    let mut text = text();
    change(&mut text);
    let said = DatasetFile::new(text).err().map_or_else(String::new, |error| error.to_string());
    want.assert_eq(&said);
}

#[test]
fn what_cannot_be_a_dataset_is_refused() {
    check(|_| {}, expect![""]);
    check(|t| t.title = "  ".into(), expect!["the title has 1 to 200 characters"]);
    check(
        |t| t.works.truncate(1),
        expect![
            "a dataset has at least two works and this has 1; a single work is licensed by an offer of its own"
        ],
    );
    check(
        |t| t.works[1].work = t.works[0].work,
        expect![
            "the work 1606938044258990275541962092341162602522202993782792835301376 stands twice in the dataset; a work counts once, add its weights up"
        ],
    );
    check(
        |t| t.works[1].vault = t.works[0].vault,
        expect![
            "two works share the vault 0x0101010101010101010101010101010101010101; a vault counts once in a dataset, name one of the works with both weights"
        ],
    );
    check(
        |t| t.works[1].weight = Shares(0),
        expect![
            "the work 3213876088517980551083924184682325205044405987565585670602752 has a weight of nothing and would earn nothing; give it one or leave it out"
        ],
    );
    check(
        |t| t.works[1].weight = Shares(399_999),
        expect![
            "the weights are no whole: the shares add up to 99.9999 % instead of 100.0000 %; 0.0001 % is still to be given"
        ],
    );
    check(
        |t| t.price = Units::ZERO,
        expect!["a licence that costs nothing is not sold; set a price above zero"],
    );
    check(
        |t| t.price = Units(U256::from(1) << 96),
        expect!["the price is larger than the contract can hold"],
    );
    check(
        |t| t.allows = Permissions::default(),
        expect!["the licence allows nothing; name at least one use"],
    );
    check(
        |t| t.allows.remix = true,
        expect!["a dataset licence does not speak of remixes; ask each author for a remix licence"],
    );
}

#[test]
fn a_file_that_was_changed_is_refused() {
    let file = DatasetFile::new(text()).unwrap();
    let json = file.to_json().unwrap();
    assert_eq!(DatasetFile::parse(&format!("\u{feff}{json}")).unwrap(), file);
    for (from, to) in [
        ("600000", "600001"),
        ("Coasts", "Coast"),
        ("Two pictures.", "Three pictures."),
        ("\"ai_train\": true", "\"ai_train\": false"),
        ("2592000", "2592001"),
        ("\"transferable\": false", "\"transferable\": true"),
        ("\"licence\": \"\"", "\"licence\": \"all\""),
        ("\"version\": 1", "\"version\": 2"),
        ("colophon-dataset", "colophon-treaty"),
        ("\"notes\"", "\"note\""),
        ("0xfafa", "0xfafb"),
    ] {
        let changed = json.replace(from, to);
        assert_ne!(changed, json, "{from} stands in the file");
        assert!(DatasetFile::parse(&changed).is_err(), "{from} was changed");
    }
    for no_file in ["", "{}", "hello", "[]"] {
        assert!(DatasetFile::parse(no_file).is_err(), "{no_file:?}");
        assert!(DatasetConsentFile::parse(no_file).is_err(), "{no_file:?}");
    }
}

#[track_caller]
fn refused(found: Result<impl Sized, colophon_chain::dataset::DatasetFileError>, want: &str) {
    match found {
        Ok(_) => panic!("it was not refused: {want}"),
        Err(error) => assert!(error.to_string().contains(want), "{error}"),
    }
}

#[test]
fn a_consent_is_to_one_dataset_as_it_was_signed() {
    let file = DatasetFile::new(text()).unwrap();
    let good = consent(&file, |_| {});
    let json = good.to_json().unwrap();
    let read = DatasetConsentFile::parse(&json).unwrap();
    assert_eq!(read, good);
    let joining = file.joining(std::slice::from_ref(&read), NOW).unwrap();
    let leaf = colophon_model::Allocation::leaf(read.consent.work_vault, read.consent.weight);
    assert_eq!(file.allocation().tree().proof(leaf).unwrap(), joining[0].proof);

    for (from, to) in [
        ("600000", "600001"),
        ("\"1500\"", "\"1\""),
        ("\"nonce\": 0", "\"nonce\": 1"),
        (&good.consent.deadline.unix_seconds().to_string(), "1893456000"),
    ] {
        let changed = json.replace(from, to);
        assert_ne!(changed, json, "{from} stands in the file");
        refused(DatasetConsentFile::parse(&changed), "does not bear out");
    }
    // Another signer's word for it, or an origin that is not hers.
    let stranger = DatasetConsentFile { signer: key(2).address(), ..good.clone() };
    refused(stranger.verify(), "does not bear out");
    let origin = VaultKey { author: key(2).address(), ..good.origin };
    refused(DatasetConsentFile { origin, ..good.clone() }.verify(), "who alone speaks for it");

    // Signed properly, and for something else.
    let later = Moment::from_unix_seconds(NOW.unix_seconds() + DAY + 1);
    refused(good.joins(&file, later), "a moment that has passed");
    refused(file.joining(&[good.clone(), good.clone()], NOW), "two consents");
    let other = DatasetFile::new(DatasetText { title: "Other".into(), ..text() }).unwrap();
    refused(good.joins(&other, NOW), "to another dataset");
    let elsewhere = DatasetText { contract: Address::repeat_byte(1), ..text() };
    refused(good.joins(&DatasetFile::new(elsewhere).unwrap(), NOW), "at another contract");
    for (change, want) in [
        ((|c| c.weight = Shares(600_001)) as fn(&mut DatasetConsent), "another weight"),
        (|c| c.work_vault = Address::repeat_byte(9), "another vault"),
        (|c| c.shares_root = B256::ZERO, "another list of works"),
        (|c| c.terms = B256::ZERO, "another licence"),
        (|c| c.token = Some(Address::repeat_byte(9)), "another token"),
        (|c| c.work = U256::ZERO, "is not in this dataset"),
    ] {
        refused(consent(&file, change).verify().unwrap().joins(&file, NOW), want);
    }
}

proptest! {
    #[test]
    fn every_dataset_comes_back_from_its_file(
        title in "\\PC{1,40}",
        notes in "\\PC{0,80}",
        first in 1u32..1_000_000,
        price in 1u64..,
        days in 0u32..40_000,
    ) {
        prop_assume!(!title.trim().is_empty());
        let works = vec![work(1, first), work(2, 1_000_000 - first)];
        let (price, lasts_seconds) = (Units::from(price), days * 86_400);
        let file = DatasetFile::new(DatasetText { title, notes, price, lasts_seconds, works, ..text() }).unwrap();
        prop_assert_eq!(DatasetFile::parse(&file.to_json().unwrap()).unwrap(), file);
    }
}
