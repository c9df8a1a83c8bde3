use colophon_model::{Address, WorkId};
use serde::{Deserialize, Serialize};

use crate::{ApiError, Money};

/// Asks for a work's split.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct GetSplit {
    /// Which work.
    pub work: WorkId,
}

/// A line of the split editor, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderRow {
    /// A name for the artist's own eyes.
    pub name: String,
    /// `0x…`.
    pub address: String,
    /// `33.3334`, a percentage with at most four places.
    pub percent: String,
}

/// A holder with what is due to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderView {
    /// As in the editor.
    pub row: HolderRow,
    /// Earned so far, per token.
    pub earned: Vec<Money>,
    /// Taken out so far, per token.
    pub claimed: Vec<Money>,
    /// Waiting to be taken out, per token.
    pub owed: Vec<Money>,
}

/// A work's split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitView {
    /// The work.
    pub work: WorkId,
    /// Whether it is written into a vault and so cannot change.
    pub fixed: bool,
    /// The vault.
    pub vault: Option<Address>,
    /// The largest holders first; at most 200.
    pub holders: Vec<HolderView>,
    /// How many there are in all.
    pub count: u64,
}

/// Checks what is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CheckSplit {
    /// All lines.
    pub rows: Vec<HolderRow>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitChecked {
    /// The sum in millionths of the whole.
    pub sum: u64,
    /// Lines (from 0) that are wrong, with why.
    pub wrong: Vec<(usize, ApiError)>,
    /// Why the whole is wrong, if it is.
    pub error: Option<ApiError>,
}

/// Reads holders from a CSV file with the columns name, address, and percent or shares.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportHolders {
    /// Full path; asks with a dialog where `None`.
    pub path: Option<String>,
}

/// Holders from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldersImported {
    /// Lines that were read.
    pub rows: Vec<HolderRow>,
    /// Line numbers (from 1) that were not, with why.
    pub wrong: Vec<(u64, ApiError)>,
}

/// Prepares to anchor, mint and make the vault of works that share one split.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PrepareMint {
    /// The works.
    pub works: Vec<WorkId>,
    /// The split; may be empty where a treaty says it.
    pub rows: Vec<HolderRow>,
    /// The treaty that all have signed, for one work. Without it the artist alone agrees.
    #[serde(default)]
    pub treaty: Option<SignedTreaty>,
    /// What a marketplace is asked to pass on of each resale.
    pub royalty_bps: u16,
}

/// Where a treaty is that all have signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignedTreaty {
    /// Full path of its file.
    File(String),
    /// This home keeps it with the work.
    Kept,
}
