//! What is going on with channels on the page: one thing at a time.

use colophon_ipc::{ApiError, ChannelView, Sheet};
use leptos::prelude::*;

use crate::{errand, fetch::Fetch, session::Session};

/// Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) session: Session,
    pub(crate) page: Fetch<Vec<ChannelView>>,
    pub(crate) busy: RwSignal<bool>,
    pub(crate) failed: RwSignal<Option<ApiError>>,
    /// What was done last, in words.
    pub(crate) said: RwSignal<Option<String>>,
}

impl Desk {
    pub(crate) fn new(session: Session, page: Fetch<Vec<ChannelView>>) -> Self {
        let (busy, failed, said) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(None));
        Self { session, page, busy, failed, said }
    }

    /// Does one thing, and shows why it failed. A dialog that was closed is no failure.
    pub(crate) fn act<T: 'static>(
        self,
        task: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if !self.busy.get_untracked() {
            self.said.set(None);
        }
        errand::run((self.busy, self.failed), task, done);
    }

    /// Shows a sheet, and the channels anew once it was confirmed.
    pub(crate) fn sheet(self, sheet: impl Future<Output = Result<Sheet, ApiError>> + 'static) {
        let task = async move { Ok(self.session.confirm(sheet.await?).await) };
        self.act(task, move |receipt| {
            if receipt.is_some() {
                self.page.again();
            }
        });
    }

    /// Says what was done, and shows the channels anew.
    pub(crate) fn say(self, said: String) {
        self.said.try_set(Some(said));
        self.page.again();
    }
}
