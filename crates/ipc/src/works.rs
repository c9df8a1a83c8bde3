use colophon_model::{Address, MediaKind, Moment, Payload, WorkId};
use serde::{Deserialize, Serialize};

use crate::{IncomeRow, ManifestView, Money, OfferView};

/// Asks for all works, newest first.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct ListWorks {}

/// How far a work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkState {
    /// Registered and signed here.
    Signed,
    /// On the chain, in a block that could still change.
    AnchoredSeen,
    /// On the chain for good.
    AnchoredFinal,
}

/// A work in the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkCard {
    /// The work.
    pub id: WorkId,
    /// Its title.
    pub title: String,
    /// Who made it.
    pub creator: String,
    /// Picture or music.
    pub kind: MediaKind,
    /// Such as `1600 × 1200` or `0:24`.
    pub size: String,
    /// Width over height in thousandths, so that the grid keeps its shape while thumbnails load.
    pub aspect_milli: u32,
    /// Registered.
    pub created: Moment,
    /// How far.
    pub state: WorkState,
    /// How many hold shares; 0 where there is no split yet.
    pub holders: u64,
}

/// Asks for one work.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct GetWork {
    /// Which.
    pub id: WorkId,
}

/// Everything known of a work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkPage {
    /// What the grid shows.
    pub card: WorkCard,
    /// Full path of the original, as it was.
    pub source: String,
    /// Full path of the signed copy.
    pub copy: String,
    /// BLAKE3 of the original.
    pub source_blake3: String,
    /// BLAKE3 of the copy.
    pub blake3: String,
    /// SHA-256 of the copy.
    pub sha256: String,
    /// ISCC of the copy.
    pub iscc: String,
    /// What the watermark carries.
    pub payload: Option<Payload>,
    /// Policy by name, or `custom`.
    pub policy: String,
    /// How it came about.
    pub origin: crate::Origin,
    /// Metadata that stayed.
    pub kept: Vec<String>,
    /// Metadata that was left out.
    pub dropped: Vec<String>,
    /// Sentences worth reading.
    pub warnings: Vec<String>,
    /// The manifest, as just read from the copy.
    pub manifest: ManifestView,
    /// Where it stands on a chain.
    pub chain: Option<ChainRecord>,
    /// Its offers.
    pub offers: Vec<OfferView>,
    /// Its income, newest first.
    pub income: Vec<IncomeRow>,
    /// Totals per token.
    pub totals: Vec<Money>,
}

/// A work on a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainRecord {
    /// The chain.
    pub caip2: String,
    /// Whether it is the practice chain.
    pub practice: bool,
    /// Block of the anchor.
    pub block: u64,
    /// Time of that block.
    pub at: Moment,
    /// Transaction of the anchor.
    pub tx: String,
    /// Works anchored together.
    pub batch: u64,
    /// The token's number, once minted.
    pub token_id: Option<String>,
    /// The vault, once made.
    pub vault: Option<Address>,
    /// Whether the chain calls it final.
    pub is_final: bool,
}

/// Asks for a picture of a work.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct GetThumbnail {
    /// Which.
    pub id: WorkId,
}

/// A small picture, or the shape of a sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// `data:image/…` for a picture.
    pub url: Option<String>,
    /// Peaks from 0 to 255 for music.
    pub peaks: Vec<u8>,
}

/// Opens the folder of a work's signed copy.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ShowCopy {
    /// Which.
    pub id: WorkId,
}
