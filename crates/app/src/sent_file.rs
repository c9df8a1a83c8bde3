//! Files that somebody else sent: read up to a limit, so that none can fill the memory.

use std::io::Read;
use std::path::Path;

use crate::{Error, Result};

/// The bytes of a file, or one byte more than `most` of a longer one: who parses them then says that it is too large.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>> {
    let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    Ok(bytes)
}
