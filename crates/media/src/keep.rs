//! What a copy takes along from its source, what it leaves behind, and why.

use serde::{Deserialize, Serialize};

/// What she chooses to keep although it tells more than the work does. Nothing, unless she says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Keep {
    /// Where it was made: GPS, place names.
    pub location: bool,
    /// Serial numbers of cameras, lenses and recorders, and the makers' notes that hold them.
    pub serials: bool,
    /// Embedded previews; they show the picture without its mark.
    pub previews: bool,
}

impl Keep {
    /// Everything is kept.
    pub const ALL: Self = Self { location: true, serials: true, previews: true };

    /// Does the choice spare what would be dropped for this reason?
    pub fn spares(self, why: Why) -> bool {
        match why {
            Why::Location => self.location,
            Why::Serial => self.serials,
            Why::Preview => self.previews,
            Why::Opaque => self == Self::ALL,
            Why::PreviousManifest | Why::Damaged | Why::Unplaceable => false,
        }
    }
}

/// A kind of metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// EXIF.
    Exif,
    /// XMP.
    Xmp,
    /// IPTC-IIM.
    Iptc,
    /// Photoshop image resources.
    Photoshop,
    /// An ICC colour profile.
    Icc,
    /// Gamma, primaries and the like.
    Colour,
    /// Physical size.
    Resolution,
    /// Named texts.
    Text,
    /// A free comment.
    Comment,
    /// Titles, artists and other tags of music.
    Tags,
    /// Cover art.
    Cover,
    /// Broadcast extension, iXML.
    Broadcast,
    /// Cue points, loops, instruments, seek tables.
    Cue,
    /// A C2PA manifest.
    Manifest,
    /// An embedded preview.
    Preview,
    /// A maker's own data.
    Vendor,
    /// Anything else.
    Other,
}

/// Why something was left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It says where the work was made.
    Location,
    /// It identifies a device.
    Serial,
    /// It shows the work without its mark.
    Preview,
    /// A manifest of the source, which is not valid for the copy; the new manifest names the source.
    PreviousManifest,
    /// It cannot be read, so it cannot be checked.
    Damaged,
    /// A maker's data that cannot be checked for place, serial numbers or previews.
    Opaque,
    /// It points to places in the source file that the copy does not have.
    Unplaceable,
}

/// Something that came along.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Kept {
    /// What kind.
    pub block: Block,
    /// The format's own name for it, such as `pHYs` or `Artist`.
    pub name: String,
}

/// Something that was left behind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dropped {
    /// What kind.
    pub block: Block,
    /// The format's own name for it, such as `GPSInfo` or `BodySerialNumber`.
    pub name: String,
    /// The reason.
    pub why: Why,
}

/// How the pixels or the sound went into the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum Coding {
    /// The coded data are the source's own, byte for byte.
    #[default]
    Verbatim,
    /// Encoded without loss.
    Lossless {
        /// A palette or a low bit depth had to be widened, because the marked pixels do not fit into it.
        widened: bool,
    },
    /// Encoded as JPEG.
    Jpeg {
        /// The source's quantisation tables were used as they are; otherwise finer ones.
        source_tables: bool,
        /// Luma samples a chroma sample, across and down: (2, 2) is 4:2:0.
        subsampling: (u8, u8),
    },
    /// Encoded as lossy WebP.
    WebpLossy {
        /// libwebp's quality, 0 to 100.
        quality: u8,
    },
}

/// What happened on the way from source to copy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CopyReport {
    /// What came along.
    pub kept: Vec<Kept>,
    /// What was left behind.
    pub dropped: Vec<Dropped>,
    /// How the content was coded.
    pub coding: Coding,
    /// Size of the copy in bytes.
    pub bytes: u64,
}

/// The choice and its record, handed through every metadata reader.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) keep: Keep,
    pub(crate) report: CopyReport,
}

impl Filter {
    pub(crate) fn new(keep: Keep) -> Self {
        Self { keep, report: CopyReport::default() }
    }

    pub(crate) fn kept(&mut self, block: Block, name: impl Into<String>) {
        let item = Kept { block, name: name.into() };
        if !self.report.kept.contains(&item) {
            self.report.kept.push(item);
        }
    }

    pub(crate) fn dropped(&mut self, block: Block, name: impl Into<String>, why: Why) {
        let item = Dropped { block, name: name.into(), why };
        if !self.report.dropped.contains(&item) {
            self.report.dropped.push(item);
        }
    }

    /// Decides about something that `why` speaks against: true if it stays.
    pub(crate) fn decide(&mut self, block: Block, name: &str, why: Why) -> bool {
        let stays = self.keep.spares(why);
        if stays {
            self.kept(block, name);
        } else {
            self.dropped(block, name, why);
        }
        stays
    }
}
