//! What can go wrong with the register.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the register could not be read or written. Nothing is ever half-written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process holds the home.
    #[error(
        "Colophon is already open with {home}; close the other one, or only look: reading is always possible"
    )]
    Locked {
        /// The home.
        home: PathBuf,
    },
    /// Nothing was ever registered here.
    #[error("there is no register in {home} yet; register a work or create an account first")]
    Missing {
        /// The home.
        home: PathBuf,
    },
    /// Written by a later Colophon.
    #[error(
        "{path} was written by a newer Colophon (format {found}; this one knows {known}); update Colophon to open it"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// Written by an earlier Colophon, and a reader may not change it.
    #[error(
        "{path} was written by an older Colophon; open it once for writing to bring it up to date"
    )]
    Older {
        /// The database.
        path: PathBuf,
    },
    /// A database of some other program.
    #[error("{path} is not a register of Colophon; choose another home")]
    NotOurs {
        /// The database.
        path: PathBuf,
    },
    /// SQLite found the file damaged.
    #[error("the register is damaged ({0}); restore it from a backup")]
    Damaged(String),
    /// No room.
    #[error("the disk is full; nothing was changed, free some space and try again")]
    Full,
    /// Another process held a database lock for more than five seconds.
    #[error("the register is busy; try again in a moment")]
    Busy,
    /// A row breaks a rule of the register.
    #[error("the register refuses this: {0}")]
    Refused(String),
    /// There is no such row.
    #[error("there is no {what} {id} in the register")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// A state that cannot follow the present one.
    #[error("{what} {id} is {from} and cannot become {to}")]
    Transition {
        /// What should have changed.
        what: &'static str,
        /// Its name.
        id: String,
        /// The present state.
        from: String,
        /// The state asked for.
        to: String,
    },
    /// The nonce belongs to another intent.
    #[error(
        "nonce {nonce} already belongs to another transaction of this account; take the next one"
    )]
    NonceTaken {
        /// The nonce.
        nonce: u64,
    },
    /// The key stands for something else already.
    #[error("`{key}` was already used for a different transaction; nothing was sent")]
    KeyReused {
        /// The idempotency key.
        key: String,
    },
    /// A replacement that nodes would not take.
    #[error("a replacement must raise both fees by at least one eighth")]
    FeeTooLow,
    /// The intent's nonce is not used up on the chain.
    #[error("the transaction could still be mined, so it is not given up")]
    StillPossible,
    /// Rows that do not lie in the range that was read.
    #[error("block {block} lies outside the blocks that were read")]
    OutsideRange {
        /// The block.
        block: u64,
    },
    /// A number that SQLite cannot keep.
    #[error("{0} is too large for the register")]
    TooLarge(u64),
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Anything else that SQLite says.
    #[error("the register could not be used: {0}")]
    Sql(#[source] rusqlite::Error),
}

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::Io { path: path.to_owned(), source },
        }
    }

    pub(crate) fn missing(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::ConstraintViolation) => Self::Refused(error.to_string()),
            _ => match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..) => Self::Damaged(error.to_string()),
                other => Self::Sql(other),
            },
        }
    }
}
