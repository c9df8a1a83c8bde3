//! What can go wrong in the asset step.

use std::{fmt, io, path::PathBuf};

/// `Result` with this program's error.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of the asset step, worded for the person who ran it.
#[derive(Debug)]
pub(crate) enum Error {
    /// Not exactly three arguments.
    Usage,
    /// A file or folder could not be read or written.
    File(PathBuf, io::Error),
    /// The wasm file could not be turned into bindings.
    Bindings(PathBuf, String),
    /// A style sheet does not parse, or one that it imports is missing.
    Style(String),
    /// A language has no words for a page that cannot start.
    Words(PathBuf, String),
    /// The page breaks the content security policy that the shell sets.
    Policy(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage => write!(f, "expected three arguments: WASM UI DIST"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Bindings(path, error) => write!(
                f,
                "{}: {error}; if this names a schema version, `wasm-bindgen` and \
                 `wasm-bindgen-cli-support` differ in Cargo.lock",
                path.display()
            ),
            Self::Style(error) => write!(f, "{error}"),
            Self::Words(path, why) => write!(f, "{}: {why}", path.display()),
            Self::Policy(what) => write!(
                f,
                "index.html has {what}, which the content security policy blocks; \
                 move it to start.js or to a style sheet"
            ),
        }
    }
}

impl std::error::Error for Error {}
