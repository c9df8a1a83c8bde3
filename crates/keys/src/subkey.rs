use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// A key derived from the recovery phrase for one purpose, to be lent to another crate as bytes.
///
/// Wiped on drop, never printed, neither cloned nor serialised.
pub struct Subkey(Zeroizing<[u8; 32]>);

impl Subkey {
    /// HKDF-SHA256 ([RFC 5869](https://www.rfc-editor.org/rfc/rfc5869)) of a BIP-39 seed, no salt, `label` as info.
    ///
    /// The label carries a version, so a later format gets another key from the same phrase.
    pub(crate) fn derive(seed: &[u8; 64], label: &str) -> Result<Self> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, seed)
            .expand(label.as_bytes(), &mut *key)
            .map_err(|_| Error::Derivation)?;
        Ok(Self(key))
    }

    /// The key's bytes. Whoever borrows them neither keeps nor prints them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Subkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subkey(<redacted>)")
    }
}
