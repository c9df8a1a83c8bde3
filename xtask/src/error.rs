//! The one error of this crate: a sentence for the person at the terminal.

use std::{fmt, io, path::Path};

/// `Result` with this crate's error.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in words. Nothing in this crate branches on the kind of a failure, so it
/// carries nothing but the sentence.
#[derive(Debug)]
pub(crate) struct Error(String);

impl Error {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A failure to read or write `path`.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Adds the path to the errors of the file system.
pub(crate) trait At<T> {
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|error| Error::file(path, &error))
    }
}
