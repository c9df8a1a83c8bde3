//! An answer that is asked for, may fail, and can be asked for again. A late answer never lands over a newer one.

use std::{future::Future, sync::Arc, time::Duration};

use colophon_ipc::ApiError;
use futures::channel::oneshot;
use leptos::{prelude::*, task::spawn_local};

/// Where an answer is.
#[derive(Debug, Clone)]
pub(crate) enum Load<T> {
    /// Not known yet.
    Waiting,
    /// Could not be had.
    Failed(ApiError),
    /// Known.
    Ready(T),
}

/// An answer and the way to ask for it again.
pub(crate) struct Fetch<T: Send + Sync + 'static> {
    /// Where it is.
    pub(crate) state: RwSignal<Load<T>>,
    start: StoredValue<Arc<dyn Fn()>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Fetch<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetch<T> {}

impl<T: Send + Sync + 'static> Fetch<T> {
    /// Asks, and asks anew whenever [`Fetch::again`] is called.
    pub(crate) fn new<F, A>(ask: F) -> Self
    where
        F: Fn() -> A + 'static,
        A: Future<Output = Result<T, ApiError>> + 'static,
    {
        let state = RwSignal::new(Load::Waiting);
        let turn = StoredValue::new(0u64);
        let start: Arc<dyn Fn()> = Arc::new(move || {
            let Some(mine) = turn.try_update_value(|turn| {
                *turn = turn.wrapping_add(1);
                *turn
            }) else {
                return;
            };
            let answer = ask();
            spawn_local(async move {
                let answer = answer.await;
                // The page may have been left, or a newer question asked.
                if turn.try_get_value() == Some(mine) {
                    state.try_set(match answer {
                        Ok(value) => Load::Ready(value),
                        Err(error) => Load::Failed(error),
                    });
                }
            });
        });
        start();
        Self { state, start: StoredValue::new_local(start) }
    }

    /// Asks again; what is shown stays until the new answer is there, unless it was an error.
    pub(crate) fn again(self) {
        if self.state.with_untracked(|state| matches!(state, Load::Failed(_))) {
            self.state.set(Load::Waiting);
        }
        if let Some(start) = self.start.try_get_value() {
            start();
        }
    }

    /// Takes over an answer that came another way.
    pub(crate) fn put(self, value: T) {
        self.state.try_set(Load::Ready(value));
    }
}

/// Waits.
pub(crate) async fn sleep(time: Duration) {
    let (done, waited) = oneshot::channel();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        time,
    );
    let _ = waited.await;
}
