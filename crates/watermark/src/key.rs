//! The key of a home's picture marks.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Context string of the picture key (BLAKE3 `derive_key`). Part of format 0: never edit it.
const IMAGE_CONTEXT: &str = "Colophon watermark, picture, format 0";

/// The watermark subkey of a home, 32 bytes, already derived from its recovery phrase.
///
/// It is erased from memory when dropped (the generator that draws a carrier holds a further derived
/// key for as long as the drawing takes, and does not erase it), and its `Debug` form shows nothing of it.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MarkKey([u8; 32]);

impl MarkKey {
    /// Takes a subkey over. The bytes must be uniformly random or the output of a key derivation.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The ChaCha20 keystream (20 rounds, 64-bit block counter from 0, stream number 0) that
    /// draws the permutation and the chips of the picture mark.
    pub(crate) fn picture_stream(&self) -> ChaCha20Rng {
        let seed = Zeroizing::new(blake3::derive_key(IMAGE_CONTEXT, &self.0));
        ChaCha20Rng::from_seed(*seed)
    }
}

impl From<[u8; 32]> for MarkKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for MarkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MarkKey(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(
            format!("{:?}", MarkKey::new([0xAB; 32])),
            "MarkKey(<redacted>)",
            "a key must never reach a log"
        );
    }
}
