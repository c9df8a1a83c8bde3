use colophon_model::{MediaKind, Moment, Payload, WorkId};
use serde::{Deserialize, Serialize};

/// Looks at any file: what it says, what the register knows, what the chain says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InspectFile {
    /// Full path.
    pub path: String,
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectReport {
    /// Full path.
    pub path: String,
    /// The work, if one of this register's was recognised.
    pub work: Option<WorkId>,
    /// Its title.
    pub title: Option<String>,
    /// Picture or music.
    pub kind: Option<MediaKind>,
    /// Which legs recognised it.
    pub legs: Legs,
    /// When the work was anchored, by the chain's clock.
    pub anchored: Option<Anchored>,
    /// What is missing or disagrees.
    pub missing: Vec<Missing>,
}

/// An anchor as the chain answers it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchored {
    /// The chain.
    pub caip2: String,
    /// Whether it is the practice chain.
    pub practice: bool,
    /// The block's time.
    pub at: Moment,
    /// Whether it is final.
    pub is_final: bool,
}

/// The four ways to recognise a work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legs {
    /// Whether the bytes are those of a registered original or copy.
    pub identical: bool,
    /// The watermark.
    pub watermark: WatermarkLeg,
    /// The fingerprint.
    pub fingerprint: FingerprintLeg,
    /// The manifest in the file.
    pub manifest: ManifestView,
}

/// The watermark in a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WatermarkLeg {
    /// Whether a mark was read, and not by chance.
    pub found: bool,
    /// What it carries.
    pub payload: Option<Payload>,
    /// The probability that chance made it, as a power of ten.
    pub log10_p: Option<f64>,
    /// Whether it could be looked for: the keys must be open.
    pub tried: bool,
}

impl Eq for WatermarkLeg {}

/// The nearest registered work by fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FingerprintLeg {
    /// Bits that differ (pictures, of 256) or errors per thousand bits (music).
    pub distance: Option<u32>,
    /// `picture` or `music`.
    pub kind: Option<String>,
    /// Whether it is near enough to be the same work.
    pub matched: bool,
}

/// Who vouches for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ManifestState {
    /// Valid, and the signer is on a public list.
    Trusted,
    /// Valid, signed with a certificate that is on no public list.
    Valid,
    /// File and manifest are as they were signed, but the certificate has ended, and no time stamp shows that the
    /// signature is older.
    Ended,
    /// There is a manifest and it does not hold.
    Invalid,
    /// There is none.
    None,
}

/// A manifest in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestView {
    /// Who vouches.
    pub state: ManifestState,
    /// Whether this home's own certificate signed it.
    pub own: bool,
    /// The signer's name, as the certificate has it.
    pub signer: Option<String>,
    /// The title it states.
    pub title: Option<String>,
    /// The creator it states.
    pub creator: Option<String>,
    /// When it was signed, as the signer's clock had it.
    pub signed: Option<Moment>,
    /// What machines may do: use and answer (`allowed`, `notAllowed`, `constrained`).
    pub policy: Vec<(String, String)>,
    /// Labels of the assertions.
    pub assertions: Vec<String>,
    /// What failed, as codes of the C2PA specification.
    pub failures: Vec<String>,
}

/// What is missing or disagrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The file has no manifest, though the register's copy has.
    Manifest,
    /// The file's manifest does not hold.
    ManifestBroken,
    /// The bytes are not those of the signed copy.
    Changed,
    /// The work was not anchored.
    Anchor,
    /// The mark was not found.
    Watermark,
    /// Keys are locked, so the mark could not be looked for.
    KeysLocked,
}
