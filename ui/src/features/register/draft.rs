//! What was chosen so far. It outlives a change of page, so that a look at the works loses nothing.

use std::time::Duration;

use colophon_ipc::{
    ApiError, Call, CancelJob, FileToRegister, JobStarted, JobState, JobStatus, JobView,
    KeepPrivate, Origin, PickFiles, ProbeFiles, ProbedFile, RegisterWorks,
};
use colophon_model::PolicyPreset;
use leptos::{prelude::*, task::spawn_local};

use crate::{fetch::sleep, session::Session};

/// How often a running job is asked for.
const POLL: Duration = Duration::from_millis(250);
/// Answers that may fail in a row before the window gives up on a job.
const PATIENCE: u32 = 20;

/// A file with the title it will get.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) probed: ProbedFile,
    pub(crate) title: ArcRwSignal<String>,
}

/// Files, choices and the job that came of them.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    pub(crate) files: RwSignal<Vec<Candidate>>,
    pub(crate) probing: RwSignal<bool>,
    pub(crate) failed: RwSignal<Option<ApiError>>,
    pub(crate) policy: RwSignal<PolicyPreset>,
    pub(crate) origin: RwSignal<Option<Origin>>,
    pub(crate) watermark: RwSignal<bool>,
    pub(crate) keep: RwSignal<KeepPrivate>,
    pub(crate) starting: RwSignal<bool>,
    pub(crate) job: RwSignal<Option<JobView>>,
}

impl Draft {
    pub(crate) fn new() -> Self {
        Self {
            files: RwSignal::new(Vec::new()),
            probing: RwSignal::new(false),
            failed: RwSignal::new(None),
            policy: RwSignal::new(PolicyPreset::TrainByLicence),
            origin: RwSignal::new(None),
            watermark: RwSignal::new(true),
            keep: RwSignal::new(KeepPrivate::default()),
            starting: RwSignal::new(false),
            job: RwSignal::new(None),
        }
    }

    /// Opens the system's dialog, then adds what was picked.
    pub(crate) fn browse(self, session: Session) {
        spawn_local(async move {
            match session.call(PickFiles { many: true }).await {
                Ok(paths) if paths.is_empty() => {}
                Ok(paths) => self.look(session, paths).await,
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    /// Adds files that were dropped.
    pub(crate) fn add(self, session: Session, paths: Vec<String>) {
        spawn_local(self.look(session, paths));
    }

    async fn look(self, session: Session, paths: Vec<String>) {
        self.failed.set(None);
        self.probing.set(true);
        match session.call(ProbeFiles { paths }).await {
            Ok(found) => self.files.update(|files| {
                for probed in found {
                    if files.iter().all(|known| known.probed.path != probed.path) {
                        let title = ArcRwSignal::new(probed.title.clone());
                        files.push(Candidate { probed, title });
                    }
                }
            }),
            Err(error) => self.failed.set(Some(error)),
        }
        self.probing.set(false);
    }

    /// Files that can be registered.
    pub(crate) fn ready(self) -> usize {
        self.files.with(|files| files.iter().filter(|file| file.probed.error.is_none()).count())
    }

    /// Starts the job.
    pub(crate) fn register(self, session: Session) {
        let Some(origin) = self.origin.get_untracked() else { return };
        let files = self.files.with_untracked(|files| {
            files
                .iter()
                .filter(|file| file.probed.error.is_none())
                .map(|file| FileToRegister {
                    path: file.probed.path.clone(),
                    title: file.title.get_untracked(),
                })
                .collect()
        });
        self.start(
            session,
            RegisterWorks {
                files,
                creator: None,
                policy: self.policy.get_untracked(),
                origin,
                watermark: self.watermark.get_untracked(),
                keep: self.keep.get_untracked(),
            },
        );
    }

    /// Starts any job of registering and follows it to its end.
    pub(crate) fn start<C: Call<Reply = JobStarted> + 'static>(self, session: Session, call: C) {
        if self.starting.get_untracked() {
            return;
        }
        self.starting.set(true);
        self.failed.set(None);
        spawn_local(async move {
            match session.call(call).await {
                Ok(started) => self.follow(session, started).await,
                Err(error) => self.failed.set(Some(error)),
            }
            self.starting.set(false);
            session.refresh();
        });
    }

    async fn follow(self, session: Session, started: JobStarted) {
        let mut failures = 0;
        loop {
            match session.call_plainly(JobStatus { job: started.job }).await {
                Ok(view) => {
                    failures = 0;
                    let goes_on = matches!(view.state, JobState::Waiting | JobState::Running);
                    self.job.set(Some(view));
                    if !goes_on {
                        return;
                    }
                }
                Err(error) => {
                    failures += 1;
                    if failures > PATIENCE {
                        self.failed.set(Some(error));
                        return;
                    }
                }
            }
            sleep(POLL).await;
        }
    }

    /// Stops the job after the step it is in.
    pub(crate) fn cancel(self, session: Session) {
        let Some(job) = self.job.with_untracked(|job| job.as_ref().map(|job| job.job)) else {
            return;
        };
        spawn_local(async move {
            if let Err(error) = session.call_plainly(CancelJob { job }).await {
                self.failed.set(Some(error));
            }
        });
    }

    /// Ready for the next files; the choices stay, but how they came about is asked again.
    pub(crate) fn clear(self) {
        self.files.set(Vec::new());
        self.job.set(None);
        self.failed.set(None);
        self.origin.set(None);
    }
}

/// The draft of this window.
pub(crate) fn use_draft() -> Draft {
    expect_context()
}
