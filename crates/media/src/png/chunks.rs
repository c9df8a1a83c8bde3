//! The chunk structure: length, name, data, checksum.

use crate::{bytes::*, error::Fault};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk<'a> {
    pub(super) name: [u8; 4],
    pub(super) data: &'a [u8],
    /// Does the checksum fit?
    pub(super) sound: bool,
}

/// All chunks up to IEND; a file that ends before it is cut short.
pub(super) fn chunks(bytes: &[u8]) -> Result<Vec<Chunk<'_>>, Fault> {
    let chunks = until_truncation(bytes);
    match chunks.last() {
        Some(last) if &last.name == b"IEND" => Ok(chunks),
        _ => Err(Fault::Truncated),
    }
}

/// The chunks that are there in full.
pub(super) fn until_truncation(bytes: &[u8]) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let mut at = SIGNATURE.len();
    while let Some(chunk) = chunk(bytes, at) {
        chunks.push(chunk);
        at += chunk.data.len() + 12;
        if &chunk.name == b"IEND" {
            break;
        }
    }
    chunks
}

fn chunk(bytes: &[u8], at: usize) -> Option<Chunk<'_>> {
    let length = usize::try_from(be32(bytes, at)?).ok()?;
    let name = array(bytes, at + 4)?;
    let data = bytes.get(span(bytes, at + 8, length)?)?;
    let checksum = be32(bytes, at + 8 + length)?;
    Some(Chunk { name, data, sound: checksum == sum(&name, data) })
}

fn sum(name: &[u8; 4], data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(name);
    hasher.update(data);
    hasher.finalize()
}

/// A file out of chunks.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn new(capacity: usize) -> Self {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.extend_from_slice(SIGNATURE);
        Self(bytes)
    }

    pub(super) fn chunk(&mut self, name: [u8; 4], data: &[u8]) -> Result<(), Fault> {
        let length = u32::try_from(data.len()).map_err(Fault::damaged)?;
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(&name);
        self.0.extend_from_slice(data);
        self.0.extend_from_slice(&sum(&name, data).to_be_bytes());
        Ok(())
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}
