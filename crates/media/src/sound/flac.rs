//! FLAC (RFC 9639): metadata blocks, then frames, perhaps behind an ID3v2 tag.

use std::{fs::File, io::Write};

use super::{MAX_BLOCK, block, clean_cover, leading_id3, stream};
use crate::{
    MusicInfo,
    bytes::*,
    error::Fault,
    file, id3,
    keep::{Block as Metadata, Filter, Why},
};

const STREAMINFO: u8 = 0;
const PADDING: u8 = 1;

#[derive(Debug, Clone, Copy)]
struct Block {
    kind: u8,
    at: u64,
    length: u64,
}

/// The metadata blocks of the stream at `start`, and where its frames begin.
fn blocks(file: &mut File, start: u64, file_length: u64) -> Result<(Vec<Block>, u64), Fault> {
    let mut list = Vec::new();
    let mut at = start + 4;
    loop {
        let head = file::read_at(file, at, 4).map_err(|_| Fault::Truncated)?;
        let [flags, length @ ..] = array::<4>(&head, 0).ok_or(Fault::Truncated)?;
        let length = u64::from(u32::from_be_bytes([0, length[0], length[1], length[2]]));
        list.push(Block { kind: flags & 0x7f, at: at + 4, length });
        at += 4 + length;
        if at > file_length {
            return Err(Fault::Truncated);
        }
        if flags & 0x80 != 0 {
            return Ok((list, at));
        }
    }
}

/// Reads the header.
pub(crate) fn examine(file: &mut File, start: u64, file_length: u64) -> Result<MusicInfo, Fault> {
    let (list, frames_at) = blocks(file, start, file_length)?;
    let first = list.first().filter(|first| first.kind == STREAMINFO && first.length >= 34);
    let Some(first) = first else { return Err(Fault::damaged("no stream information")) };
    let info = block(file, first.at, first.length)?;
    let packed = array(&info, 10).map(u64::from_be_bytes).ok_or(Fault::Truncated)?;
    let frames = packed & ((1 << 36) - 1);
    let sample_rate = (packed >> 44) as u32;
    if sample_rate == 0 {
        return Err(Fault::damaged("no sample rate"));
    }
    if frames_at >= file_length {
        return Err(Fault::Truncated);
    }
    let manifest = start > 0 && start <= MAX_BLOCK && id3::has_manifest(&block(file, 0, start)?);
    Ok(MusicInfo {
        sample_rate,
        channels: ((packed >> 41) & 7) as u16 + 1,
        bit_depth: Some(((packed >> 36) & 31) as u8 + 1),
        float: false,
        frames: (frames > 0).then_some(frames),
        manifest,
    })
}

/// Where the frames lie: offset and length in bytes.
pub(crate) fn payload(file: &mut File, start: u64, file_length: u64) -> Result<(u64, u64), Fault> {
    let (_, frames_at) = blocks(file, start, file_length)?;
    Ok((frames_at, file_length - frames_at))
}

/// Writes a copy: stream information and frames as they are, the other blocks cleaned.
pub(crate) fn copy(
    file: &mut File,
    start: u64,
    file_length: u64,
    filter: &mut Filter,
    out: &mut dyn Write,
) -> Result<(), Fault> {
    leading_id3(file, start, filter, out)?;
    let (list, frames_at) = blocks(file, start, file_length)?;
    let mut left = Vec::new();
    for item in list {
        let data = block(file, item.at, item.length)?;
        left.extend(clean(item.kind, data, filter).map(|data| (item.kind, data)));
    }
    out.write_all(b"fLaC")?;
    let last = left.len().saturating_sub(1);
    for (index, (kind, data)) in left.into_iter().enumerate() {
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes();
        if length[0] != 0 {
            return Err(Fault::damaged("a metadata block of more than 16 MiB"));
        }
        let flag = if index == last { 0x80 } else { 0 };
        out.write_all(&[kind | flag, length[1], length[2], length[3]])?;
        out.write_all(&data)?;
    }
    stream(file, frames_at, file_length - frames_at, out)
}

fn clean(kind: u8, data: Vec<u8>, filter: &mut Filter) -> Option<Vec<u8>> {
    match kind {
        STREAMINFO => Some(data),
        PADDING => None,
        3 | 5 => {
            filter.kept(Metadata::Cue, if kind == 3 { "SEEKTABLE" } else { "CUESHEET" });
            Some(data)
        }
        4 => {
            let cleaned = comments(&data, filter);
            if cleaned.is_none() {
                filter.dropped(Metadata::Tags, "VORBIS_COMMENT", Why::Damaged);
            }
            cleaned
        }
        6 => {
            let cleaned = picture(&data, filter);
            if cleaned.is_none() {
                filter.dropped(Metadata::Cover, "PICTURE", Why::Damaged);
            }
            cleaned
        }
        _ => {
            let name = match kind {
                2 => format!("APPLICATION {}", fourcc(array(&data, 0).unwrap_or_default())),
                _ => format!("block {kind}"),
            };
            filter.decide(Metadata::Vendor, &name, Why::Opaque).then_some(data)
        }
    }
}

/// Vorbis comments: a vendor text, then `NAME=value` fields, all with little-endian lengths.
fn comments(data: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let text = |at: usize| span(data, at + 4, usize::try_from(le32(data, at)?).ok()?);
    let vendor = text(0)?;
    let count = le32(data, vendor.end)?;
    let (mut fields, mut left) = (Vec::new(), 0u32);
    let mut at = vendor.end + 4;
    for _ in 0..count {
        let place = text(at)?;
        let field = String::from_utf8_lossy(data.get(place.clone())?);
        let name = field.split('=').next().unwrap_or("").to_owned();
        let stays = match id3::field_concern(&name) {
            Some(why) => filter.decide(Metadata::Tags, &name, why),
            None => true,
        };
        if stays {
            fields.extend_from_slice(data.get(at..place.end)?);
            left += 1;
        }
        at = place.end;
    }
    filter.kept(Metadata::Tags, "VORBIS_COMMENT");
    let mut out = data.get(..vendor.end)?.to_vec();
    out.extend_from_slice(&left.to_le_bytes());
    out.append(&mut fields);
    Some(out)
}

/// A picture block: type, media type, description, four numbers, the image.
fn picture(data: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let text = |at: usize| span(data, at + 4, usize::try_from(be32(data, at)?).ok()?);
    let description = text(text(4)?.end)?;
    let image = text(description.end + 16)?;
    let cleaned = clean_cover(data.get(image.clone())?, filter)?;
    let mut out = data.get(..image.start - 4)?.to_vec();
    out.extend_from_slice(&u32::try_from(cleaned.len()).ok()?.to_be_bytes());
    out.extend_from_slice(&cleaned);
    Some(out)
}
