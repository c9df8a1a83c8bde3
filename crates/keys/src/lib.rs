#![doc = include_str!("../README.md")]

mod cost;
mod envelope;
mod error;
mod evm;
mod file;
mod hd;
mod keyring;
mod keystore;
mod p256_key;
mod passphrase;
mod phrase;
mod realm;
mod scrypt_any;
mod secrets;
mod subkey;
mod v3;

#[cfg(test)]
mod testing;

pub use cost::Cost;
pub use error::{Error, Result};
pub use evm::{EvmKey, Signed};
#[cfg(feature = "os-keyring")]
pub use keyring::OsKeyring;
pub use keyring::{Keyring, NoKeyring, WrapKey, self_test};
pub use keystore::{Account, Keystore, Locked, Origin, Unlocked};
pub use p256_key::P256Key;
pub use passphrase::Passphrase;
pub use phrase::Phrase;
pub use realm::Realm;
pub use subkey::Subkey;
