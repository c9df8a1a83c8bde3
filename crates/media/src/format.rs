//! What a file is, told by its bytes and never by its name.

use std::{fmt, path::Path};

use colophon_model::MediaKind;
use serde::{Deserialize, Serialize};

use crate::{bytes::*, error::Fault, sound::mp3};

/// A format that Colophon takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG, baseline, extended or progressive with 8 bits.
    Jpeg,
    /// WebP whose pixels are stored exactly.
    WebpLossless,
    /// WebP whose pixels are approximated.
    WebpLossy,
    /// RIFF WAVE.
    Wav,
    /// FLAC, in its own container.
    Flac,
    /// MPEG audio layer III: fingerprinted and signed, never re-encoded.
    Mp3,
}

impl Format {
    /// Picture or music.
    pub fn kind(self) -> MediaKind {
        match self {
            Self::Png | Self::Jpeg | Self::WebpLossless | Self::WebpLossy => MediaKind::Picture,
            Self::Wav | Self::Flac | Self::Mp3 => MediaKind::Music,
        }
    }

    /// The registered media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebpLossless | Self::WebpLossy => "image/webp",
            Self::Wav => "audio/wav",
            Self::Flac => "audio/flac",
            Self::Mp3 => "audio/mpeg",
        }
    }

    /// The usual ending of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebpLossless | Self::WebpLossy => "webp",
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::Mp3 => "mp3",
        }
    }

    /// Does the copy hold exactly the samples that were handed over?
    pub fn is_lossless(self) -> bool {
        !matches!(self, Self::Jpeg | Self::WebpLossy | Self::Mp3)
    }

    /// The name's ending, if it promises another format than this one.
    pub fn misnamed(self, path: &Path) -> Option<String> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let fits = match self {
            Self::Jpeg => ["jpg", "jpeg", "jpe", "jfif"].contains(&ending.as_str()),
            Self::Wav => ["wav", "wave", "bwf"].contains(&ending.as_str()),
            _ => ending == self.extension(),
        };
        // A foreign ending that promises nothing (".bak", ".1") misleads nobody.
        let promises =
            ["png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "tif", "tiff", "bmp"]
                .iter()
                .chain(&[
                    "heic", "avif", "wav", "wave", "bwf", "flac", "mp3", "ogg", "m4a", "aac", "aif",
                ])
                .any(|known| *known == ending);
        (promises && !fits).then_some(ending)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebpLossless | Self::WebpLossy => "WebP",
            Self::Wav => "WAV",
            Self::Flac => "FLAC",
            Self::Mp3 => "MP3",
        })
    }
}

/// What the first bytes of a file say.
pub(crate) enum Sniffed {
    Png,
    Jpeg,
    Webp,
    Wav,
    /// FLAC or MP3 that starts `at` bytes into the file, after an ID3v2 tag.
    Flac,
    Mp3,
    /// An ID3v2 tag of this many bytes; what it stands before must be looked at.
    Id3(u64),
    Unknown,
}

/// How many bytes [`sniff`] wants to see.
pub(crate) const SNIFF_LENGTH: usize = 4096;

/// Looks at the start of a file. Formats that are known and not taken are faults with advice.
pub(crate) fn sniff(head: &[u8]) -> Result<Sniffed, Fault> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let form = |outer: &[u8], inner: &[u8]| starts(outer) && head.get(8..12) == Some(inner);
    Ok(if starts(b"\x89PNG\r\n\x1a\n") {
        Sniffed::Png
    } else if starts(&[0xff, 0xd8, 0xff]) {
        Sniffed::Jpeg
    } else if form(b"RIFF", b"WEBP") {
        Sniffed::Webp
    } else if form(b"RIFF", b"WAVE") {
        Sniffed::Wav
    } else if starts(b"fLaC") {
        Sniffed::Flac
    } else if let Some(length) = crate::id3::tag_length(head) {
        Sniffed::Id3(length)
    } else if let Some((what, advice)) = foreign(head) {
        return Err(Fault::Unsupported(what.to_owned(), advice));
    } else if mp3::looks_like(head) {
        Sniffed::Mp3
    } else {
        Sniffed::Unknown
    })
}

const AS_PICTURE: &str = "export it as PNG, JPEG or WebP";
const AS_MUSIC: &str = "export it as WAV or FLAC";

fn foreign(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if head.get(4..8) == Some(b"ftyp") {
        return Some(match &array::<4>(head, 8)? {
            b"heic" | b"heix" | b"mif1" | b"msf1" => ("a HEIC picture", AS_PICTURE),
            b"avif" | b"avis" => ("an AVIF picture", AS_PICTURE),
            b"M4A " | b"M4B " => ("AAC or ALAC music", AS_MUSIC),
            _ => ("a film", "register its pictures and its music one by one"),
        });
    }
    if starts(b"RF64") || starts(b"BW64") {
        return Some(("a WAV file beyond 4 GB", "split it or export it as FLAC"));
    }
    if starts(b"FORM") && matches!(head.get(8..12), Some(b"AIFF" | b"AIFC")) {
        return Some(("AIFF music", AS_MUSIC));
    }
    if starts(b"\0\0\0\x0cJXL ") || starts(&[0xff, 0x0a]) {
        return Some(("a JPEG XL picture", AS_PICTURE));
    }
    let text = head.trim_ascii_start();
    if text.starts_with(b"<svg") || (text.starts_with(b"<?xml") && contains(head, b"<svg")) {
        return Some(("an SVG drawing", "export it as PNG in the size you publish"));
    }
    Some(match () {
        () if starts(b"GIF8") => ("a GIF picture", AS_PICTURE),
        () if starts(b"II*\0") || starts(b"MM\0*") => ("a TIFF or camera raw picture", AS_PICTURE),
        () if starts(b"BM") && le32(head, 6) == Some(0) => ("a BMP picture", AS_PICTURE),
        () if starts(b"8BPS") => ("a Photoshop document", AS_PICTURE),
        () if starts(b"%PDF") => ("a PDF document", AS_PICTURE),
        () if starts(b"\0\0\0\x0cjP  ") => ("a JPEG 2000 picture", AS_PICTURE),
        () if starts(b"OggS") => ("Ogg music", AS_MUSIC),
        () if starts(b"MThd") => ("a MIDI score without sound", AS_MUSIC),
        () if starts(&[0xff, 0xf1]) || starts(&[0xff, 0xf9]) => ("AAC music", AS_MUSIC),
        () if starts(b"\x1aE\xdf\xa3") => {
            ("a film", "register its pictures and its music one by one")
        }
        () if starts(b"PK\x03\x04") => ("an archive", "unpack it and register what is inside"),
        () => return None,
    })
}
