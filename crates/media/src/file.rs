//! Opening an original: read-only, and with a sentence for everything that can be in the way.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use crate::{Error, Result};

/// Pictures are read whole; beyond this they are refused.
const MAX_PICTURE_FILE: u64 = 1 << 30;

/// Opens a regular, non-empty file for reading and says how long it is in bytes.
pub(crate) fn open(path: &Path) -> Result<(File, u64)> {
    // Asked before opening, because opening a pipe would wait for a writer.
    let about = std::fs::metadata(path).map_err(|error| Error::from_io(path, error))?;
    if !about.is_file() {
        return Err(Error::NotAFile { path: path.to_owned() });
    }
    let file = File::open(path).map_err(|error| Error::from_io(path, error))?;
    let length = file.metadata().map_err(|error| Error::from_io(path, error))?.len();
    if length == 0 {
        return Err(Error::Empty { path: path.to_owned() });
    }
    Ok((file, length))
}

/// The whole file, if it is small enough to be a picture.
pub(crate) fn read_whole(path: &Path) -> Result<Vec<u8>> {
    let (file, length) = open(path)?;
    if length > MAX_PICTURE_FILE {
        return Err(Error::TooLarge { path: path.to_owned(), limit_mib: MAX_PICTURE_FILE >> 20 });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    // A file that grows while it is read stays within the limit all the same.
    file.take(MAX_PICTURE_FILE)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::from_io(path, error))?;
    Ok(bytes)
}

/// At most `length` bytes from the current position.
pub(crate) fn read_up_to(file: &mut impl Read, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Exactly `length` bytes at `offset`.
pub(crate) fn read_at(
    file: &mut (impl Read + Seek),
    offset: u64,
    length: usize,
) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let bytes = read_up_to(file, length)?;
    if bytes.len() == length { Ok(bytes) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) }
}
