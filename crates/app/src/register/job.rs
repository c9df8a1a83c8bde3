//! Registering as a job: a row with its files, each taken through idempotent steps.

use std::path::{Path, PathBuf};
use std::time::Duration;

use colophon_ipc::{
    ApiError, FileToRegister, JobFile, JobStarted, JobState, JobView, Origin, RegisterWorks,
    RegisteredWork, Step,
};
use colophon_media as media;
use colophon_model::{JobId, Payload, WorkId};
use colophon_store::{FileState, JobError, NewJob, Work, WorkState};
use serde::{Deserialize, Serialize};

use super::copy::{Made, Order};
use crate::home::Home;
use crate::{App, Error, Result};

const KIND: &str = "register";

/// How often somebody who waits is told how far a job is.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// What a file of a job needs to be taken up again and make the same work.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Drawn {
    work: WorkId,
    payload: Payload,
    #[serde(default)]
    known: bool,
}

/// What a job was asked for, as its row keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Request {
    call: RegisterWorks,
    /// Creator and origin of each file, where they differ.
    #[serde(default)]
    each: Vec<(String, Origin)>,
}

impl Request {
    /// What is asked for one file.
    fn of(&self, ordinal: u32) -> RegisterWorks {
        let mut call = self.call.clone();
        if let Some((creator, origin)) = self.each.get(ordinal as usize) {
            call.creator = Some(creator.clone());
            call.origin = *origin;
        }
        call
    }
}

impl App {
    /// Starts registering and returns at once.
    ///
    /// # Errors
    /// No account, locked keys, a home that another process writes to, a full disk.
    pub async fn register(&self, call: RegisterWorks) -> Result<JobStarted> {
        let job = self.begin_registering(Request { call, each: Vec::new() })?;
        Ok(self.run_beside(job))
    }

    /// Starts registering the works that come with Colophon.
    ///
    /// # Errors
    /// As [`Self::register`].
    pub async fn register_samples(&self) -> Result<JobStarted> {
        let job = self.begin_registering(self.sample_request()?)?;
        Ok(self.run_beside(job))
    }

    /// Registers the works that come with Colophon and waits for the end.
    ///
    /// # Errors
    /// As [`Self::register`].
    pub async fn register_samples_now(&self) -> Result<JobView> {
        let job = self.begin_registering(self.sample_request()?)?;
        self.run_job(job).await?;
        self.job_view(job)
    }

    fn sample_request(&self) -> Result<Request> {
        let (call, each) = self.sample_call()?;
        Ok(Request { call, each })
    }

    fn run_beside(&self, job: JobId) -> JobStarted {
        let app = self.clone();
        tokio::spawn(async move {
            // A failure is in the job's rows; there is nobody to tell beside.
            let _ = app.run_job(job).await;
        });
        JobStarted { job }
    }

    /// Registers and waits for the end.
    ///
    /// # Errors
    /// As [`Self::register`].
    pub async fn register_now(&self, call: &RegisterWorks) -> Result<JobView> {
        self.register_telling(call, |_| {}).await
    }

    /// Registers and waits for the end; `tell` hears how far it is, a few times a second.
    ///
    /// # Errors
    /// As [`Self::register`].
    pub async fn register_telling(
        &self,
        call: &RegisterWorks,
        mut tell: impl FnMut(&JobView),
    ) -> Result<JobView> {
        let job = self.begin_registering(Request { call: call.clone(), each: Vec::new() })?;
        let mut run = std::pin::pin!(self.run_job(job));
        loop {
            match tokio::time::timeout(TELL_EVERY, &mut run).await {
                Ok(ended) => {
                    ended?;
                    let view = self.job_view(job)?;
                    tell(&view);
                    return Ok(view);
                }
                Err(_) => tell(&self.job_view(job)?),
            }
        }
    }

    fn begin_registering(&self, asked: Request) -> Result<JobId> {
        self.writable()?;
        self.with_keys(|_| Ok(()))?;
        let call = &asked.call;
        if call.files.is_empty() {
            return Err(Error::Precondition("choose at least one file".into()));
        }
        let job = self.new_job_id();
        let request = serde_json::to_value(&asked).map_err(Error::internal)?;
        let sources = call.files.iter().map(|f| f.path.clone()).collect();
        let new = NewJob { id: job, kind: KIND.to_owned(), request, sources };
        self.write(|change| Ok(change.jobs_mut().add(&new, self.now())?))?;
        self.inner.boundary.cross("job stored");
        Ok(job)
    }

    /// Takes up what an earlier run did not finish.
    ///
    /// # Errors
    /// A damaged home, a full disk.
    pub async fn resume_jobs(&self) -> Result<Vec<JobId>> {
        self.write(|change| Ok(change.jobs_mut().requeue_running(self.now())?))?;
        let jobs = self.read(|view| Ok(view.jobs().unfinished()?))?;
        let mut taken = Vec::new();
        for job in jobs.into_iter().filter(|job| job.kind == KIND) {
            self.run_job(job.id).await?;
            taken.push(job.id);
        }
        Ok(taken)
    }

    /// Takes up what an earlier run did not finish, beside everything else.
    pub(crate) fn resume_beside(&self) {
        let app = self.clone();
        if app.is_writable() {
            // What goes wrong stands in the jobs' own rows.
            tokio::spawn(async move { app.resume_jobs().await.map(drop) });
        }
    }

    async fn run_job(&self, job: JobId) -> Result<()> {
        let row = self
            .read(|view| Ok(view.jobs().by_id(job)?))?
            .ok_or_else(|| Error::NotFound(format!("job {job}")))?;
        let asked: Request = serde_json::from_value(row.request).map_err(Error::internal)?;
        self.write(|change| {
            Ok(change.jobs_mut().set_state(job, colophon_store::JobState::Running, self.now())?)
        })?;
        let files = self.read(|view| Ok(view.job_files().of(job)?))?;
        let mut running = Vec::new();
        for (file, wanted) in files.into_iter().zip(asked.call.files.clone()) {
            if matches!(file.state, FileState::Done | FileState::Failed | FileState::Cancelled) {
                continue;
            }
            let ordinal = file.ordinal;
            let (app, call) = (self.clone(), asked.of(ordinal));
            running.push(tokio::spawn(async move {
                let worker = app.clone();
                app.heavy(move || worker.run_file(job, ordinal, &wanted, &call)).await
            }));
        }
        for file in running {
            file.await.map_err(Error::internal)??;
        }
        let files = self.read(|view| Ok(view.job_files().of(job)?))?;
        let any = |state| files.iter().any(|f| f.state == state);
        let end = if any(FileState::Cancelled) {
            colophon_store::JobState::Cancelled
        } else if any(FileState::Done) || files.is_empty() {
            colophon_store::JobState::Done
        } else {
            colophon_store::JobState::Failed
        };
        self.write(|change| Ok(change.jobs_mut().set_state(job, end, self.now())?))
    }

    /// One file, from the disk to the register. Its failure is written into its row and stops no other file.
    fn run_file(
        &self,
        job: JobId,
        ordinal: u32,
        wanted: &FileToRegister,
        call: &RegisterWorks,
    ) -> Result<()> {
        let drawn = self.draw(job, ordinal)?;
        let outcome = self.register_file(job, ordinal, wanted, call, &drawn);
        match outcome {
            Ok(()) => Ok(()),
            Err(Error::Cancelled) => {
                self.forget_copy(drawn.work);
                self.write(|change| Ok(change.job_files_mut().cancel(job, ordinal, self.now())?))
            }
            Err(error) => {
                self.forget_copy(drawn.work);
                let wire = ApiError::from(error);
                let code = serde_json::to_value(wire.code)
                    .ok()
                    .and_then(|c| c.as_str().map(str::to_owned));
                let mut args = wire.args.clone();
                args.insert("detail".to_owned(), wire.detail);
                let error = JobError { code: code.unwrap_or_default(), args };
                self.write(|change| {
                    Ok(change.job_files_mut().fail(job, ordinal, error, self.now())?)
                })
            }
        }
    }

    /// Draws a file's work id and payload, once: taken up again, it becomes the same work with the same mark.
    fn draw(&self, job: JobId, ordinal: u32) -> Result<Drawn> {
        let file = self
            .read(|view| Ok(view.job_files().of(job)?))?
            .into_iter()
            .find(|f| f.ordinal == ordinal);
        if let Some(drawn) = file.and_then(|f| serde_json::from_value::<Drawn>(f.data).ok()) {
            self.write(|change| Ok(change.job_files_mut().begin(job, ordinal, self.now())?))?;
            return Ok(drawn);
        }
        let payload = Payload(u64::from_be_bytes(self.random()));
        let drawn = Drawn { work: self.new_work_id(), payload, known: false };
        self.note(job, ordinal, Step::Queued, &drawn)?;
        Ok(drawn)
    }

    fn note(&self, job: JobId, ordinal: u32, step: Step, drawn: &Drawn) -> Result<()> {
        let data = serde_json::to_value(drawn).map_err(Error::internal)?;
        let name = step_name(step);
        self.write(|change| {
            Ok(change.job_files_mut().advance(job, ordinal, &name, data, self.now())?)
        })
    }

    fn register_file(
        &self,
        job: JobId,
        ordinal: u32,
        wanted: &FileToRegister,
        call: &RegisterWorks,
        drawn: &Drawn,
    ) -> Result<()> {
        let enter = |step: Step| -> Result<()> {
            if self.read(|view| Ok(view.jobs().by_id(job)?))?.is_none_or(|j| j.cancel_requested) {
                return Err(Error::Cancelled);
            }
            self.note(job, ordinal, step, drawn)?;
            self.inner.boundary.cross(&step_name(step));
            Ok(())
        };
        enter(Step::Read)?;
        let source = Path::new(&wanted.path);
        media::probe(source)?;
        let before = media::hash_file(source)?;
        let known = self.read(|view| Ok(view.works().by_content(before.blake3)?))?;
        if let Some(known) = known {
            self.note(
                job,
                ordinal,
                Step::Record,
                &Drawn { known: known.id != drawn.work, ..drawn.clone() },
            )?;
            return self.write(|change| {
                Ok(change.job_files_mut().finish(job, ordinal, Some(known.id), self.now())?)
            });
        }
        let creator = call.creator.clone().filter(|c| !c.trim().is_empty());
        let creator = match creator {
            Some(creator) => creator,
            None => self.profile()?.ok_or(Error::NoAccount)?.creator,
        };
        let title = if wanted.title.trim().is_empty() {
            title_of(source)
        } else {
            wanted.title.trim().to_owned()
        };
        let order = Order {
            source,
            title: &title,
            work: drawn.work,
            payload: drawn.payload,
            creator: &creator,
            call,
        };
        let made = self.make_copy(&order, &enter)?;
        // A program may have saved the original while we read it; then copy and record would speak of two files.
        let after = media::hash_file(source)?;
        if after != before {
            return Err(Error::Precondition(format!(
                "{} changed while it was being registered; close the program that is saving it and try again",
                source.display()
            )));
        }
        enter(Step::Record)?;
        let work = self.row(&order, &made, &before);
        self.write(|change| -> Result<()> {
            let id = change.works_mut().register(&work)?;
            Ok(change.job_files_mut().finish(job, ordinal, Some(id), self.now())?)
        })?;
        self.inner.boundary.cross("recorded");
        Ok(())
    }

    fn row(&self, order: &Order<'_>, made: &Made, source: &media::FileHash) -> Work {
        let picture = made.probe.picture();
        let music = made.probe.music();
        let name =
            order.source.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Work {
            id: order.work,
            title: order.title.to_owned(),
            creator: order.creator.to_owned(),
            author: self.artist().ok().map(|key| key.address()),
            kind: made.probe.kind(),
            state: WorkState::Registered,
            created_at: self.now(),
            source_name: name,
            source_path: order.source.display().to_string(),
            source_blake3: source.blake3,
            source_sha256: source.sha256,
            source_len: source.bytes,
            width: picture.map(|p| p.width),
            height: picture.map(|p| p.height),
            duration_ms: music.and_then(media::MusicInfo::milliseconds),
            policy: order.call.policy.policy(super::copy::LICENCE_AT),
            digital_source_type: order.call.origin.name().to_owned(),
            payload: made.payload,
            copy_path: made.copy.display().to_string(),
            copy_blake3: made.blake3,
            copy_sha256: made.sha256,
            iscc: Some(made.iscc.clone()),
            phash: made.hash.map(|(hash, _)| hash_bytes(hash)),
            phash_quality: made.hash.map(|(_, quality)| quality),
            chromaprint: made.print.as_ref().map(|p| p.items.clone()),
            manifest_label: made.manifest.clone(),
            warnings: made.warnings.clone(),
            kept: made.kept.clone(),
            dropped: made.dropped.clone(),
            thumb_path: made.thumb.as_ref().map(|p| p.display().to_string()),
        }
    }

    /// Takes away the copy of a work that was not recorded.
    fn forget_copy(&self, work: WorkId) {
        let recorded =
            self.read(|view| Ok(view.works().by_id(work)?)).map_or(true, |w| w.is_some());
        if recorded {
            return;
        }
        // What cannot be taken away now is an orphan at the next start.
        for below in [Home::thumb(work), Home::peaks(work)] {
            let _ = std::fs::remove_file(self.inner.home.full(&below));
        }
        let _ = std::fs::remove_dir_all(self.inner.home.full(&Home::work_folder(work)));
    }

    /// Takes away copies that have no record: what a run left that ended between copy and record.
    pub(crate) fn drop_orphans(&self) -> Result<()> {
        let works = self.inner.home.full(Path::new("works"));
        let folders = |path: &Path| -> Vec<PathBuf> {
            let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
            entries.filter_map(|e| e.ok().map(|e| e.path())).collect()
        };
        for folder in folders(&works).iter().flat_map(|shard| folders(shard)) {
            let id =
                folder.file_name().and_then(|n| n.to_str()).and_then(|n| n.parse::<WorkId>().ok());
            // A folder that is not ours by name is not ours to remove.
            if let Some(id) = id {
                self.forget_copy(id);
            }
        }
        Ok(())
    }

    /// Where a job is.
    ///
    /// # Errors
    /// No such job; a damaged home.
    pub fn job_view(&self, job: JobId) -> Result<JobView> {
        let row = self
            .read(|view| Ok(view.jobs().by_id(job)?))?
            .ok_or_else(|| Error::NotFound(format!("job {job}")))?;
        let rows = self.read(|view| Ok(view.job_files().of(job)?))?;
        let mut files = Vec::with_capacity(rows.len());
        for file in rows {
            let drawn: Option<Drawn> = serde_json::from_value(file.data).ok();
            let work = file
                .work
                .map(|id| self.registered(id, &file.source, drawn.is_some_and(|d| d.known)));
            files.push(JobFile {
                name: Path::new(&file.source)
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                source: file.source,
                state: state_of(file.state),
                step: serde_json::from_value(file.step.into()).unwrap_or(Step::Queued),
                work: work.transpose()?,
                error: file.error.map(wire_error),
            });
        }
        Ok(JobView {
            job,
            state: match row.state {
                colophon_store::JobState::Queued => JobState::Waiting,
                colophon_store::JobState::Running => JobState::Running,
                colophon_store::JobState::Done => JobState::Done,
                colophon_store::JobState::Failed => JobState::Failed,
                colophon_store::JobState::Cancelled => JobState::Cancelled,
            },
            done: files.iter().filter(|f| f.state.has_ended()).count() as u64,
            total: files.len() as u64,
            files,
        })
    }

    /// Asks a job to stop after the step it is in.
    ///
    /// # Errors
    /// No such job.
    pub fn cancel_job(&self, job: JobId) -> Result<()> {
        self.write(|change| Ok(change.jobs_mut().request_cancel(job, self.now())?))
    }

    fn registered(&self, id: WorkId, source: &str, known: bool) -> Result<RegisteredWork> {
        let work = self.work_row(id)?;
        Ok(RegisteredWork {
            id,
            known,
            source: source.to_owned(),
            copy: self.inner.home.full(Path::new(&work.copy_path)).display().to_string(),
            blake3: work.copy_blake3.to_string(),
            sha256: work.copy_sha256.to_string(),
            iscc: work.iscc.unwrap_or_default(),
            payload: work.payload,
            kept: work.kept,
            dropped: work.dropped,
            warnings: work.warnings,
        })
    }
}

fn wire_error(error: JobError) -> ApiError {
    let code = serde_json::from_value(error.code.into()).unwrap_or(colophon_ipc::Code::Internal);
    let mut args = error.args;
    let detail = args.remove("detail").unwrap_or_default();
    ApiError { code, args, detail }
}

const fn state_of(state: FileState) -> JobState {
    match state {
        FileState::Waiting => JobState::Waiting,
        FileState::Running => JobState::Running,
        FileState::Done => JobState::Done,
        FileState::Failed => JobState::Failed,
        FileState::Cancelled => JobState::Cancelled,
    }
}

fn step_name(step: Step) -> String {
    serde_json::to_value(step).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A title from a file's name: `harbour-at-six.png` becomes `Harbour at six`.
pub(crate) fn title_of(source: &Path) -> String {
    let stem = source
        .file_stem()
        .map(|s| s.to_string_lossy().replace(['-', '_'], " "))
        .unwrap_or_default();
    let stem = stem.trim();
    let mut letters = stem.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Untitled".to_owned(),
    }
}

/// The hash as the database keeps it.
pub(crate) fn hash_bytes(hash: media::PictureHash) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (place, word) in bytes.chunks_exact_mut(8).zip(hash.0) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    bytes
}

/// The hash from the database.
pub(crate) fn bytes_hash(bytes: &[u8; 32]) -> media::PictureHash {
    let mut words = [0; 4];
    for (word, place) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = place.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    }
    media::PictureHash(words)
}
