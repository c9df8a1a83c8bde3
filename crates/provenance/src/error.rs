//! What can go wrong between a file and its manifest.

use std::path::{Path, PathBuf};

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A manifest could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("could not {doing} `{path}`: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file of another kind.
    #[error(
        "`{0}` is not a PNG, JPEG or WebP picture nor WAV, FLAC or MP3 sound; convert it to one of these"
    )]
    Format(PathBuf),
    /// A file that is too large to be read with care.
    #[error("`{path}` has {bytes} bytes, more than the {limit} that colophon reads")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The cap for its kind.
        limit: u64,
    },
    /// A file whose own structure is broken.
    #[error("`{path}` is damaged and cannot be read: {reason}; use an undamaged copy")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        reason: String,
    },
    /// The manifest library gave up on the file in a way it should not.
    #[error("`{0}` broke the manifest reader; treat the file as damaged")]
    Crashed(PathBuf),
    /// A text that cannot stand in a manifest.
    #[error("the {field} is {problem}")]
    Text {
        /// Which one.
        field: &'static str,
        /// What is wrong with it and what to do.
        problem: &'static str,
    },
    /// The key did not sign.
    #[error("the signing key did not sign: {0}; unlock the keystore and try again")]
    Key(String),
    /// A certificate that cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Certificate(String),
    /// A certificate that is past its time, or not yet in it.
    #[error(
        "the signing certificate is not valid at this time; issue a new one, or set the computer's clock"
    )]
    CertificateTime,
    /// The copy would overwrite what it was made from.
    #[error("`{0}` is the source itself; choose another name for the signed copy")]
    Overwrite(PathBuf),
    /// The manifest library refused to sign.
    #[error("could not sign `{path}`: {source}")]
    Sign {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: Box<c2pa::Error>,
    },
    /// The settings of the manifest library were refused.
    #[error("the manifest library refused its settings: {0}")]
    Settings(Box<c2pa::Error>),
    /// The caller's progress callback said stop.
    #[error("signing was cancelled; nothing was written")]
    Cancelled,
    /// The copy does not say what was meant.
    #[error("the signed copy has {found} as its {what} instead of {expected}; sign it again")]
    Mismatch {
        /// Which part.
        what: &'static str,
        /// What was meant.
        expected: String,
        /// What the file says.
        found: String,
    },
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }
}
