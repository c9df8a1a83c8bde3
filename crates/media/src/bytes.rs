//! Reading numbers out of untrusted bytes: every access is checked.

use std::ops::Range;

pub(crate) fn array<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..at.checked_add(N)?)?.try_into().ok()
}

pub(crate) fn be16(data: &[u8], at: usize) -> Option<u16> {
    array(data, at).map(u16::from_be_bytes)
}

pub(crate) fn be32(data: &[u8], at: usize) -> Option<u32> {
    array(data, at).map(u32::from_be_bytes)
}

pub(crate) fn le16(data: &[u8], at: usize) -> Option<u16> {
    array(data, at).map(u16::from_le_bytes)
}

pub(crate) fn le32(data: &[u8], at: usize) -> Option<u32> {
    array(data, at).map(u32::from_le_bytes)
}

/// `at..at + len` if it lies inside `data`.
pub(crate) fn span(data: &[u8], at: usize, len: usize) -> Option<Range<usize>> {
    let end = at.checked_add(len)?;
    (end <= data.len()).then_some(at..end)
}

pub(crate) fn contains(data: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && data.windows(needle.len()).any(|window| window == needle)
}

/// Four ASCII letters, or hexadecimal where they are not letters.
pub(crate) fn fourcc(name: [u8; 4]) -> String {
    if name.iter().all(|byte| (0x20..0x7f).contains(byte)) {
        String::from_utf8_lossy(&name).trim_end().to_owned()
    } else {
        format!("{:08x}", u32::from_be_bytes(name))
    }
}
