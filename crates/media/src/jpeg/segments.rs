//! The marker structure: every segment up to the end of the image, entropy-coded data included.

use crate::bytes::*;

pub(super) const SOS: u8 = 0xda;
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;

#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    /// The marker's second byte.
    pub(super) marker: u8,
    /// The payload, without marker and length.
    pub(super) data: &'a [u8],
    /// Marker, length, payload and, after a start of scan, the entropy-coded data.
    pub(super) whole: &'a [u8],
}

impl Segment<'_> {
    /// APPn or COM.
    pub(super) fn is_metadata(&self) -> bool {
        matches!(self.marker, 0xe0..=0xef | 0xfe)
    }
}

/// The segments that are there in full, and where the image ends if it does.
pub(super) fn segments(bytes: &[u8]) -> (Vec<Segment<'_>>, Option<usize>) {
    let mut list = Vec::new();
    let mut at = 2;
    loop {
        // Any number of 0xFF may stand before a marker.
        let Some(run) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b != 0xff))
        else {
            return (list, None);
        };
        let (start, marker) = (at, bytes[at + run]);
        if run == 0 {
            // Rubbish between segments: decoders skip it, and so does this.
            at += 1;
            continue;
        }
        at += run + 1;
        match marker {
            EOI => return (list, Some(at)),
            SOI | 0x00 | 0x01 | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let data = be16(bytes, at)
            .and_then(|length| usize::from(length).checked_sub(2))
            .and_then(|length| span(bytes, at + 2, length));
        let Some(data) = data else { return (list, None) };
        at = data.end;
        if marker == SOS {
            at = match entropy_end(bytes, at) {
                Some(end) => end,
                None => return (list, None),
            };
        }
        list.push(Segment {
            marker,
            data: &bytes[data],
            whole: bytes.get(start + run - 1..at).unwrap_or(&[]),
        });
    }
}

/// Where the next marker that is neither stuffing nor a restart stands.
fn entropy_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// Appends a segment; `parts` together are its payload, at most 65,533 bytes.
pub(super) fn push(out: &mut Vec<u8>, marker: u8, parts: &[&[u8]]) -> bool {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let Ok(length) = u16::try_from(length + 2) else { return false };
    out.extend_from_slice(&[0xff, marker]);
    out.extend_from_slice(&length.to_be_bytes());
    parts.iter().for_each(|part| out.extend_from_slice(part));
    true
}
