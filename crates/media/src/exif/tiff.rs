//! The TIFF structure inside EXIF: a header, then directories of twelve-byte entries.

use std::ops::Range;

use crate::bytes::*;

pub(super) const ORIENTATION: u16 = 0x0112;

/// Bytes with their byte order.
pub(super) struct Tiff<'a> {
    pub(super) data: &'a [u8],
    little: bool,
}

/// One image file directory.
pub(super) struct Directory {
    pub(super) at: usize,
    pub(super) entries: Vec<Entry>,
    /// Entries whose type or place makes no sense.
    pub(super) broken: Vec<u16>,
    /// Where the next directory stands, 0 for none.
    pub(super) next: usize,
}

/// One entry; `value` is where its data lie, inside the entry or elsewhere.
pub(super) struct Entry {
    pub(super) tag: u16,
    pub(super) at: usize,
    pub(super) value: Range<usize>,
}

impl<'a> Tiff<'a> {
    pub(super) fn new(data: &'a [u8]) -> Option<Self> {
        let little = match data.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { data, little })
    }

    pub(super) fn first(&self) -> Option<usize> {
        self.offset(4)
    }

    pub(super) fn u16(&self, at: usize) -> Option<u16> {
        if self.little { le16(self.data, at) } else { be16(self.data, at) }
    }

    pub(super) fn offset(&self, at: usize) -> Option<usize> {
        let value = if self.little { le32(self.data, at) } else { be32(self.data, at) }?;
        usize::try_from(value).ok()
    }

    pub(super) fn number16(&self, value: u16) -> [u8; 2] {
        if self.little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    pub(super) fn number32(&self, value: u32) -> [u8; 4] {
        if self.little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    pub(super) fn directory(&self, at: usize) -> Option<Directory> {
        if at < 8 {
            return None;
        }
        let count = usize::from(self.u16(at)?);
        let (mut entries, mut broken) = (Vec::new(), Vec::new());
        for index in 0..count {
            let at = at + 2 + index * 12;
            let (Some(tag), Some(_)) = (self.u16(at), span(self.data, at, 12)) else { break };
            match self.value(at) {
                Some(value) => entries.push(Entry { tag, at, value }),
                None => broken.push(tag),
            }
        }
        let next = self.offset(at + 2 + count * 12).unwrap_or(0);
        Some(Directory { at, entries, broken, next })
    }

    fn value(&self, entry: usize) -> Option<Range<usize>> {
        let size = match self.u16(entry + 2)? {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = self.offset(entry + 4)?.checked_mul(size)?;
        let at = if length <= 4 { entry + 8 } else { self.offset(entry + 8)? };
        span(self.data, at, length)
    }
}
