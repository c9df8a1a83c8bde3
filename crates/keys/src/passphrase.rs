use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// What opens a keystore. Wiped from memory on drop, never printed, never stored.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what was typed.
    ///
    /// # Errors
    /// [`Error::EmptyPassphrase`].
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = Zeroizing::new(text.into());
        if text.is_empty() { Err(Error::EmptyPassphrase) } else { Ok(Self(text)) }
    }

    /// The bytes as typed, which is what other programs' key files use.
    pub(crate) fn raw(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The same bytes whether `é` was typed as one character or as two (Unicode NFKC), for our own files.
    pub(crate) fn normal(&self) -> Zeroizing<Vec<u8>> {
        // Reserved up front: a growing buffer would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.0.len().saturating_mul(18)));
        let mut buffer = Zeroizing::new([0; 4]);
        for c in self.0.chars().nfkc() {
            bytes.extend_from_slice(c.encode_utf8(&mut *buffer).as_bytes());
        }
        bytes
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(<redacted>)")
    }
}
