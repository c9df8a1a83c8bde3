//! Key files of the [Web3 Secret Storage Definition](https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/),
//! version 3: what geth and most wallets read and write.

use aes::cipher::{KeyIvInit, StreamCipher};
use colophon_model::{Address, Rng, keccak256};
use k256::SecretKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::cost::Kdf;
use crate::evm::address_of;
use crate::file::LIMIT;
use crate::{Cost, Error, Passphrase, Result};

type Aes128Ctr = ctr::Ctr128BE<aes::Aes128>;

#[derive(Serialize, Deserialize)]
struct File {
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(alias = "Crypto")]
    crypto: Crypto,
}

#[derive(Serialize, Deserialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParams,
    ciphertext: String,
    kdf: String,
    kdfparams: KdfParams,
    mac: String,
}

#[derive(Serialize, Deserialize)]
struct CipherParams {
    iv: String,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct KdfParams {
    dklen: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prf: Option<String>,
    salt: String,
}

/// A file whose every field is of the right kind and size.
#[derive(Debug)]
struct Checked {
    kdf: Kdf,
    salt: Vec<u8>,
    iv: [u8; 16],
    ciphertext: [u8; 32],
    mac: [u8; 32],
    address: Option<Address>,
}

impl Checked {
    fn read(text: &[u8]) -> Result<Self, &'static str> {
        if text.len() as u64 > LIMIT {
            return Err("it is far too long");
        }
        let file: File = serde_json::from_slice(text).map_err(|_| "it is not a Web3 key file")?;
        if file.version != 3 {
            return Err("its version is not 3");
        }
        let Crypto { cipher, cipherparams, ciphertext, kdf, kdfparams, mac } = file.crypto;
        if cipher != "aes-128-ctr" {
            return Err("its cipher is not aes-128-ctr");
        }
        // Longer keys begin with the same bytes, and only the first 32 are ever used.
        if !(32..=64).contains(&kdfparams.dklen) {
            return Err("its derived key has an odd length");
        }
        let kdf = match (kdf.as_str(), kdfparams.prf.as_deref()) {
            ("scrypt", _) => match (kdfparams.n, kdfparams.r, kdfparams.p) {
                (Some(n), Some(r), Some(p)) => Kdf::scrypt(n, r, p)?,
                _ => return Err("its scrypt parameters are incomplete"),
            },
            ("pbkdf2", Some("hmac-sha256")) => Kdf::pbkdf2(kdfparams.c.unwrap_or(0))?,
            ("pbkdf2", _) => return Err("its pbkdf2 does not use hmac-sha256"),
            _ => return Err("its key derivation is neither scrypt nor pbkdf2"),
        };
        let address = file
            .address
            .filter(|text| !text.is_empty())
            .map(|text| fixed(text.strip_prefix("0x").unwrap_or(&text)).map(Address::from))
            .transpose()
            .map_err(|_| "its address is not an address")?;
        Ok(Self {
            kdf,
            salt: hex::decode(&kdfparams.salt).map_err(|_| "its salt is not hexadecimal")?,
            iv: fixed(&cipherparams.iv).map_err(|_| "its iv is not 16 bytes")?,
            ciphertext: fixed(&ciphertext).map_err(|_| "its ciphertext is not 32 bytes")?,
            mac: fixed(&mac).map_err(|_| "its mac is not 32 bytes")?,
            address,
        })
    }

    fn open(&self, passphrase: &Passphrase) -> Result<SecretKey> {
        let derived = self.kdf.derive(passphrase.raw(), &self.salt);
        if mac(&derived, &self.ciphertext) != self.mac {
            return Err(Error::WrongPassphrase);
        }
        let mut secret = Zeroizing::new(self.ciphertext);
        apply(&derived, &self.iv, &mut secret)?;
        let secret = SecretKey::from_slice(&*secret)
            .map_err(|_| Error::KeyFile("what it holds is not a key"))?;
        if self.address.is_some_and(|address| address != address_of(&secret)) {
            return Err(Error::KeyFile(
                "the key inside belongs to another address than the file says",
            ));
        }
        Ok(secret)
    }
}

/// Writes `secret` as a key file that geth and most wallets open with `passphrase`.
pub(crate) fn encode(
    secret: &SecretKey,
    passphrase: &Passphrase,
    cost: Cost,
    rng: &dyn Rng,
) -> Result<String> {
    let (mut salt, mut iv, mut id) = ([0; 32], [0; 16], [0; 16]);
    rng.fill(&mut salt);
    rng.fill(&mut iv);
    rng.fill(&mut id);
    let kdf = cost.kdf();
    let derived = kdf.derive(passphrase.raw(), &salt);
    let mut ciphertext = Zeroizing::new(<[u8; 32]>::from(secret.to_bytes()));
    apply(&derived, &iv, &mut ciphertext)?;
    let Kdf::Scrypt { log_n, r, p } = kdf else { return Err(Error::KeyFile("scrypt is needed")) };
    let file = File {
        version: 3,
        id: Some(uuid_text(id)),
        address: Some(hex::encode(address_of(secret))),
        crypto: Crypto {
            cipher: "aes-128-ctr".to_owned(),
            cipherparams: CipherParams { iv: hex::encode(iv) },
            mac: hex::encode(mac(&derived, &ciphertext)),
            ciphertext: hex::encode(*ciphertext),
            kdf: "scrypt".to_owned(),
            kdfparams: KdfParams {
                dklen: 32,
                n: Some(1 << log_n),
                r: Some(r.into()),
                p: Some(p.into()),
                salt: hex::encode(salt),
                ..KdfParams::default()
            },
        },
    };
    serde_json::to_string_pretty(&file).map_err(|_| Error::KeyFile("it cannot be written"))
}

/// Opens a key file written by anybody.
///
/// # Errors
/// [`Error::KeyFile`] for a file that cannot be one, before any cost is spent; [`Error::WrongPassphrase`].
pub(crate) fn decode(text: &[u8], passphrase: &Passphrase) -> Result<SecretKey> {
    Checked::read(text).map_err(Error::KeyFile)?.open(passphrase)
}

fn mac(derived: &[u8; 32], ciphertext: &[u8; 32]) -> [u8; 32] {
    let mut both = Zeroizing::new([0; 48]);
    both[..16].copy_from_slice(&derived[16..]);
    both[16..].copy_from_slice(ciphertext);
    keccak256(*both).0
}

fn apply(derived: &[u8; 32], iv: &[u8; 16], data: &mut [u8; 32]) -> Result<()> {
    Aes128Ctr::new_from_slices(&derived[..16], iv)
        .map_err(|_| Error::KeyFile("its iv is not 16 bytes"))?
        .apply_keystream(data);
    Ok(())
}

fn fixed<const N: usize>(text: &str) -> Result<[u8; N], hex::FromHexError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes)?;
    Ok(bytes)
}

/// 16 random bytes as a UUID of version 4.
fn uuid_text(mut id: [u8; 16]) -> String {
    id[6] = id[6] & 0x0f | 0x40;
    id[8] = id[8] & 0x3f | 0x80;
    let hex = hex::encode(id);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::Dice;

    /// The definition's own vectors: password `testpassword`.
    const SCRYPT: &str = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
        "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;
    const PBKDF2: &str = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
        "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;

    fn pass(text: &str) -> Passphrase {
        Passphrase::new(text).unwrap()
    }

    #[test]
    fn known_answers() {
        for vector in [SCRYPT, PBKDF2] {
            let key = decode(vector.as_bytes(), &pass("testpassword")).unwrap();
            assert_eq!(
                hex::encode(key.to_bytes()),
                "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"
            );
        }
        let error = decode(PBKDF2.as_bytes(), &pass("testpassword ")).unwrap_err();
        assert!(matches!(error, Error::WrongPassphrase), "{error}");
    }

    #[test]
    fn the_file_has_the_form_of_the_definition() {
        let secret = SecretKey::from_slice(&[0x11; 32]).unwrap();
        let text = encode(&secret, &pass("p"), Cost::for_tests(), &Dice::new(4)).unwrap();
        expect![[r#"
            {
              "address": "19e7e376e7c213b7e7e7e46cc70a5dd086daff2a",
              "id": "29c17118-fcea-4034-8a91-7db72671f31b",
              "version": 3
            }"#]]
        .assert_eq(&{
            // Sorted here: whether `serde_json` keeps an order depends on who else is in the build.
            let mut value: std::collections::BTreeMap<String, serde_json::Value> =
                serde_json::from_str(&text).unwrap();
            value.remove("crypto");
            serde_json::to_string_pretty(&value).unwrap()
        });
        assert!(text.contains("\"n\": 16,"), "the cost is the one asked for: {text}");
    }

    /// Changes one field of a good file.
    #[track_caller]
    fn check(pointer: &str, value: impl Into<serde_json::Value>, want: Expect) {
        let secret = SecretKey::from_slice(&[0x11; 32]).unwrap();
        let text = encode(&secret, &pass("p"), Cost::for_tests(), &Dice::new(5)).unwrap();
        let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
        *file.pointer_mut(pointer).unwrap() = value.into();
        let result = decode(file.to_string().as_bytes(), &pass("p"));
        want.assert_eq(&match result {
            Ok(_) => "opened".to_owned(),
            Err(Error::KeyFile(why)) => why.to_owned(),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn each_bad_field_is_named() {
        check("/id", "other", expect!["opened"]);
        check("/address", "", expect!["opened"]);
        check("/crypto/kdfparams/dklen", 48, expect!["opened"]);
        check("/crypto/ciphertext", "00".repeat(32), expect!["the passphrase is wrong"]);
        check("/version", 1, expect!["its version is not 3"]);
        check("/crypto", 3, expect!["it is not a Web3 key file"]);
        check("/crypto/cipher", "aes-128-cbc", expect!["its cipher is not aes-128-ctr"]);
        check("/crypto/cipherparams/iv", "00", expect!["its iv is not 16 bytes"]);
        check("/crypto/ciphertext", "00", expect!["its ciphertext is not 32 bytes"]);
        check("/crypto/mac", "zz", expect!["its mac is not 32 bytes"]);
        check("/crypto/kdf", "argon2", expect!["its key derivation is neither scrypt nor pbkdf2"]);
        check("/crypto/kdf", "pbkdf2", expect!["its pbkdf2 does not use hmac-sha256"]);
        check("/crypto/kdfparams/dklen", 16, expect!["its derived key has an odd length"]);
        check("/crypto/kdfparams/n", 3, expect!["its scrypt N is not a power of two up to 2^20"]);
        check("/crypto/kdfparams/n", (), expect!["its scrypt parameters are incomplete"]);
        check("/crypto/kdfparams/p", u64::MAX, expect!["its scrypt r or p is out of range"]);
        check("/crypto/kdfparams/salt", "x", expect!["its salt is not hexadecimal"]);
        check("/address", "12", expect!["its address is not an address"]);
        check(
            "/address",
            "22".repeat(20),
            expect!["the key inside belongs to another address than the file says"],
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in any::<[u8; 32]>(), text in "\\PC{1,20}", other in "\\PC{1,20}") {
            let Ok(secret) = SecretKey::from_slice(&bytes) else { return Ok(()) };
            let file = encode(&secret, &pass(&text), Cost::for_tests(), &Dice::new(6)).unwrap();
            prop_assert_eq!(decode(file.as_bytes(), &pass(&text)).unwrap().to_bytes(), secret.to_bytes());
            if text != other {
                prop_assert!(matches!(decode(file.as_bytes(), &pass(&other)), Err(Error::WrongPassphrase)));
            }
        }

        /// Bytes cut, changed and inserted anywhere: an error or the same key, never a panic.
        #[test]
        fn no_mutation_panics(
            edits in proptest::collection::vec((any::<u16>(), any::<u8>(), 0u8..3), 1..8), vector in any::<bool>(),
        ) {
            let secret = SecretKey::from_slice(&[0x11; 32]).unwrap();
            let ours = encode(&secret, &pass("p"), Cost::for_tests(), &Dice::new(7)).unwrap();
            let mut bytes = if vector { PBKDF2.as_bytes().to_vec() } else { ours.into_bytes() };
            for (at, byte, kind) in edits {
                let at = usize::from(at) % bytes.len();
                match kind {
                    0 => bytes[at] = byte,
                    1 => bytes.truncate(at.max(1)),
                    _ => bytes.insert(at, b"0123456789\"{}[],-e."[usize::from(byte) % 19]),
                }
            }
            if let Ok(checked) = Checked::read(&bytes)
                && checked.kdf.work() < 1 << 12
                && let Ok(key) = checked.open(&pass("p"))
            {
                prop_assert_eq!(key.to_bytes(), secret.to_bytes(), "a changed file gave another key");
            }
        }
    }
}
