use std::fmt;

use serde::{Deserialize, Serialize};

/// An EVM chain's number, as in EIP-155.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChainId(pub u64);

impl ChainId {
    /// The chain that lives inside the program. Its money is worth nothing, and its keys sign for no other chain.
    pub const PRACTICE: Self = Self(1_337_001);

    /// Whether amounts and addresses of this chain must carry the word PRACTICE.
    pub const fn is_practice(self) -> bool {
        self.0 == Self::PRACTICE.0
    }

    /// The chain's name under [CAIP-2](https://chainagnostic.org/CAIPs/caip-2).
    pub const fn caip2(self) -> Caip2 {
        Caip2(self)
    }
}

impl fmt::Display for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Displays a chain id as `eip155:1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caip2(ChainId);

impl fmt::Display for Caip2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "eip155:{}", self.0)
    }
}
