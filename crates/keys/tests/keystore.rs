//! A keystore's life, as the rest of Colophon sees it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use colophon_keys::{
    Cost, Error, Keyring, Keystore, NoKeyring, Origin, P256Key, Passphrase, Phrase, Realm, Subkey,
    Unlocked, WrapKey,
};
use colophon_model::{Address, Moment, Rng};

/// Repeatable and uneven enough for keys: SplitMix64.
struct Dice(AtomicU64);

impl Rng for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z >> 56) as u8;
        }
    }
}

fn dice(seed: u64) -> Dice {
    Dice(AtomicU64::new(seed))
}

fn pass(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

fn create(folder: &Path, realm: Realm) -> (Unlocked, Phrase) {
    let created = Moment::from_unix_seconds(1_700_000_000);
    Keystore::create(folder, realm, &pass("open"), Cost::for_tests(), created, &dice(7)).unwrap()
}

fn mark(key: &Unlocked) -> [u8; 32] {
    *key.watermark_key().unwrap().expose()
}

#[test]
fn what_is_created_opens_again() {
    let home = tempfile::tempdir().unwrap();
    let (made, phrase) = create(home.path(), Realm::Practice);
    let locked = Keystore::open(home.path(), Realm::Practice).unwrap();
    assert_eq!(locked.accounts(), made.accounts(), "addresses are readable without a passphrase");
    assert_eq!(locked.created(), Moment::from_unix_seconds(1_700_000_000));
    assert_eq!(Keystore::present(home.path()), [Realm::Practice]);
    let opened = locked.unlock(&pass("open")).unwrap();
    assert_eq!(mark(&opened), mark(&made), "the watermark's key");
    assert_eq!(opened.claim_key().public_key(), made.claim_key().public_key(), "the claim key");
    assert_eq!(opened.authority_key().public_key(), made.authority_key().public_key(), "the CA");
    assert_ne!(opened.authority_key().public_key(), opened.claim_key().public_key(), "two keys");
    assert_eq!(opened.evm(0).unwrap().address(), made.accounts()[0].address);
    assert_eq!(opened.phrase(&pass("open")).unwrap().words(), phrase.words(), "shown once more");
    assert!(matches!(opened.phrase(&pass("other")), Err(Error::WrongPassphrase)));
}

#[test]
fn a_keystore_is_never_overwritten() {
    let home = tempfile::tempdir().unwrap();
    create(home.path(), Realm::Real);
    let before = fs::read(home.path().join("real.json")).unwrap();
    let again = Keystore::create(
        home.path(),
        Realm::Real,
        &pass("x"),
        Cost::for_tests(),
        Moment::from_unix_seconds(1),
        &dice(8),
    );
    assert!(matches!(again, Err(Error::AlreadyThere { .. })));
    assert_eq!(fs::read(home.path().join("real.json")).unwrap(), before, "not a byte changed");
}

#[test]
fn the_phrase_alone_brings_accounts_and_watermark_back() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut made, phrase) = create(home.path(), Realm::Real);
    let second = made.add_account(&dice(1)).unwrap();
    let typed = Phrase::parse(&phrase.words().join("  ")).unwrap();
    let (cost, now) = (Cost::for_tests(), Moment::from_unix_seconds(9));
    let mut restored =
        Keystore::restore(other.path(), Realm::Real, typed, &pass("new"), cost, now, &dice(99))
            .unwrap();
    assert_eq!(mark(&restored), mark(&made), "detection of old marks");
    assert_eq!(restored.accounts()[0], made.accounts()[0], "the first account");
    assert_eq!(restored.add_account(&dice(2)).unwrap(), second, "and the next");
    assert_ne!(
        restored.claim_key().public_key(),
        made.claim_key().public_key(),
        "P-256 keys are not in the phrase"
    );
}

#[test]
fn each_realm_has_its_own_phrase_and_file() {
    let home = tempfile::tempdir().unwrap();
    let (practice, words) = create(home.path(), Realm::Practice);
    let now = Moment::from_unix_seconds(1);
    let (real, others) =
        Keystore::create(home.path(), Realm::Real, &pass("r"), Cost::for_tests(), now, &dice(70))
            .unwrap();
    assert_ne!(words.words(), others.words());
    assert_ne!(practice.accounts(), real.accounts());
    assert_eq!(Keystore::present(home.path()), [Realm::Practice, Realm::Real]);
    assert_eq!(practice.evm(3).unwrap().realm(), Realm::Practice, "a key carries its realm");
    // Copying the practice file over the real one must not make its keys real.
    fs::copy(home.path().join("practice.json"), home.path().join("real.json")).unwrap();
    assert!(matches!(Keystore::open(home.path(), Realm::Real), Err(Error::Damaged { .. })));
}

#[track_caller]
fn check_open(change: impl FnOnce(String) -> String, want: &str) {
    let home = tempfile::tempdir().unwrap();
    create(home.path(), Realm::Practice);
    let path = home.path().join("practice.json");
    let text = change(fs::read_to_string(&path).unwrap());
    let mut file = fs::File::create(&path).unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    let result = Keystore::open(home.path(), Realm::Practice)
        .and_then(|locked| locked.unlock(&pass("open")))
        .map(drop);
    let found = result.err().map_or("opened".to_owned(), |error| {
        error.to_string().replace(&path.display().to_string(), "FILE")
    });
    assert_eq!(found, want);
}

#[test]
fn a_damaged_file_is_not_a_wrong_passphrase() {
    let damaged = |what: &str| {
        format!(
            "FILE is damaged ({what}); restore it from a backup, or the accounts from the recovery phrase"
        )
    };
    check_open(|text| text, "opened");
    check_open(|_| String::new(), &damaged("it is not a keystore"));
    check_open(|text| text[..text.len() / 2].to_owned(), &damaged("it is not a keystore"));
    check_open(|_| r#"{"format":1}"#.to_owned(), &damaged("a part is missing"));
    check_open(
        |text| text.replace("\"format\": 1", "\"format\": 2"),
        "FILE was written by a newer Colophon; update this one to open it",
    );
    check_open(
        |text| text.replace("\"realm\": \"practice\"", "\"realm\": \"real\""),
        &damaged("its checksum does not match"),
    );
    check_open(
        |text| text.replace("\"n\": 16", "\"n\": 32"),
        &damaged("its checksum does not match"),
    );
    let home = tempfile::tempdir().unwrap();
    create(home.path(), Realm::Practice);
    let locked = Keystore::open(home.path(), Realm::Practice).unwrap();
    let error = locked.unlock(&pass("opem")).unwrap_err();
    assert_eq!(error.to_string(), "the passphrase is wrong");
    let error = Keystore::open(home.path(), Realm::Real).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
    assert!(matches!(Passphrase::new(""), Err(Error::EmptyPassphrase)));
}

#[test]
fn a_new_passphrase_replaces_the_old() {
    let home = tempfile::tempdir().unwrap();
    let (mut made, _) = create(home.path(), Realm::Practice);
    let cost = Cost::for_tests();
    let wrong = made.change_passphrase(&pass("no"), &pass("new"), cost, &dice(1)).unwrap_err();
    assert!(matches!(wrong, Error::WrongPassphrase), "{wrong}");
    made.change_passphrase(&pass("open"), &pass("new"), cost, &dice(1)).unwrap();
    let open = || Keystore::open(home.path(), Realm::Practice).unwrap();
    assert!(matches!(open().unlock(&pass("open")), Err(Error::WrongPassphrase)));
    assert_eq!(mark(&open().unlock(&pass("new")).unwrap()), mark(&made));
}

#[test]
fn keys_travel_between_wallets() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (from, _) = create(home.path(), Realm::Real);
    let now = Moment::from_unix_seconds(1);
    let (mut to, _) =
        Keystore::create(other.path(), Realm::Real, &pass("t"), Cost::for_tests(), now, &dice(5))
            .unwrap();
    let address = from.accounts()[0].address;
    let file = from.export(address, &pass("trip"), Cost::for_tests(), &dice(1)).unwrap();
    let wrong = to.import(file.as_bytes(), &pass("x"), &dice(2)).unwrap_err();
    assert!(matches!(wrong, Error::WrongPassphrase), "{wrong}");
    let account = to.import(file.as_bytes(), &pass("trip"), &dice(2)).unwrap();
    assert_eq!((account.address, account.origin), (address, Origin::Imported));
    let twice = to.import(file.as_bytes(), &pass("trip"), &dice(2)).unwrap_err();
    assert!(matches!(twice, Error::KnownAccount(_)), "{twice}");
    drop(to);
    let to = Keystore::open(other.path(), Realm::Real).unwrap().unlock(&pass("t")).unwrap();
    assert_eq!(to.accounts().len(), 2, "the import is kept, and only once");
    assert_eq!(to.evm_of(address).unwrap().address(), address);
    assert!(matches!(to.evm_of(Address::ZERO), Err(Error::UnknownAccount(_))));
}

/// Keeps keys in memory.
#[derive(Default)]
struct Pocket(std::sync::Mutex<std::collections::HashMap<String, [u8; 32]>>);

impl Keyring for Pocket {
    fn set(&self, name: &str, key: &WrapKey) -> colophon_keys::Result<()> {
        self.0.lock().unwrap().insert(name.to_owned(), *key.expose());
        Ok(())
    }

    fn get(&self, name: &str) -> colophon_keys::Result<Option<WrapKey>> {
        Ok(self.0.lock().unwrap().get(name).copied().map(WrapKey::new))
    }

    fn delete(&self, name: &str) -> colophon_keys::Result<()> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

#[test]
fn a_computer_remembers_only_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let (mut made, _) = create(home.path(), Realm::Practice);
    let open = || Keystore::open(home.path(), Realm::Practice).unwrap();
    let pocket = Pocket::default();
    assert!(!open().is_remembered());
    assert!(matches!(open().unlock_remembered(&pocket), Err(Error::NotRemembered)));
    assert!(matches!(made.remember(&NoKeyring, &dice(3)), Err(Error::Keyring(_))));
    assert!(!open().is_remembered(), "a keyring that is not there changes nothing");

    made.remember(&pocket, &dice(3)).unwrap();
    assert_eq!(pocket.0.lock().unwrap().len(), 1, "one random key, and no trace of the self-test");
    assert_eq!(mark(&open().unlock_remembered(&pocket).unwrap()), mark(&made));
    made.change_passphrase(&pass("open"), &pass("new"), Cost::for_tests(), &dice(4)).unwrap();
    made.add_account(&dice(4)).unwrap();
    assert!(open().unlock_remembered(&pocket).is_ok(), "a new passphrase is not asked for here");

    let stranger = Pocket::default();
    for name in pocket.0.lock().unwrap().keys() {
        stranger.0.lock().unwrap().insert(name.clone(), [9; 32]);
    }
    assert!(matches!(open().unlock_remembered(&stranger), Err(Error::Damaged { .. })));
    assert!(matches!(open().unlock_remembered(&Pocket::default()), Err(Error::NotRemembered)));

    made.forget(&pocket).unwrap();
    assert!(pocket.0.lock().unwrap().is_empty() && !open().is_remembered());
    assert!(open().unlock(&pass("new")).is_ok(), "the passphrase always suffices");
}

/// Every text that a keystore leaves on the disk or prints is free of what it guards.
#[test]
fn no_secret_is_readable() {
    let home = tempfile::tempdir().unwrap();
    let (made, phrase) = create(home.path(), Realm::Practice);
    made.remember(&Pocket::default(), &dice(3)).unwrap();
    let mut texts = vec![
        format!("{made:?}"),
        format!("{phrase:?}"),
        format!("{:?}", pass("open")),
        format!("{:?}", made.watermark_key().unwrap()),
        format!("{:?}", made.claim_key()),
        format!("{:?}", Keystore::open(home.path(), Realm::Practice).unwrap()),
    ];
    for text in &texts[..5] {
        assert!(text.contains("<redacted>"), "{text}");
    }
    for entry in fs::read_dir(home.path()).unwrap() {
        texts.push(fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let hex = mark(&made).map(|byte| format!("{byte:02x}")).concat();
    for text in texts {
        assert!(!text.contains(&hex), "the watermark's key is in {text}");
        assert!(!text.contains("open"), "the passphrase is in {text}");
        assert!(!phrase.words().iter().any(|word| word.len() > 5 && text.contains(word)), "{text}");
    }
}

/// Fails to compile when `$type` gets the trait.
macro_rules! lacks {
    ($type:ty, $trait:path) => {
        const _: fn() = || {
            trait Ambiguous<T> {
                fn item() {}
            }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct Has;
            impl<T: ?Sized + $trait> Ambiguous<Has> for T {}
            let _ = <$type as Ambiguous<_>>::item;
        };
    };
}

lacks!(Phrase, serde::Serialize);
lacks!(Passphrase, serde::Serialize);
lacks!(Subkey, serde::Serialize);
lacks!(P256Key, serde::Serialize);
lacks!(WrapKey, serde::Serialize);
lacks!(Unlocked, serde::Serialize);
lacks!(colophon_keys::EvmKey, serde::Serialize);
lacks!(Phrase, std::fmt::Display);
lacks!(Passphrase, std::fmt::Display);
lacks!(Subkey, Clone);
lacks!(Subkey, Copy);
