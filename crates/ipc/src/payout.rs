use colophon_model::WorkId;
use serde::{Deserialize, Serialize};

/// Prepares to pay every holder of a work what she is owed. Whoever confirms pays the fees and receives no more than her
/// own part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparePayout {
    /// The work.
    pub work: WorkId,
    /// Holders in one transaction, at most; the app's own number where `None`.
    #[serde(default)]
    pub batch: Option<u32>,
}

/// Whom a payout reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidOut {
    /// Holders who were paid.
    pub holders: u64,
    /// Gas of all transactions together.
    pub gas: u64,
    /// Gas for each holder in a transaction, rounded up.
    pub gas_per_holder: u64,
    /// Who was passed over, and keeps what she is owed.
    pub passed_over: Vec<PassedOver>,
}

/// A holder who could not be paid by others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// Her address.
    pub address: String,
    /// Why.
    pub reason: PassedOverReason,
}

/// Why a holder was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassedOverReason {
    /// She lets nobody else claim for her.
    SelfOnly,
    /// Her account does not take coin; she can name another payout address in the vault.
    Refused,
    /// Her place in the split did not hold.
    BadPlace,
    /// A token did not move the money; it may have blocked her.
    Token,
}

/// Writes a file and a QR code for each holder of a work, which prove her place to the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteFanPacks {
    /// The work.
    pub work: WorkId,
    /// Full path of the folder; asks with a dialog where `None`.
    #[serde(default)]
    pub folder: Option<String>,
}

/// Fan packs that were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FanPacks {
    /// Full path of the folder.
    pub folder: String,
    /// Holders, each with a file and a picture.
    pub holders: u64,
}
