//! The seam between the window and what answers it: the shell, or answers from memory with the feature `fake`.

use colophon_ipc::{ApiError, Code};
use serde::{Serialize, de::DeserializeOwned};

#[cfg(feature = "fake")]
mod fake;
#[cfg(not(feature = "fake"))]
mod shell;

#[cfg(feature = "fake")]
use fake as behind;
#[cfg(not(feature = "fake"))]
use shell as behind;

/// What the pointer does with files over the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Drag {
    /// Files are held over the window.
    Over,
    /// They were taken away again.
    Gone,
    /// They were let go: full paths.
    Dropped(Vec<String>),
}

/// Sends a call, written as JSON, and waits for the reply, also JSON.
pub(crate) async fn send(name: &'static str, call: &str) -> Result<String, ApiError> {
    behind::send(name, call).await
}

/// Calls `each` for everything that files do over the window, as long as the window lives.
pub(crate) fn on_drag(each: impl Fn(Drag) + 'static) {
    behind::on_drag(each);
}

/// A call as it travels.
pub(crate) fn encode<C: Serialize>(call: &C) -> Result<String, ApiError> {
    serde_json::to_string(call).map_err(|error| ApiError::new(Code::Internal, error))
}

/// A reply as it arrived.
pub(crate) fn decode<R: DeserializeOwned>(reply: &str) -> Result<R, ApiError> {
    serde_json::from_str(reply).map_err(|error| {
        ApiError::new(Code::Internal, format!("the shell's answer is not understood: {error}"))
    })
}
