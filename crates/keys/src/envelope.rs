//! The sealed file of one realm. README.md describes the format.

use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use colophon_model::{Moment, Rng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::cost::Kdf;
use crate::secrets::Secrets;
use crate::{Account, Cost, Error, Passphrase, Realm, Result, file};

/// The format that this program writes.
const FORMAT: u32 = 1;

/// The key that the secrets are sealed with; the passphrase only wraps it.
pub(crate) type DataKey = Zeroizing<[u8; 32]>;

/// What anybody with the file may read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Public {
    pub(crate) realm: Realm,
    pub(crate) created: Moment,
    pub(crate) accounts: Vec<Account>,
    /// The public points of the two P-256 keys, uncompressed SEC1 in hexadecimal.
    pub(crate) authority: String,
    pub(crate) claim: String,
}

/// Bytes sealed with XChaCha20-Poly1305.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    nonce: String,
    data: String,
}

/// The data key under the passphrase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lock {
    kdf: String,
    n: u64,
    r: u64,
    p: u64,
    salt: String,
    key: Sealed,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    format: u32,
    pub(crate) public: Public,
    lock: Lock,
    secrets: Sealed,
    /// SHA-256 of the rest: tells a damaged file from a wrong passphrase.
    checksum: String,
}

/// Only enough to say that a file is of a later format.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl Envelope {
    pub(crate) fn seal(
        public: Public,
        lock: Lock,
        secrets: &Secrets,
        data_key: &DataKey,
        rng: &dyn Rng,
    ) -> Result<Self> {
        let secrets = Sealed::seal(data_key, &context(&public), &secrets.to_bytes(), rng)?;
        let mut file = Self { format: FORMAT, public, lock, secrets, checksum: String::new() };
        file.checksum = file.sum();
        Ok(file)
    }

    /// The same content under another lock or with other public data.
    pub(crate) fn reseal(
        &self,
        public: Public,
        lock: Option<Lock>,
        secrets: &Secrets,
        data_key: &DataKey,
        rng: &dyn Rng,
    ) -> Result<Self> {
        Self::seal(public, lock.unwrap_or_else(|| self.lock.clone()), secrets, data_key, rng)
    }

    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bytes = file::read(path)?;
        let head: Head = serde_json::from_slice(&bytes)
            .map_err(|_| Error::damaged(path, "it is not a keystore"))?;
        if head.format > FORMAT {
            return Err(Error::Newer { path: path.to_owned() });
        }
        let file: Self = serde_json::from_slice(&bytes)
            .map_err(|_| Error::damaged(path, "a part is missing"))?;
        if file.sum() != file.checksum {
            return Err(Error::damaged(path, "its checksum does not match"));
        }
        Ok(file)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|_| Error::damaged(path, "it cannot be written"))?;
        file::write(path, &text)
    }

    /// The data key, if `passphrase` is the right one.
    pub(crate) fn data_key(&self, passphrase: &Passphrase, path: &Path) -> Result<DataKey> {
        self.lock.open(passphrase, path)
    }

    pub(crate) fn secrets(&self, data_key: &DataKey, path: &Path) -> Result<Secrets> {
        self.secrets
            .open(data_key, &context(&self.public))
            .and_then(|bytes| Secrets::from_bytes(&bytes))
            .ok_or_else(|| Error::damaged(path, "its sealed part does not open"))
    }

    fn sum(&self) -> String {
        let whole = (&self.format, &self.public, &self.lock, &self.secrets);
        // Plain data with text keys: writing it cannot fail.
        hex::encode(Sha256::digest(serde_json::to_vec(&whole).unwrap_or_default()))
    }
}

impl Lock {
    pub(crate) fn new(
        passphrase: &Passphrase,
        cost: Cost,
        data_key: &DataKey,
        rng: &dyn Rng,
    ) -> Result<Self> {
        let mut salt = [0; 32];
        rng.fill(&mut salt);
        let kdf = cost.kdf();
        let Kdf::Scrypt { log_n, r, p } = kdf else { return Err(Error::Derivation) };
        let wrap = kdf.wrap_key(passphrase, &salt);
        Ok(Self {
            kdf: "scrypt".to_owned(),
            n: 1 << log_n,
            r: r.into(),
            p: p.into(),
            salt: hex::encode(salt),
            key: Sealed::seal(&wrap, LOCK_CONTEXT, &**data_key, rng)?,
        })
    }

    fn open(&self, passphrase: &Passphrase, path: &Path) -> Result<DataKey> {
        let damaged = |what| Error::damaged(path, what);
        if self.kdf != "scrypt" {
            return Err(damaged("its lock is of an unknown kind"));
        }
        let kdf = Kdf::scrypt(self.n, self.r, self.p).map_err(damaged)?;
        let salt = hex::decode(&self.salt).map_err(|_| damaged("its salt is not hexadecimal"))?;
        let opened = self
            .key
            .open(&kdf.wrap_key(passphrase, &salt), LOCK_CONTEXT)
            .ok_or(Error::WrongPassphrase)?;
        data_key(&opened).ok_or_else(|| damaged("its lock holds no key"))
    }
}

const LOCK_CONTEXT: &[u8] = b"colophon/keystore/lock/1";

/// Binds the sealed part to everything that is readable beside it: a swapped realm or address does not open.
fn context(public: &Public) -> Vec<u8> {
    let mut bytes = b"colophon/keystore/1\n".to_vec();
    bytes.extend(serde_json::to_vec(public).unwrap_or_default());
    bytes
}

/// Reads 32 opened bytes as a data key.
pub(crate) fn data_key(bytes: &[u8]) -> Option<DataKey> {
    <[u8; 32]>::try_from(bytes).ok().map(Zeroizing::new)
}

impl Sealed {
    pub(crate) fn seal(
        key: &[u8; 32],
        context: &[u8],
        plain: &[u8],
        rng: &dyn Rng,
    ) -> Result<Self> {
        let mut nonce = [0; 24];
        rng.fill(&mut nonce);
        let data = XChaCha20Poly1305::new(key.into())
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: context })
            .map_err(|_| Error::Derivation)?;
        Ok(Self { nonce: hex::encode(nonce), data: hex::encode(data) })
    }

    /// `None` for another key, another context or changed bytes.
    pub(crate) fn open(&self, key: &[u8; 32], context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut nonce = [0; 24];
        hex::decode_to_slice(&self.nonce, &mut nonce).ok()?;
        let data = hex::decode(&self.data).ok()?;
        XChaCha20Poly1305::new(key.into())
            .decrypt(XNonce::from_slice(&nonce), Payload { msg: &data, aad: context })
            .ok()
            .map(Zeroizing::new)
    }
}
