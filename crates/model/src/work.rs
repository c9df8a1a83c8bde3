use alloy_primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};

use crate::{Blake3, Sha256};

/// What a work is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A still picture.
    Picture,
    /// Recorded music or sound.
    Music,
}

/// The leaf under which a work stands in an anchored batch:
/// `keccak256(keccak256(abi.encode(author, blake3, sha256)))` of the signed copy.
///
/// The double hash keeps a leaf from being mistaken for an inner node, as in OpenZeppelin's `MerkleProof`.
pub fn work_leaf(author: Address, blake3: Blake3, sha256: Sha256) -> B256 {
    let mut words = [0u8; 96];
    words[12..32].copy_from_slice(author.as_slice());
    words[32..64].copy_from_slice(&blake3.0);
    words[64..96].copy_from_slice(&sha256.0);
    keccak256(keccak256(words))
}
