//! The first look at a file: what it is, and whether Colophon can take it.

use std::{
    io::Seek,
    path::{Path, PathBuf},
};

use colophon_model::MediaKind;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Format, Orientation, Result,
    error::Fault,
    file,
    format::{SNIFF_LENGTH, Sniffed, sniff},
    jpeg, png,
    sound::{flac, mp3, wav},
    webp,
};

/// How colours are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// Shades of grey.
    Grey,
    /// Red, green and blue, or luma and chroma.
    Rgb,
    /// A palette.
    Indexed,
}

/// What the header of a picture says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureInfo {
    /// Width in pixels as stored.
    pub width: u32,
    /// Height in pixels as stored.
    pub height: u32,
    /// Bits a sample; 8 for a palette.
    pub bit_depth: u8,
    /// How colours are stored.
    pub colour: Colour,
    /// Is there transparency?
    pub alpha: bool,
    /// How it must be turned to stand upright.
    pub orientation: Orientation,
    /// Does it carry an ICC profile?
    pub icc: bool,
    /// More than one frame?
    pub animated: bool,
    /// Does it carry a C2PA manifest already?
    pub manifest: bool,
}

/// What the header of a piece of music says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MusicInfo {
    /// Samples a second and channel.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u16,
    /// Bits a sample; none for MP3.
    pub bit_depth: Option<u8>,
    /// Are samples floating-point numbers?
    pub float: bool,
    /// Samples a channel, if the header knows.
    pub frames: Option<u64>,
    /// Does it carry a C2PA manifest already?
    pub manifest: bool,
}

impl MusicInfo {
    /// Duration in milliseconds, if the header knows it.
    pub fn milliseconds(&self) -> Option<u64> {
        self.frames?.checked_mul(1000)?.checked_div(u64::from(self.sample_rate))
    }
}

/// The header, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Content {
    /// A still picture.
    Picture(PictureInfo),
    /// Music.
    Music(MusicInfo),
}

/// Something worth saying that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "warning")]
#[non_exhaustive]
pub enum Warning {
    /// The name promises another format.
    Misnamed {
        /// The name's ending, without the dot.
        ending: String,
        /// What it is.
        format: Format,
    },
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Misnamed { ending, format } => {
                write!(f, "named .{ending} but is a {format} file")
            }
        }
    }
}

/// A file, looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its format, by content.
    pub format: Format,
    /// What its header says.
    pub content: Content,
    /// What is worth saying.
    pub warnings: Vec<Warning>,
}

impl Probe {
    /// Picture or music.
    pub fn kind(&self) -> MediaKind {
        self.format.kind()
    }

    /// The picture's header.
    pub fn picture(&self) -> Option<&PictureInfo> {
        match &self.content {
            Content::Picture(info) => Some(info),
            Content::Music(_) => None,
        }
    }

    /// The music's header.
    pub fn music(&self) -> Option<&MusicInfo> {
        match &self.content {
            Content::Music(info) => Some(info),
            Content::Picture(_) => None,
        }
    }
}

/// Looks at a file and refuses, in one sentence, what cannot be registered.
///
/// Only headers are read; the pixel limit is applied before anything is decoded.
pub fn probe(path: &Path) -> Result<Probe> {
    let probe = examine(path)?;
    match &probe.content {
        Content::Picture(info) if info.animated => Err(Error::Animated { path: path.to_owned() }),
        _ => Ok(probe),
    }
}

/// Looks at a file; an animation passes, to be described to whoever asks what a file is.
pub fn examine(path: &Path) -> Result<Probe> {
    let (mut file, bytes) = file::open(path)?;
    let at = |fault: Fault| fault.at(path);
    let io = |error| Error::from_io(path, error);
    let mut head = file::read_up_to(&mut file, SNIFF_LENGTH).map_err(io)?;
    let mut start = 0;
    let mut found = sniff(&head).map_err(at)?;
    if let Sniffed::Id3(length) = found {
        start = length;
        file.seek(std::io::SeekFrom::Start(length)).map_err(io)?;
        head = file::read_up_to(&mut file, SNIFF_LENGTH).map_err(io)?;
        found = if head.is_empty() {
            return Err(Error::Truncated { path: path.to_owned() });
        } else {
            sniff(&head).map_err(at)?
        };
        // MP3 tags are sometimes followed by padding that they do not count.
        if matches!(found, Sniffed::Unknown | Sniffed::Id3(_)) && mp3::first_frame(&head).is_some()
        {
            found = Sniffed::Mp3;
        }
    }
    let (format, content) = match found {
        Sniffed::Png => {
            (Format::Png, Content::Picture(png::examine(&file::read_whole(path)?).map_err(at)?))
        }
        Sniffed::Jpeg => {
            (Format::Jpeg, Content::Picture(jpeg::examine(&file::read_whole(path)?).map_err(at)?))
        }
        Sniffed::Webp => {
            let (format, info) = webp::examine(&file::read_whole(path)?).map_err(at)?;
            (format, Content::Picture(info))
        }
        Sniffed::Wav => (Format::Wav, Content::Music(wav::examine(&mut file, bytes).map_err(at)?)),
        Sniffed::Flac => {
            (Format::Flac, Content::Music(flac::examine(&mut file, start, bytes).map_err(at)?))
        }
        Sniffed::Mp3 => {
            (Format::Mp3, Content::Music(mp3::examine(&mut file, start, bytes).map_err(at)?))
        }
        Sniffed::Id3(_) | Sniffed::Unknown => return Err(Error::Unknown { path: path.to_owned() }),
    };
    let warnings = format
        .misnamed(path)
        .map(|ending| Warning::Misnamed { ending, format })
        .into_iter()
        .collect();
    Ok(Probe { path: path.to_owned(), bytes, format, content, warnings })
}
