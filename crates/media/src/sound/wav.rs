//! RIFF WAVE: chunks on disk, because recordings do not fit into memory.

use std::{fs::File, io::Write};

use super::{MAX_BLOCK, block, stream, wav_metadata};
use crate::{MusicInfo, bytes::*, error::Fault, file, id3, keep::Filter};

/// More chunks than this do not occur in honest files.
const MAX_CHUNKS: usize = 4096;

/// Where a chunk's data lie.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    name: [u8; 4],
    at: u64,
    length: u64,
}

fn chunks(file: &mut File, file_length: u64) -> Result<Vec<Chunk>, Fault> {
    let mut list = Vec::new();
    let mut at = 12;
    while at + 8 <= file_length && list.len() < MAX_CHUNKS {
        let head = file::read_at(file, at, 8)?;
        let (Some(name), Some(length)) = (array(&head, 0), le32(&head, 4)) else { break };
        let chunk = Chunk { name, at: at + 8, length: length.into() };
        let end = chunk.at + chunk.length;
        if end > file_length {
            // Zeros at the end are padding; anything else promises what is not there.
            if name == [0; 4] {
                break;
            }
            return Err(Fault::Truncated);
        }
        list.push(chunk);
        at = end.next_multiple_of(2);
    }
    Ok(list)
}

fn find(list: &[Chunk], name: &[u8; 4]) -> Option<Chunk> {
    list.iter().find(|chunk| &chunk.name == name).copied()
}

/// Reads the header.
pub(crate) fn examine(file: &mut File, file_length: u64) -> Result<MusicInfo, Fault> {
    let list = chunks(file, file_length)?;
    let (Some(fmt), Some(data)) = (find(&list, b"fmt "), find(&list, b"data")) else {
        return Err(if list.is_empty() {
            Fault::Truncated
        } else {
            Fault::damaged("no sound inside")
        });
    };
    let fmt = block(file, fmt.at, fmt.length.min(64))?;
    let fields = (|| {
        Some((le16(&fmt, 0)?, le16(&fmt, 2)?, le32(&fmt, 4)?, le16(&fmt, 12)?, le16(&fmt, 14)?))
    })();
    let Some((tag, channels, sample_rate, align, bits)) = fields else {
        return Err(Fault::damaged("its format chunk"));
    };
    // WAVE_FORMAT_EXTENSIBLE keeps the real tag at the start of a GUID.
    let tag = if tag == 0xfffe { le16(&fmt, 24).unwrap_or(0) } else { tag };
    let float = match (tag, bits) {
        (1, 8 | 16 | 24 | 32) => false,
        (3, 32 | 64) => true,
        _ => {
            return Err(Fault::Unsupported(
                "a WAV file with compressed sound".to_owned(),
                "export it as WAV with 16, 24 or 32 bits",
            ));
        }
    };
    if channels == 0 || sample_rate == 0 || align == 0 || data.length < u64::from(align) {
        return Err(Fault::damaged("no sound inside"));
    }
    let has_manifest = find(&list, b"C2PA").is_some() || {
        let tag = find(&list, b"id3 ").or_else(|| find(&list, b"ID3 "));
        match tag.filter(|tag| tag.length <= MAX_BLOCK) {
            Some(tag) => id3::has_manifest(&block(file, tag.at, tag.length)?),
            None => false,
        }
    };
    Ok(MusicInfo {
        sample_rate,
        channels,
        bit_depth: u8::try_from(bits).ok(),
        float,
        frames: Some(data.length / u64::from(align)),
        manifest: has_manifest,
    })
}

/// Where the sound itself lies: offset and length in bytes.
pub(crate) fn payload(file: &mut File, file_length: u64) -> Result<(u64, u64), Fault> {
    let list = chunks(file, file_length)?;
    find(&list, b"data").map(|data| (data.at, data.length)).ok_or(Fault::Truncated)
}

/// Writes a copy: the sound as it is, the other chunks cleaned.
pub(crate) fn copy(
    file: &mut File,
    file_length: u64,
    filter: &mut Filter,
    out: &mut dyn Write,
) -> Result<(), Fault> {
    enum Part {
        Bytes([u8; 4], Vec<u8>),
        Sound(Chunk),
    }
    let mut parts = Vec::new();
    let mut total = 4u64;
    let mut has_sound = false;
    for chunk in chunks(file, file_length)? {
        let part = if &chunk.name == b"data" && !has_sound {
            has_sound = true;
            Part::Sound(chunk)
        } else {
            let data = block(file, chunk.at, chunk.length)?;
            match wav_metadata::clean(chunk.name, data, filter) {
                Some(data) => Part::Bytes(chunk.name, data),
                None => continue,
            }
        };
        let length = match &part {
            Part::Bytes(_, data) => data.len() as u64,
            Part::Sound(chunk) => chunk.length,
        };
        total += 8 + length.next_multiple_of(2);
        parts.push(part);
    }
    let total = u32::try_from(total).map_err(|_| Fault::damaged("more than 4 GB"))?;
    out.write_all(b"RIFF")?;
    out.write_all(&total.to_le_bytes())?;
    out.write_all(b"WAVE")?;
    for part in parts {
        let length = match part {
            Part::Bytes(name, data) => {
                out.write_all(&name)?;
                out.write_all(&(data.len() as u32).to_le_bytes())?;
                out.write_all(&data)?;
                data.len() as u64
            }
            Part::Sound(chunk) => {
                out.write_all(&chunk.name)?;
                out.write_all(&(chunk.length as u32).to_le_bytes())?;
                stream(file, chunk.at, chunk.length, out)?;
                chunk.length
            }
        };
        if length % 2 == 1 {
            out.write_all(&[0])?;
        }
    }
    Ok(())
}
