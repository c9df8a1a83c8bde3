//! The identity of a file's bytes, in one pass and bounded memory.

use std::{io::Read, path::Path};

use colophon_model::{Blake3, Sha256};
use iscc_lib::DataHasher;
use serde::{Deserialize, Serialize};
use sha2::Digest;

use super::iscc::{data_code, instance_code};
use crate::{Error, Result, file};

/// Hashes and length of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// BLAKE3.
    pub blake3: Blake3,
    /// SHA-256.
    pub sha256: Sha256,
    /// Length in bytes.
    pub bytes: u64,
}

/// Hashes a file of any kind and size.
pub fn hash_file(path: &Path) -> Result<FileHash> {
    let mut hashes = Hashes::default();
    each_block(path, |block| hashes.update(block))?;
    Ok(hashes.finish())
}

/// A file's hashes and the two units of ISCC that come from its bytes.
pub(super) struct FileRead {
    pub(super) hash: FileHash,
    pub(super) data: String,
    pub(super) instance: String,
}

pub(super) fn read(path: &Path) -> Result<FileRead> {
    let mut hashes = Hashes::default();
    let mut chunks = DataHasher::new();
    each_block(path, |block| {
        hashes.update(block);
        chunks.update(block);
    })?;
    let hash = hashes.finish();
    let codes = data_code(chunks).and_then(|data| Ok((data, instance_code(&hash.blake3)?)));
    let (data, instance) = codes.map_err(|fault| fault.at(path))?;
    Ok(FileRead { hash, data, instance })
}

#[derive(Default)]
struct Hashes {
    blake3: blake3::Hasher,
    sha256: sha2::Sha256,
    bytes: u64,
}

impl Hashes {
    fn update(&mut self, block: &[u8]) {
        self.blake3.update(block);
        self.sha256.update(block);
        self.bytes += block.len() as u64;
    }

    fn finish(self) -> FileHash {
        FileHash {
            blake3: Blake3(*self.blake3.finalize().as_bytes()),
            sha256: Sha256(self.sha256.finalize().into()),
            bytes: self.bytes,
        }
    }
}

fn each_block(path: &Path, mut each: impl FnMut(&[u8])) -> Result<()> {
    let (mut file, _) = file::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => each(&buffer[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::from_io(path, error)),
        }
    }
}
