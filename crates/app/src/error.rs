use std::path::{Path, PathBuf};

use colophon_ipc::{ApiError, Code};
use colophon_model::B256;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a use case can fail at. The window and scripts see it as an [`ApiError`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// From a file.
    #[error(transparent)]
    Media(#[from] colophon_media::Error),
    /// From the mark.
    #[error(transparent)]
    Mark(#[from] colophon_watermark::Error),
    /// From the manifest.
    #[error(transparent)]
    Provenance(#[from] colophon_provenance::Error),
    /// From the keys.
    #[error(transparent)]
    Keys(#[from] colophon_keys::Error),
    /// From a chain.
    #[error(transparent)]
    Chain(#[from] colophon_chain::Error),
    /// From deploying contracts.
    #[error(transparent)]
    Deploy(#[from] colophon_chain::deploy::Error),
    /// From the practice chain.
    #[error(transparent)]
    Practice(#[from] colophon_practice::Error),
    /// From the books.
    #[error(transparent)]
    Royalties(#[from] colophon_royalties::Error),
    /// From a fan pack.
    #[error(transparent)]
    FanPack(#[from] colophon_royalties::FanPackError),
    /// From the database.
    #[error(transparent)]
    Store(#[from] colophon_store::Error),
    /// From a value.
    #[error(transparent)]
    Model(#[from] colophon_model::Error),
    /// From a treaty's text.
    #[error(transparent)]
    Treaty(#[from] colophon_chain::TreatyError),
    /// From a treaty file.
    #[error(transparent)]
    TreatyFile(#[from] colophon_chain::TreatyFileError),
    /// From a dataset, a consent to one, or their files.
    #[error(transparent)]
    Dataset(#[from] colophon_chain::dataset::DatasetFileError),
    /// From the terms of an offering.
    #[error(transparent)]
    Offering(#[from] colophon_chain::offering::OfferingError),
    /// From the file of a channel or a voucher.
    #[error(transparent)]
    ChannelFile(#[from] colophon_chain::channel::file::ChannelFileError),
    /// A voucher that a payee does not take.
    #[error("{said}")]
    Voucher {
        /// Which rule it breaks.
        why: colophon_chain::channel::VoucherError,
        /// The same with amounts as people write them.
        said: String,
    },
    /// A line of a list of holders.
    #[error("line {line} of {path}: {why}")]
    HolderLine {
        /// The list.
        path: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it, in words.
        why: String,
    },
    /// From the file system.
    #[error("{path} cannot be used: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There is no account.
    #[error("there is no account yet; make one with `colophon account new`, or in the window")]
    NoAccount,
    /// The keys are locked.
    #[error("the keys are locked; give the passphrase first")]
    Locked,
    /// Too short to be a passphrase.
    #[error(
        "the passphrase has fewer than eight characters; a short sentence is easy to keep and hard to guess"
    )]
    WeakPassphrase,
    /// Nothing under that id.
    #[error("there is no {0}")]
    NotFound(String),
    /// Not in this state.
    #[error("{0}")]
    Precondition(String),
    /// Nothing to be taken out.
    #[error("nothing is owed to {0} at the moment")]
    NothingOwed(String),
    /// The sheet was used or is unknown.
    #[error("this confirmation was already used or has expired; nothing was sent, begin again")]
    SheetGone,
    /// The user stopped it.
    #[error("stopped; files that were already registered stay registered")]
    Cancelled,
    /// A transaction that the contract undid.
    #[error("{kind}: the chain undid transaction {tx}; only its fee was paid")]
    Undone {
        /// What it was.
        kind: String,
        /// The transaction.
        tx: B256,
    },
    /// A transaction that is in no block yet.
    #[error("transaction {0} was sent and is in no block yet; it will be looked for again")]
    Waiting(B256),
    /// This process only reads.
    #[error("another Colophon is writing to this home; close it first")]
    ReadOnly,
    /// A fault of ours.
    #[error("Colophon made a mistake: {0}; please report it")]
    Internal(String),
}

impl Error {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn internal(what: impl std::fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }

    /// The kind of failure that a reader can act on.
    pub fn code(&self) -> Code {
        match self {
            Self::Media(e) => media_code(e),
            Self::Mark(e) => mark_code(e),
            Self::Provenance(e) => provenance_code(e),
            Self::Keys(e) => keys_code(e),
            Self::Chain(e) | Self::Deploy(colophon_chain::deploy::Error::Chain(e)) => chain_code(e),
            Self::Deploy(_) => Code::Precondition,
            Self::FanPack(_)
            | Self::Offering(_)
            | Self::Dataset(_)
            | Self::ChannelFile(_)
            | Self::Voucher { .. } => Code::Invalid,
            Self::Store(e) => store_code(e),
            Self::Practice(_) => Code::HomeDamaged,
            Self::Model(e) => model_code(e),
            Self::Treaty(e) => treaty_code(e),
            Self::TreatyFile(e) => treaty_file_code(e),
            Self::HolderLine { .. } => Code::SplitInvalid,
            Self::Io { source, .. } => io_code(source),
            Self::NoAccount => Code::NoAccount,
            Self::Locked => Code::Locked,
            Self::WeakPassphrase => Code::WeakPassphrase,
            Self::NotFound(_) => Code::NotFound,
            Self::Precondition(_) | Self::Waiting(_) => Code::Precondition,
            Self::NothingOwed(_) => Code::NothingOwed,
            Self::SheetGone => Code::SheetGone,
            Self::Cancelled => Code::Cancelled,
            Self::Undone { .. } => Code::Refused,
            Self::ReadOnly => Code::SecondInstance,
            Self::Royalties(_) | Self::Internal(_) => Code::Internal,
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let mut wire = Self::new(error.code(), &error);
        if let Error::Io { path, .. } = &error {
            wire = wire.with("path", path.display());
        }
        wire
    }
}

fn io_code(error: &std::io::Error) -> Code {
    use std::io::ErrorKind as K;
    match error.kind() {
        K::PermissionDenied | K::ReadOnlyFilesystem => Code::FolderDenied,
        K::StorageFull | K::QuotaExceeded => Code::DiskFull,
        K::NotFound => Code::FileUnreadable,
        _ => Code::Internal,
    }
}

const fn mark_code(error: &colophon_watermark::Error) -> Code {
    use colophon_watermark::Error as E;
    match error {
        E::TooSmall { .. } | E::TooFlat { .. } | E::NotReadBack { .. } => Code::FileTooPlain,
        _ => Code::Internal,
    }
}

fn provenance_code(error: &colophon_provenance::Error) -> Code {
    use colophon_provenance::Error as E;
    match error {
        E::Io { source, .. } => io_code(source),
        E::Damaged { .. } => Code::FileDamaged,
        E::Format(_) => Code::FileUnknown,
        E::TooLarge { .. } => Code::FileTooLarge,
        E::Cancelled => Code::Cancelled,
        E::Text { .. } => Code::Invalid,
        E::Key(_) => Code::Locked,
        _ => Code::Internal,
    }
}

fn keys_code(error: &colophon_keys::Error) -> Code {
    use colophon_keys::Error as E;
    match error {
        E::WrongPassphrase => Code::WrongPassphrase,
        E::EmptyPassphrase => Code::WeakPassphrase,
        E::Missing { .. } => Code::NoAccount,
        E::PhraseCheck(_) => Code::WrongWords,
        E::Damaged { .. } => Code::HomeDamaged,
        E::Newer { .. } => Code::NewerDatabase,
        E::Io { source, .. } => io_code(source),
        E::AlreadyThere { .. } => Code::Precondition,
        E::PhraseLength(_) | E::PhraseWord { .. } | E::PhraseChecksum => Code::Invalid,
        _ => Code::Internal,
    }
}

const fn chain_code(error: &colophon_chain::Error) -> Code {
    use colophon_chain::Error as E;
    match error {
        E::Funds(_) => Code::Funds,
        E::Refused(_) => Code::Refused,
        E::Range => Code::Invalid,
        E::Endpoint(_) | E::WrongChain { .. } => Code::ChainUnreachable,
        _ => Code::Internal,
    }
}

const fn treaty_code(error: &colophon_chain::TreatyError) -> Code {
    use colophon_chain::TreatyError as E;
    match error {
        E::Expired | E::ChainNotNamed(_) => Code::Precondition,
        _ => Code::Invalid,
    }
}

const fn treaty_file_code(error: &colophon_chain::TreatyFileError) -> Code {
    use colophon_chain::TreatyFileError as E;
    match error {
        E::Form(e) => treaty_code(e),
        E::Split(e) => model_code(e),
        E::Missing(_) => Code::Precondition,
        _ => Code::Invalid,
    }
}

const fn model_code(error: &colophon_model::Error) -> Code {
    use colophon_model::Error as E;
    match error {
        E::SplitEmpty
        | E::SplitSum { .. }
        | E::SplitTwice(_)
        | E::SplitZero(_)
        | E::SplitNobody => Code::SplitInvalid,
        _ => Code::Invalid,
    }
}

fn media_code(error: &colophon_media::Error) -> Code {
    use colophon_media::Error as E;
    match error {
        E::NotFound { .. } | E::NotAFile { .. } | E::Permission { .. } => Code::FileUnreadable,
        E::Empty { .. } => Code::FileEmpty,
        E::Truncated { .. } | E::Damaged { .. } => Code::FileDamaged,
        E::Unknown { .. } | E::Unsupported { .. } | E::WrongKind { .. } => Code::FileUnknown,
        E::Cmyk { .. } => Code::FileCmyk,
        E::Animated { .. } => Code::FileAnimated,
        E::TooManyPixels { .. } | E::TooLarge { .. } => Code::FileTooLarge,
        E::DiskFull { .. } => Code::DiskFull,
        E::SameFile { .. } | E::Exists { .. } | E::TooQuiet { .. } => Code::Precondition,
        E::Io { source, .. } => io_code(source),
        _ => Code::Internal,
    }
}

fn store_code(error: &colophon_store::Error) -> Code {
    use colophon_store::Error as E;
    match error {
        E::Locked { .. } => Code::SecondInstance,
        E::Missing { .. } => Code::NoAccount,
        E::Newer { .. } => Code::NewerDatabase,
        E::NotOurs { .. } | E::Damaged(_) | E::Older { .. } => Code::HomeDamaged,
        E::Full => Code::DiskFull,
        E::NotFound { .. } => Code::NotFound,
        E::Refused(_) | E::Busy => Code::Precondition,
        E::Io { source, .. } => io_code(source),
        _ => Code::Internal,
    }
}
