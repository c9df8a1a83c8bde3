//! What the page of datasets knows, and one dataset with what can be done.

use colophon_ipc::{
    ApiError, CheckDataset, Code, DatasetAt, DatasetStep, DatasetView, PickFiles, PrepareDataset,
    ReadDataset,
};
use leptos::{prelude::*, task::spawn_local};

use super::{acts::acts, consent::consent, reading::reading};
use crate::{errand, session::Session};

/// What the page knows. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) session: Session,
    /// A dataset out of a file.
    pub(crate) opened: RwSignal<Option<DatasetView>>,
    /// Where the last file was written.
    pub(crate) written: RwSignal<Option<Written>>,
    pub(crate) failed: RwSignal<Option<ApiError>>,
    pub(crate) busy: RwSignal<bool>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    Dataset(String),
    Consent(String),
}

impl Desk {
    pub(crate) fn new(session: Session) -> Self {
        Self {
            session,
            opened: RwSignal::new(None),
            written: RwSignal::new(None),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Does one thing at a time, and shows why it failed. A dialog that was closed is no failure.
    pub(crate) fn act<T: 'static>(
        self,
        task: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        errand::run((self.busy, self.failed), task, done);
    }

    /// Reads a file; the shell asks which.
    pub(crate) fn open(self) {
        let task = async move { self.session.call(ReadDataset { path: None }).await };
        self.act(task, move |view| {
            self.written.set(None);
            self.opened.set(Some(view));
        });
    }

    /// Prepares a step, shows its sheet, and runs `changed` once it was confirmed.
    pub(super) fn step(
        self,
        view: &DatasetView,
        step: DatasetStep,
        changed: impl Fn() + Copy + 'static,
    ) {
        let dataset = at(view);
        let task = async move {
            let sheet = self.session.call(PrepareDataset { dataset, step }).await?;
            Ok(self.session.confirm(sheet).await.is_some())
        };
        let path = view.path.clone();
        self.act(task, move |done| {
            if done {
                self.read_again(path);
                changed();
            }
        });
    }

    /// Asks for files with consents, has each looked at, and prepares to bring them.
    pub(super) fn bring(self, view: &DatasetView, changed: impl Fn() + Copy + 'static) {
        let dataset = at(view);
        let task = async move {
            let consents = self.session.call(PickFiles { many: true }).await?;
            if consents.is_empty() {
                return Err(ApiError::new(Code::Cancelled, "no file was chosen"));
            }
            let call = CheckDataset { dataset: dataset.clone(), consents: consents.clone() };
            let checked = self.session.call(call).await?;
            if let Some(wrong) = checked.differences.into_iter().next() {
                return Err(wrong);
            }
            let step = DatasetStep::Join(consents);
            let sheet = self.session.call(PrepareDataset { dataset, step }).await?;
            Ok(self.session.confirm(sheet).await.is_some())
        };
        let path = view.path.clone();
        self.act(task, move |done| {
            if done {
                self.read_again(path);
                changed();
            }
        });
    }

    /// Reads the file again that is shown, so that it shows what was done.
    fn read_again(self, path: Option<String>) {
        if path.is_none() {
            return;
        }
        spawn_local(async move {
            // Until then what was known stays.
            if let Ok(view) = self.session.call(ReadDataset { path }).await {
                self.opened.try_set(Some(view));
            }
        });
    }
}

/// The file where it was read from one, else what this home keeps.
fn at(view: &DatasetView) -> DatasetAt {
    view.path.clone().map_or(DatasetAt::Kept(view.id), DatasetAt::File)
}

/// One dataset with what can be done. Runs `changed` after something was.
pub(crate) fn one(
    desk: Desk,
    view: &DatasetView,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    view! { {reading(view)}{consent(desk, view)}{acts(desk, view, changed)} }.into_any()
}
