use std::path::{Path, PathBuf};

use colophon_model::{Address, Moment, Rng};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::envelope::{DataKey, Envelope, Lock, Public, Sealed, data_key};
use crate::evm::address_of;
use crate::secrets::Secrets;
use crate::{
    Cost, Error, EvmKey, Keyring, P256Key, Passphrase, Phrase, Realm, Result, Subkey, WrapKey,
    file, hd, self_test, v3,
};

/// The label under which watermarks derive their key; the version belongs to the watermark's format.
const WATERMARK: &str = "colophon/watermark/v0";
/// So many accounts always fit into a file that [`file::read`] accepts.
const ACCOUNTS: usize = 1_000;

/// Where an account's key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The recovery phrase, at `m/44'/60'/0'/0/n`.
    Derived(u32),
    /// A key file of another program; the phrase does not recover it.
    Imported,
}

/// An account's public half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its address on every EVM chain.
    pub address: Address,
    /// Where its key comes from.
    pub origin: Origin,
}

/// The way into a folder of keystores, one file a realm.
#[derive(Debug)]
pub struct Keystore;

impl Keystore {
    /// Makes a new phrase, account 0 and both P-256 keys, and seals them under `passphrase` in `folder`.
    ///
    /// The phrase is to be shown to the person now; see [`Phrase::check`].
    ///
    /// # Errors
    /// [`Error::AlreadyThere`]; a keystore is never overwritten. [`Error::Randomness`], [`Error::Io`].
    pub fn create(
        folder: &Path,
        realm: Realm,
        passphrase: &Passphrase,
        cost: Cost,
        created: Moment,
        rng: &dyn Rng,
    ) -> Result<(Unlocked, Phrase)> {
        let phrase = Phrase::generate(rng)?;
        let shown = Phrase::from_entropy(&phrase.entropy())?;
        let unlocked = Self::restore(folder, realm, phrase, passphrase, cost, created, rng)?;
        Ok((unlocked, shown))
    }

    /// The same from a phrase that the person typed. The accounts and the watermark's key come back; the P-256 keys
    /// are new, and imported keys are not in a phrase.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn restore(
        folder: &Path,
        realm: Realm,
        phrase: Phrase,
        passphrase: &Passphrase,
        cost: Cost,
        created: Moment,
        rng: &dyn Rng,
    ) -> Result<Unlocked> {
        let path = path_of(folder, realm);
        if path.exists() {
            return Err(Error::AlreadyThere { path });
        }
        let seed = phrase.seed();
        let secrets = Secrets {
            phrase,
            authority: P256Key::generate(rng)?,
            claim: P256Key::generate(rng)?,
            imported: Vec::new(),
        };
        let first =
            Account { address: address_of(&hd::account(&seed, 0)?), origin: Origin::Derived(0) };
        let public = Public {
            realm,
            created,
            accounts: vec![first],
            authority: hex::encode(secrets.authority.public_key()),
            claim: hex::encode(secrets.claim.public_key()),
        };
        let mut data_key = DataKey::default();
        rng.fill(&mut *data_key);
        let lock = Lock::new(passphrase, cost, &data_key, rng)?;
        let envelope = Envelope::seal(public, lock, &secrets, &data_key, rng)?;
        envelope.write(&path)?;
        Ok(Unlocked { path, envelope, data_key, secrets, seed })
    }

    /// Opens the readable part; no passphrase needed.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Damaged`], [`Error::Newer`], [`Error::Io`].
    pub fn open(folder: &Path, realm: Realm) -> Result<Locked> {
        let path = path_of(folder, realm);
        let envelope = Envelope::read(&path)?;
        if envelope.public.realm != realm {
            return Err(Error::damaged(&path, "it belongs to another realm"));
        }
        Ok(Locked { path, envelope })
    }

    /// Puts a realm's keystore aside under a name of its own, so that another can be made. Nothing is removed.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn set_aside(folder: &Path, realm: Realm, at: Moment) -> Result<()> {
        let to = folder.join(format!("{realm}-aside-{}.json", at.unix_millis()));
        file::move_to(&path_of(folder, realm), &to)
    }

    /// The realms that have a keystore in `folder`.
    pub fn present(folder: &Path) -> Vec<Realm> {
        Realm::ALL.into_iter().filter(|realm| path_of(folder, *realm).exists()).collect()
    }
}

fn path_of(folder: &Path, realm: Realm) -> PathBuf {
    folder.join(format!("{realm}.json"))
}

/// A keystore whose secrets are sealed.
#[derive(Debug)]
pub struct Locked {
    path: PathBuf,
    envelope: Envelope,
}

impl Locked {
    /// The accounts, oldest first.
    pub fn accounts(&self) -> &[Account] {
        &self.envelope.public.accounts
    }

    /// The realm.
    pub fn realm(&self) -> Realm {
        self.envelope.public.realm
    }

    /// When it was made or restored.
    pub fn created(&self) -> Moment {
        self.envelope.public.created
    }

    /// Opens it. Takes about half a second and 128 MiB.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::Damaged`].
    pub fn unlock(self, passphrase: &Passphrase) -> Result<Unlocked> {
        let data_key = self.envelope.data_key(passphrase, &self.path)?;
        self.open_with(data_key)
    }

    /// Whether [`Unlocked::remember`] was used here.
    pub fn is_remembered(&self) -> bool {
        device_path(&self.path).exists()
    }

    /// Opens it with the key in the computer's keyring.
    ///
    /// # Errors
    /// [`Error::NotRemembered`], [`Error::Keyring`], [`Error::Damaged`]; the passphrase works all the same.
    pub fn unlock_remembered(self, keyring: &dyn Keyring) -> Result<Unlocked> {
        let path = device_path(&self.path);
        let bytes = match file::read(&path) {
            Err(Error::Missing { .. }) => return Err(Error::NotRemembered),
            read => read?,
        };
        let sealed: Sealed = serde_json::from_slice(&bytes)
            .map_err(|_| Error::damaged(&path, "a part is missing"))?;
        let (name, context) = device_names(&self.envelope.public);
        let wrap = keyring.get(&name)?.ok_or(Error::NotRemembered)?;
        let data_key = sealed
            .open(wrap.expose(), &context)
            .and_then(|bytes| data_key(&bytes))
            .ok_or_else(|| Error::damaged(&path, "the keyring's key does not open it"))?;
        self.open_with(data_key)
    }

    fn open_with(self, data_key: DataKey) -> Result<Unlocked> {
        let Self { path, envelope } = self;
        let secrets = envelope.secrets(&data_key, &path)?;
        let seed = secrets.phrase.seed();
        Ok(Unlocked { path, envelope, data_key, secrets, seed })
    }
}

/// An open keystore. Everything secret in it is wiped on drop.
pub struct Unlocked {
    path: PathBuf,
    envelope: Envelope,
    data_key: DataKey,
    secrets: Secrets,
    seed: Zeroizing<[u8; 64]>,
}

impl Unlocked {
    /// The accounts, oldest first.
    pub fn accounts(&self) -> &[Account] {
        &self.envelope.public.accounts
    }

    /// The realm.
    pub fn realm(&self) -> Realm {
        self.envelope.public.realm
    }

    /// The key of derived account `index`, whether or not it is in the list.
    ///
    /// # Errors
    /// [`Error::Derivation`] for an index of 2^31 or more.
    pub fn evm(&self, index: u32) -> Result<EvmKey> {
        Ok(EvmKey::new(&hd::account(&self.seed, index)?, self.realm()))
    }

    /// The key of a listed account.
    ///
    /// # Errors
    /// [`Error::UnknownAccount`].
    pub fn evm_of(&self, address: Address) -> Result<EvmKey> {
        let unknown = || Error::UnknownAccount(address);
        let account = self.accounts().iter().find(|a| a.address == address).ok_or_else(unknown)?;
        match account.origin {
            Origin::Derived(index) => self.evm(index),
            Origin::Imported => self
                .secrets
                .imported
                .iter()
                .find(|secret| address_of(secret) == address)
                .map(|secret| EvmKey::new(secret, self.realm()))
                .ok_or_else(unknown),
        }
    }

    /// The master key of watermarks. The same phrase gives the same key, so a restored home detects its old marks.
    ///
    /// # Errors
    /// None that can happen; HKDF refuses only lengths beyond 8,160 bytes.
    pub fn watermark_key(&self) -> Result<Subkey> {
        Subkey::derive(&self.seed, WATERMARK)
    }

    /// The key of the local certificate authority.
    pub const fn authority_key(&self) -> &P256Key {
        &self.secrets.authority
    }

    /// The key that signs C2PA claims.
    pub const fn claim_key(&self) -> &P256Key {
        &self.secrets.claim
    }

    /// Adds the next derived account to the list.
    ///
    /// # Errors
    /// [`Error::TooManyAccounts`], [`Error::Io`].
    pub fn add_account(&mut self, rng: &dyn Rng) -> Result<Account> {
        let last = self.accounts().iter().filter_map(|account| match account.origin {
            Origin::Derived(index) => Some(index),
            Origin::Imported => None,
        });
        let index = last.max().map_or(0, |index| index.saturating_add(1));
        let secret = hd::account(&self.seed, index)?;
        let account = Account { address: address_of(&secret), origin: Origin::Derived(index) };
        self.add(account, rng)?;
        Ok(account)
    }

    /// Adds the key in a Web3 key file (version 3) of another program.
    ///
    /// # Errors
    /// [`Error::KeyFile`], [`Error::WrongPassphrase`] (of that file), [`Error::KnownAccount`],
    /// [`Error::TooManyAccounts`], [`Error::Io`].
    pub fn import(
        &mut self,
        file: &[u8],
        file_passphrase: &Passphrase,
        rng: &dyn Rng,
    ) -> Result<Account> {
        let secret = v3::decode(file, file_passphrase)?;
        let account = Account { address: address_of(&secret), origin: Origin::Imported };
        self.secrets.imported.push(secret);
        self.add(account, rng).inspect_err(|_| {
            self.secrets.imported.pop();
        })?;
        Ok(account)
    }

    /// Writes a listed account's key as a Web3 key file (version 3) that other wallets open with `passphrase`.
    ///
    /// # Errors
    /// [`Error::UnknownAccount`].
    pub fn export(
        &self,
        address: Address,
        passphrase: &Passphrase,
        cost: Cost,
        rng: &dyn Rng,
    ) -> Result<String> {
        let account = self.accounts().iter().find(|a| a.address == address);
        let secret = match account.map(|account| account.origin) {
            Some(Origin::Derived(index)) => hd::account(&self.seed, index)?,
            Some(Origin::Imported) => self
                .secrets
                .imported
                .iter()
                .find(|secret| address_of(secret) == address)
                .cloned()
                .ok_or(Error::UnknownAccount(address))?,
            None => return Err(Error::UnknownAccount(address)),
        };
        v3::encode(&secret, passphrase, cost, rng)
    }

    /// The recovery phrase once more, for somebody who types the passphrase again.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`].
    pub fn phrase(&self, passphrase: &Passphrase) -> Result<Phrase> {
        self.envelope.data_key(passphrase, &self.path)?;
        Phrase::from_entropy(&self.secrets.phrase.entropy())
    }

    /// Locks the keystore with another passphrase. What is sealed stays as it is.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`] when `old` is not the present one, [`Error::Io`].
    pub fn change_passphrase(
        &mut self,
        old: &Passphrase,
        new: &Passphrase,
        cost: Cost,
        rng: &dyn Rng,
    ) -> Result<()> {
        self.envelope.data_key(old, &self.path)?;
        let lock = Lock::new(new, cost, &self.data_key, rng)?;
        self.save(self.envelope.public.clone(), Some(lock), rng)
    }

    /// Lets this computer open the keystore without the passphrase: a random key goes into the keyring, and the data
    /// key, wrapped in it, beside the keystore. The keyring is tested first.
    ///
    /// # Errors
    /// [`Error::Keyring`] where there is none or it does not work; nothing is changed then.
    pub fn remember(&self, keyring: &dyn Keyring, rng: &dyn Rng) -> Result<()> {
        self_test(keyring, rng)?;
        let wrap = WrapKey::generate(rng);
        let (name, context) = device_names(&self.envelope.public);
        let sealed = Sealed::seal(wrap.expose(), &context, &*self.data_key, rng)?;
        let path = device_path(&self.path);
        let text = serde_json::to_vec(&sealed)
            .map_err(|_| Error::damaged(&path, "it cannot be written"))?;
        keyring.set(&name, &wrap)?;
        file::write(&path, &text)
    }

    /// Undoes [`Self::remember`]: without the file the keyring's key opens nothing, so the file goes first.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Keyring`].
    pub fn forget(&self, keyring: &dyn Keyring) -> Result<()> {
        let path = device_path(&self.path);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(&path)(error));
            }
            _ => {}
        }
        keyring.delete(&device_names(&self.envelope.public).0)
    }

    fn add(&mut self, account: Account, rng: &dyn Rng) -> Result<()> {
        if self.accounts().iter().any(|known| known.address == account.address) {
            return Err(Error::KnownAccount(account.address));
        }
        if self.accounts().len() >= ACCOUNTS {
            return Err(Error::TooManyAccounts);
        }
        let mut public = self.envelope.public.clone();
        public.accounts.push(account);
        self.save(public, None, rng)
    }

    fn save(&mut self, public: Public, lock: Option<Lock>, rng: &dyn Rng) -> Result<()> {
        let next = self.envelope.reseal(public, lock, &self.secrets, &self.data_key, rng)?;
        next.write(&self.path)?;
        self.envelope = next;
        Ok(())
    }
}

impl std::fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unlocked({}, {} accounts, <redacted>)", self.realm(), self.accounts().len())
    }
}

fn device_path(path: &Path) -> PathBuf {
    path.with_extension("device.json")
}

/// The name in the keyring and the context of the seal; the authority's key tells homes on one computer apart.
fn device_names(public: &Public) -> (String, Vec<u8>) {
    let id = public.authority.get(2..18).unwrap_or_default();
    let context = format!("colophon/keystore/device/1\n{}\n{}", public.realm, public.authority);
    (format!("{} {id}", public.realm), context.into_bytes())
}
