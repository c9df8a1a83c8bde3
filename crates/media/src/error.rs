//! What can be wrong with a file, in one sentence: which file, what is wrong, what to do.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::Format;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A file that cannot be read, understood or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing is there.
    #[error("{path} does not exist; it may have been moved or renamed")]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// A folder, a pipe or a device in place of a file.
    #[error("{path} is a folder or a device, not a file; choose the picture or the music itself")]
    NotAFile {
        /// The file.
        path: PathBuf,
    },
    /// The system says no.
    #[error("Colophon may not open {path}; give yourself permission to it or choose another place")]
    Permission {
        /// The file.
        path: PathBuf,
    },
    /// Zero bytes.
    #[error("{path} is empty (0 bytes); export or download it again")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file ends before its own header says it should.
    #[error("{path} is cut short; export or download it again")]
    Truncated {
        /// The file.
        path: PathBuf,
    },
    /// The bytes contradict the format.
    #[error(
        "{path} is damaged ({detail}); open it in the program that made it and export it again"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the decoder met.
        detail: String,
    },
    /// Nothing that Colophon knows.
    #[error(
        "{path} is not a PNG, JPEG or WebP picture nor WAV, FLAC or MP3 music; export it as one of these"
    )]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// Something that Colophon recognises and does not take.
    #[error("{path} is {what}; {advice}")]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What it is, with its article.
        what: String,
        /// What to do.
        advice: &'static str,
    },
    /// CMYK or YCCK colour.
    #[error(
        "{path} is in CMYK colours, which would shift in a marked copy; convert it to RGB and keep its profile"
    )]
    Cmyk {
        /// The file.
        path: PathBuf,
    },
    /// More than one frame.
    #[error(
        "{path} is an animation, and only still pictures can be marked; export one frame as a picture"
    )]
    Animated {
        /// The file.
        path: PathBuf,
    },
    /// More pixels than memory allows; read from the header, nothing was decoded.
    #[error(
        "{path} is {width} × {height} pixels, more than the {limit} megapixels that Colophon takes; \
         register a smaller version"
    )]
    TooManyPixels {
        /// The file.
        path: PathBuf,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The limit in megapixels.
        limit: u32,
    },
    /// A file beyond the size that is read into memory.
    #[error("{path} is larger than {limit_mib} MiB; register a smaller version")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in MiB.
        limit_mib: u64,
    },
    /// The picture handed over is not the source's size or depth.
    #[error("the picture for {path} does not have the size and depth of its source")]
    Mismatched {
        /// The source.
        path: PathBuf,
    },
    /// A copy that does not show what it should.
    #[error(
        "the copy {path} does not decode to what was written ({detail}); nothing was registered"
    )]
    CopyDiffers {
        /// The copy.
        path: PathBuf,
        /// How it differs.
        detail: String,
    },
    /// The copy would replace the original.
    #[error("{path} is the original itself; choose another name for the copy")]
    SameFile {
        /// The file.
        path: PathBuf,
    },
    /// The copy would replace some other file.
    #[error("{path} already exists and was left alone; choose another name or remove it")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// No space, or a quota is used up.
    #[error("the disk is full: {path} was not written, and nothing was changed; free some space")]
    DiskFull {
        /// The file that should have been written.
        path: PathBuf,
    },
    /// Silence, or less sound than a fingerprint needs.
    #[error("{path} holds too little sound for a fingerprint; at least three seconds are needed")]
    TooQuiet {
        /// The file.
        path: PathBuf,
    },
    /// An operation for music was asked of a picture, or the other way round.
    #[error("{path} is a {format} file, which this step does not take")]
    WrongKind {
        /// The file.
        path: PathBuf,
        /// What it is.
        format: Format,
    },
    /// Encoding failed inside a codec.
    #[error("{path} could not be encoded ({detail})")]
    Encode {
        /// The file that should have been written.
        path: PathBuf,
        /// The codec's words.
        detail: String,
    },
    /// Anything else that the system reports.
    #[error("{path} could not be read or written ({source}); check the disk and try again")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
}

impl Error {
    /// The system's error about `path`, in the user's words.
    pub fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Permission { path }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            io::ErrorKind::UnexpectedEof => Self::Truncated { path },
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            io::ErrorKind::IsADirectory => Self::NotAFile { path },
            _ => Self::Io { path, source },
        }
    }
}

/// A fault found in bytes, before anybody knows which file they came from.
#[derive(Debug)]
pub(crate) enum Fault {
    Truncated,
    Damaged(String),
    Unsupported(String, &'static str),
    Cmyk,
    TooManyPixels(u32, u32),
    Mismatched,
    Encode(String),
    Io(io::Error),
}

impl Fault {
    pub(crate) fn damaged(detail: impl ToString) -> Self {
        Self::Damaged(detail.to_string())
    }

    pub(crate) fn at(self, path: &Path) -> Error {
        let from = path;
        let path = path.to_owned();
        match self {
            Self::Truncated => Error::Truncated { path },
            Self::Damaged(detail) => Error::Damaged { path, detail },
            Self::Unsupported(what, advice) => Error::Unsupported { path, what, advice },
            Self::Cmyk => Error::Cmyk { path },
            Self::TooManyPixels(width, height) => {
                Error::TooManyPixels { path, width, height, limit: crate::picture::MAX_MEGAPIXELS }
            }
            Self::Mismatched => Error::Mismatched { path },
            Self::Encode(detail) => Error::Encode { path, detail },
            Self::Io(source) => Error::from_io(from, source),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(source: io::Error) -> Self {
        Self::Io(source)
    }
}
