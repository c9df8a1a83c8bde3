//! MPEG audio layer III: frame headers (ISO/IEC 11172-3 §2.4.2.3 and 13818-3), to count sound exactly.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom, Write},
};

use super::{MAX_BLOCK, block, leading_id3, stream};
use crate::{
    MusicInfo,
    bytes::*,
    error::Fault,
    id3,
    keep::{Block as Metadata, Filter},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    sample_rate: u32,
    channels: u16,
    samples: u32,
    length: usize,
}

fn frame(head: u32) -> Option<Frame> {
    const VERSION_1: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const VERSION_2: [u32; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    if head >> 21 != 0x7ff || (head >> 17) & 3 != 1 {
        return None;
    }
    let version = (head >> 19) & 3;
    let divisor = match version {
        3 => 1,
        2 => 2,
        0 => 4,
        _ => return None,
    };
    let sample_rate = [44_100, 48_000, 32_000].get(((head >> 10) & 3) as usize)? / divisor;
    let rates = if version == 3 { VERSION_1 } else { VERSION_2 };
    let kilobits = rates.get((((head >> 12) & 15) as usize).checked_sub(1)?)?;
    let samples = if version == 3 { 1152 } else { 576 };
    let length = samples / 8 * kilobits * 1000 / sample_rate + ((head >> 9) & 1);
    let channels = if (head >> 6) & 3 == 3 { 1 } else { 2 };
    Some(Frame { sample_rate, channels, samples, length: length as usize })
}

fn frame_at(bytes: &[u8], at: usize) -> Option<Frame> {
    frame(be32(bytes, at)?)
}

/// Does the file start with two frames in a row?
pub(crate) fn looks_like(head: &[u8]) -> bool {
    frame_at(head, 0).is_some_and(|first| {
        frame_at(head, first.length).is_some_and(|second| second.sample_rate == first.sample_rate)
    })
}

/// Where in `bytes` the first frame stands that another follows.
pub(crate) fn first_frame(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| looks_like(bytes.get(*at..).unwrap_or(&[])))
}

/// Reads frame headers from `start`, which is where an ID3v2 tag ends, to the last whole frame.
pub(crate) fn examine(file: &mut File, start: u64, file_length: u64) -> Result<MusicInfo, Fault> {
    let manifest = start > 0 && start <= MAX_BLOCK && id3::has_manifest(&block(file, 0, start)?);
    file.seek(SeekFrom::Start(start))?;
    let head = crate::file::read_up_to(file, crate::format::SNIFF_LENGTH)?;
    let offset = first_frame(&head).ok_or_else(|| Fault::damaged("no sound inside"))?;
    let first = frame_at(&head, offset).ok_or(Fault::Truncated)?;
    let mut at = start + offset as u64;
    file.seek(SeekFrom::Start(at))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut frames = 0u64;
    let mut head = [0; 4];
    while reader.read_exact(&mut head).is_ok() {
        let Some(frame) = frame(u32::from_be_bytes(head)) else { break };
        at += frame.length as u64;
        if at > file_length || frame.sample_rate != first.sample_rate || frame.length < 4 {
            break;
        }
        frames += u64::from(frame.samples);
        reader.seek_relative(frame.length as i64 - 4)?;
    }
    Ok(MusicInfo {
        sample_rate: first.sample_rate,
        channels: first.channels,
        bit_depth: None,
        float: false,
        frames: Some(frames),
        manifest,
    })
}

/// Writes a copy: everything after the ID3v2 tag as it is, the tag cleaned.
pub(crate) fn copy(
    file: &mut File,
    start: u64,
    file_length: u64,
    filter: &mut Filter,
    out: &mut dyn Write,
) -> Result<(), Fault> {
    leading_id3(file, start, filter, out)?;
    filter.kept(Metadata::Tags, "everything after the sound");
    stream(file, start, file_length - start, out)
}
