use std::fmt;

use colophon_model::Rng;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// The random key that a computer's keyring keeps when a person asks not to be asked again.
///
/// It opens a copy of the data key that lies in the home, and is worth nothing without that copy.
pub struct WrapKey(Zeroizing<[u8; 32]>);

impl WrapKey {
    /// Takes the bytes that a keyring returned.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn generate(rng: &dyn Rng) -> Self {
        let mut key = Self::new([0; 32]);
        rng.fill(&mut *key.0);
        key
    }

    /// The bytes to keep.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for WrapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrapKey(<redacted>)")
    }
}

/// Where a computer keeps small secrets. All calls may block, and may ask the person for consent.
pub trait Keyring: Send + Sync {
    /// # Errors
    /// [`Error::Keyring`].
    fn set(&self, name: &str, key: &WrapKey) -> Result<()>;

    /// The key kept under `name`, if there is one.
    ///
    /// # Errors
    /// [`Error::Keyring`].
    fn get(&self, name: &str) -> Result<Option<WrapKey>>;

    /// Removes it; no error where there is none.
    ///
    /// # Errors
    /// [`Error::Keyring`].
    fn delete(&self, name: &str) -> Result<()>;
}

/// Writes a random key, reads it back and deletes it, before anything is entrusted to the keyring.
///
/// # Errors
/// [`Error::Keyring`] with what did not work.
pub fn self_test(keyring: &dyn Keyring, rng: &dyn Rng) -> Result<()> {
    let key = WrapKey::generate(rng);
    let name = format!("self-test {}", hex::encode(&WrapKey::generate(rng).expose()[..8]));
    keyring.set(&name, &key)?;
    let read = keyring.get(&name);
    let deleted = keyring.delete(&name);
    if read?.is_none_or(|read| read.expose() != key.expose()) {
        return Err(Error::Keyring("the keyring does not return what was put into it".to_owned()));
    }
    deleted?;
    match keyring.get(&name)? {
        None => Ok(()),
        Some(_) => Err(Error::Keyring("the keyring does not delete".to_owned())),
    }
}

/// The keyring of a build without one.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyring;

impl NoKeyring {
    fn absent<T>() -> Result<T> {
        Err(Error::Keyring("this build of Colophon does not use the system's keyring".to_owned()))
    }
}

impl Keyring for NoKeyring {
    fn set(&self, _: &str, _: &WrapKey) -> Result<()> {
        Self::absent()
    }

    fn get(&self, _: &str) -> Result<Option<WrapKey>> {
        Self::absent()
    }

    fn delete(&self, _: &str) -> Result<()> {
        Self::absent()
    }
}

/// Keychain, Credential Manager or Secret Service.
#[cfg(feature = "os-keyring")]
#[derive(Debug, Clone, Copy, Default)]
pub struct OsKeyring;

#[cfg(feature = "os-keyring")]
impl OsKeyring {
    fn entry(name: &str) -> Result<::keyring::Entry> {
        // The store's own error says why there is none; `Entry::new` would only say that there is none.
        if let Err(error) = ::keyring::Entry::store_status() {
            return Err(Error::Keyring(error.to_string()));
        }
        ::keyring::Entry::new("app.colophon", name).map_err(Self::failed)
    }

    fn failed(error: ::keyring::Error) -> Error {
        Error::Keyring(error.to_string())
    }
}

#[cfg(feature = "os-keyring")]
impl Keyring for OsKeyring {
    fn set(&self, name: &str, key: &WrapKey) -> Result<()> {
        Self::entry(name)?.set_secret(key.expose()).map_err(Self::failed)
    }

    fn get(&self, name: &str) -> Result<Option<WrapKey>> {
        match Self::entry(name)?.get_secret().map(Zeroizing::new) {
            Ok(bytes) => {
                <[u8; 32]>::try_from(bytes.as_slice()).map(WrapKey::new).map(Some).map_err(|_| {
                    Error::Keyring("the keyring holds something else under this name".to_owned())
                })
            }
            Err(::keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(Self::failed(error)),
        }
    }

    fn delete(&self, name: &str) -> Result<()> {
        match Self::entry(name)?.delete_credential() {
            Ok(()) | Err(::keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(Self::failed(error)),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use super::*;
    use crate::testing::Dice;

    /// A keyring in memory that can be made to misbehave.
    #[derive(Default)]
    pub(crate) struct FakeKeyring {
        pub(crate) kept: Mutex<HashMap<String, [u8; 32]>>,
        pub(crate) forgets: bool,
        pub(crate) hoards: bool,
    }

    impl Keyring for FakeKeyring {
        fn set(&self, name: &str, key: &WrapKey) -> Result<()> {
            if !self.forgets {
                self.kept.lock().unwrap().insert(name.to_owned(), *key.expose());
            }
            Ok(())
        }

        fn get(&self, name: &str) -> Result<Option<WrapKey>> {
            Ok(self.kept.lock().unwrap().get(name).copied().map(WrapKey::new))
        }

        fn delete(&self, name: &str) -> Result<()> {
            if !self.hoards {
                self.kept.lock().unwrap().remove(name);
            }
            Ok(())
        }
    }

    #[track_caller]
    fn check(keyring: &dyn Keyring, want: &str) {
        let found = self_test(keyring, &Dice::new(1));
        assert_eq!(found.err().map_or("works".to_owned(), |error| error.to_string()), want);
    }

    #[test]
    fn only_a_keyring_that_keeps_and_deletes_is_used() {
        let good = FakeKeyring::default();
        check(&good, "works");
        assert!(good.kept.lock().unwrap().is_empty(), "the test leaves nothing behind");
        check(
            &FakeKeyring { forgets: true, ..FakeKeyring::default() },
            "not available on this computer: the keyring does not return what was put into it",
        );
        check(
            &FakeKeyring { hoards: true, ..FakeKeyring::default() },
            "not available on this computer: the keyring does not delete",
        );
        check(
            &NoKeyring,
            "not available on this computer: this build of Colophon does not use the system's keyring",
        );
    }

    /// On a machine with a keyring it must work, on others it must say that it is not there.
    #[cfg(feature = "os-keyring")]
    #[test]
    fn the_systems_keyring_works_or_is_said_to_be_absent() {
        if let Err(error) = self_test(&OsKeyring, &Dice::new(2)) {
            let text = error.to_string();
            assert!(text.starts_with("not available on this computer: "), "{text}");
        }
    }
}
