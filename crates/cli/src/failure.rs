//! How a command ends.

use std::fmt::Display;
use std::process::ExitCode;

use colophon_ipc::{ApiError, Code};

/// The crate's result.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// How a command that ran to its end came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done; or checked, and the answer is yes.
    Yes,
    /// Checked, and the answer is no.
    No,
    /// Some of it failed; why was said already.
    Partly,
}

impl Answer {
    pub(crate) const fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Yes => 0,
            Self::Partly => 1,
            Self::No => 3,
        })
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something that the application answered.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// Arguments that do not go together.
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    pub(crate) fn new(code: Code, detail: impl Display) -> Self {
        Self::Api(ApiError::new(code, detail))
    }

    pub(crate) fn internal(detail: impl Display) -> Self {
        Self::new(Code::Internal, detail)
    }

    /// The failure of a file or folder that the terminal itself reads or writes.
    pub(crate) fn io(path: &std::path::Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        let code = match error.kind() {
            K::PermissionDenied | K::ReadOnlyFilesystem => Code::FolderDenied,
            K::StorageFull | K::QuotaExceeded => Code::DiskFull,
            K::AlreadyExists => Code::Precondition,
            _ => Code::FileUnreadable,
        };
        let path = path.display();
        Self::Api(ApiError::new(code, format!("{path} cannot be used: {error}")).with("path", path))
    }

    /// As scripts see it.
    pub(crate) fn wire(&self) -> ApiError {
        match self {
            Self::Api(error) => error.clone(),
            Self::Usage(detail) => ApiError::new(Code::Invalid, detail),
        }
    }

    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Api(_) => 1,
            Self::Usage(_) => 2,
        })
    }
}

impl From<colophon_app::Error> for Failure {
    fn from(error: colophon_app::Error) -> Self {
        Self::Api(error.into())
    }
}
