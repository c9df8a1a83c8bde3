//! What a keystore seals, and its one byte layout.

use k256::SecretKey;
use zeroize::Zeroizing;

use crate::{P256Key, Phrase};

const LAYOUT: u8 = 1;

/// Everything secret in one realm.
pub(crate) struct Secrets {
    pub(crate) phrase: Phrase,
    pub(crate) authority: P256Key,
    pub(crate) claim: P256Key,
    pub(crate) imported: Vec<SecretKey>,
}

impl Secrets {
    /// `layout, entropy length, entropy, authority 32, claim 32, count (u16, big-endian), imported 32 each`.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let entropy = self.phrase.entropy();
        let size = 2 + entropy.len() + 66 + 32 * self.imported.len();
        let mut bytes = Zeroizing::new(Vec::with_capacity(size));
        bytes.push(LAYOUT);
        bytes.push(entropy.len() as u8);
        bytes.extend_from_slice(&entropy);
        bytes.extend_from_slice(&*self.authority.to_bytes());
        bytes.extend_from_slice(&*self.claim.to_bytes());
        bytes.extend_from_slice(&(self.imported.len() as u16).to_be_bytes());
        for key in &self.imported {
            bytes.extend_from_slice(&*Zeroizing::new(<[u8; 32]>::from(key.to_bytes())));
        }
        bytes
    }

    /// `None` unless the bytes are exactly what [`Self::to_bytes`] writes.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(2)?;
        if head[0] != LAYOUT {
            return None;
        }
        let (entropy, rest) = rest.split_at_checked(usize::from(head[1]))?;
        let (authority, rest) = rest.split_first_chunk::<32>()?;
        let (claim, rest) = rest.split_first_chunk::<32>()?;
        let (count, rest) = rest.split_first_chunk::<2>()?;
        if rest.len() != 32 * usize::from(u16::from_be_bytes(*count)) {
            return None;
        }
        Some(Self {
            phrase: Phrase::from_entropy(entropy).ok()?,
            authority: P256Key::from_bytes(authority).ok()?,
            claim: P256Key::from_bytes(claim).ok()?,
            imported: rest
                .chunks_exact(32)
                .map(|key| SecretKey::from_slice(key).ok())
                .collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::Dice;

    fn secrets(imported: u8) -> Secrets {
        let dice = Dice::new(9);
        Secrets {
            phrase: Phrase::generate(&dice).unwrap(),
            authority: P256Key::generate(&dice).unwrap(),
            claim: P256Key::generate(&dice).unwrap(),
            imported: (1..=imported).map(|n| SecretKey::from_slice(&[n; 32]).unwrap()).collect(),
        }
    }

    #[test]
    fn what_is_sealed_is_opened() {
        for imported in [0, 1, 40] {
            let bytes = secrets(imported).to_bytes();
            let read = Secrets::from_bytes(&bytes).unwrap();
            assert_eq!(read.imported.len(), usize::from(imported));
            assert_eq!(*read.to_bytes(), *bytes, "with {imported} imported keys");
            for cut in 0..bytes.len() {
                assert!(Secrets::from_bytes(&bytes[..cut]).is_none(), "cut at {cut}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Secrets::from_bytes(&bytes);
        }
    }
}
