use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use serde::Serialize;

use crate::{Error, Result};

/// The container formats that Colophon signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// RIFF WAVE.
    Wav,
    /// Free Lossless Audio Codec.
    Flac,
    /// MPEG audio layer III.
    Mp3,
}

const MIB: u64 = 1 << 20;

impl Format {
    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Wav => "audio/wav",
            Self::Flac => "audio/flac",
            Self::Mp3 => "audio/mpeg",
        }
    }

    /// The largest file, in bytes, that is handed to the parser. Pictures are parsed in memory, sound is mostly streamed.
    pub const fn limit(self) -> u64 {
        match self {
            Self::Png | Self::Jpeg | Self::WebP => 512 * MIB,
            Self::Wav | Self::Flac => 4096 * MIB,
            Self::Mp3 => 1024 * MIB,
        }
    }

    /// The format by the bytes themselves; a name may lie. The stream is left at its start.
    ///
    /// An ID3v2 tag may stand before MP3 and before FLAC, so the bytes behind it decide.
    pub(crate) fn sniff(stream: &mut (impl Read + Seek)) -> std::io::Result<Option<Self>> {
        let mut head = [0; 12];
        let found = match fill(stream, &mut head)? {
            n if n < 4 => None,
            _ if head.starts_with(b"\x89PNG\r\n\x1a\n") => Some(Self::Png),
            _ if head.starts_with(b"\xff\xd8\xff") => Some(Self::Jpeg),
            _ if head.starts_with(b"RIFF") && head.ends_with(b"WEBP") => Some(Self::WebP),
            _ if head.starts_with(b"RIFF") && head.ends_with(b"WAVE") => Some(Self::Wav),
            _ if head.starts_with(b"fLaC") => Some(Self::Flac),
            _ if head.starts_with(b"ID3") => {
                // Four bytes of seven bits each (ID3v2.4 structure, 3.1).
                let size = head[6..10].iter().fold(0, |n, b| n << 7 | u64::from(b & 0x7f));
                stream.seek(SeekFrom::Start(10 + size))?;
                let mut behind = [0; 4];
                fill(stream, &mut behind)?;
                Some(if behind == *b"fLaC" { Self::Flac } else { Self::Mp3 })
            }
            // An MPEG frame: eleven bits of sync, a version and a layer that exist.
            _ if head[0] == 0xff && head[1] & 0xe0 == 0xe0 && head[1] & 0x06 == 0x02 => {
                Some(Self::Mp3)
            }
            _ => None,
        };
        stream.rewind()?;
        Ok(found)
    }
}

/// Whether an ID3v2 tag stands at the start.
pub(crate) fn starts_with_id3(stream: &mut (impl Read + Seek)) -> std::io::Result<bool> {
    let mut head = [0; 3];
    stream.rewind()?;
    fill(stream, &mut head)?;
    stream.rewind()?;
    Ok(head == *b"ID3")
}

fn fill(stream: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match stream.read(rest)? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

/// Opens a file read-only, knows its format and has checked its size.
pub(crate) fn open(path: &Path) -> Result<(File, Format)> {
    let mut file = File::open(path).map_err(Error::io("open", path))?;
    let meta = file.metadata().map_err(Error::io("open", path))?;
    if !meta.is_file() {
        return Err(Error::Format(path.to_owned()));
    }
    let format = Format::sniff(&mut file)
        .map_err(Error::io("read", path))?
        .ok_or_else(|| Error::Format(path.to_owned()))?;
    let limit = format.limit();
    if meta.len() > limit {
        return Err(Error::TooLarge { path: path.to_owned(), bytes: meta.len(), limit });
    }
    Ok((file, format))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], want: Option<Format>) {
        let mut stream = Cursor::new(bytes);
        assert_eq!(Format::sniff(&mut stream).unwrap(), want, "format of {bytes:02x?}");
        assert_eq!(stream.position(), 0, "the stream must be left at its start");
    }

    #[test]
    fn bytes_decide() {
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(Format::Png));
        check(b"\xff\xd8\xff\xe0\0\x10JFIF\0\0", Some(Format::Jpeg));
        check(b"RIFF\x10\0\0\0WEBPVP8L", Some(Format::WebP));
        check(b"RIFF\x10\0\0\0WAVEfmt ", Some(Format::Wav));
        check(b"RIFF\x10\0\0\0AVI LIST", None);
        check(b"fLaC\0\0\0\x22\0\0\0\0", Some(Format::Flac));
        check(b"ID3\x04\0\0\0\0\0\x02xxfLaC", Some(Format::Flac));
        check(b"ID3\x04\0\0\0\0\0\x02xx\xff\xfb\x90\0", Some(Format::Mp3));
        check(b"ID3\x04\0\0\x7f\x7f\x7f\x7f", Some(Format::Mp3));
        check(b"\xff\xfb\x90\0\0\0\0\0", Some(Format::Mp3));
        check(b"", None);
        check(b"\xff", None);
        check(b"<svg xmlns", None);
    }
}
