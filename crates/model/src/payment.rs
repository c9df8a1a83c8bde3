use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

use crate::ChainId;

/// A payment's identity: never the block's hash, which a reorg changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PaymentId {
    /// The chain it happened on.
    pub chain: ChainId,
    /// The transaction.
    pub tx: B256,
    /// The log's place in its block.
    pub log: u64,
}

/// How settled a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finality {
    /// In a block that a reorg could still remove.
    Seen,
    /// Under enough blocks for everyday use.
    Confirmed,
    /// The chain itself calls it final.
    Final,
}

/// How many blocks make a payment confirmed, and which block the chain calls final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The newest block.
    pub head: u64,
    /// The newest block that the chain calls final.
    pub finalized: u64,
    /// Blocks on top that count as confirmed.
    pub confirmations: u64,
}

impl Standing {
    /// How settled block `number` is.
    pub const fn of(&self, number: u64) -> Finality {
        if number <= self.finalized {
            Finality::Final
        } else if self.head.saturating_sub(number) >= self.confirmations {
            Finality::Confirmed
        } else {
            Finality::Seen
        }
    }
}
