//! What a button asks of the shell: one thing at a time on a page.

use colophon_ipc::{ApiError, Code};
use leptos::{prelude::*, task::spawn_local};

/// Runs `task` unless another one is `busy`, hands what it gave to `done`, and shows in `failed` why it failed. A dialog
/// that was closed is no failure.
pub(crate) fn run<T: 'static>(
    (busy, failed): (RwSignal<bool>, RwSignal<Option<ApiError>>),
    task: impl Future<Output = Result<T, ApiError>> + 'static,
    done: impl FnOnce(T) + 'static,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    failed.set(None);
    spawn_local(async move {
        match task.await {
            Ok(value) => done(value),
            Err(error) if error.code == Code::Cancelled => {}
            Err(error) => {
                failed.try_set(Some(error));
            }
        }
        // The page may have been left.
        busy.try_set(false);
    });
}
