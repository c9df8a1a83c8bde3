use std::collections::BTreeMap;

use colophon_model::{JobId, Moment, WorkId};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::codec::{Columns, Json, Text, Word, all, handles, millis, one, run, word};
use crate::{Error, Result};

/// How far one file of a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileState {
    /// Not begun, or to be taken up again after its last finished step.
    Waiting,
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Failed; the others go on.
    Failed,
    /// Not done because the person stopped the job.
    Cancelled,
}

impl FileState {
    const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Waiting, Self::Running | Self::Cancelled | Self::Failed)
                | (
                    Self::Running,
                    Self::Running | Self::Waiting | Self::Done | Self::Failed | Self::Cancelled
                )
        )
    }
}

/// Why a file failed: a code to match and facts to fill a sentence with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobError {
    /// The code.
    pub code: String,
    /// The facts, by name.
    pub args: BTreeMap<String, String>,
}

/// One file of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobFile {
    /// The job.
    pub job: JobId,
    /// Its place in the job, from 0.
    pub ordinal: u32,
    /// The file, or whatever the job works on.
    pub source: String,
    /// How far it is.
    pub state: FileState,
    /// The last step that is finished; empty before the first.
    pub step: String,
    /// What finished steps found and later ones need, so that a resumed job repeats none and draws no second id.
    pub data: serde_json::Value,
    /// The work that came of it.
    pub work: Option<WorkId>,
    /// Why it failed.
    pub error: Option<JobError>,
    /// When it last changed.
    pub updated_at: Moment,
}

handles! {
    /// The files of jobs.
    JobFiles,
    /// Moves files of jobs.
    JobFilesMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<JobFile> {
    let args = row.get::<_, Option<Json<_>>>("error_args")?.map(|Json(args)| args);
    Ok(JobFile {
        job: row.text("job")?,
        ordinal: row.get("ordinal")?,
        source: row.get("source")?,
        state: row.word("state")?,
        step: row.get("step")?,
        data: row.json("data")?,
        work: row.text_or("work")?,
        error: row
            .get::<_, Option<String>>("error_code")?
            .map(|code| JobError { code, args: args.unwrap_or_default() }),
        updated_at: row.moment("updated_at")?,
    })
}

impl JobFiles<'_> {
    /// The files of a job, in order.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, job: JobId) -> Result<Vec<JobFile>> {
        all(self.0, "SELECT * FROM job_files WHERE job = ?1 ORDER BY ordinal", [Text(job)], read)
    }

    fn get(&self, job: JobId, ordinal: u32) -> Result<JobFile> {
        let sql = "SELECT * FROM job_files WHERE job = ?1 AND ordinal = ?2";
        one(self.0, sql, (Text(job), ordinal), read)?
            .ok_or_else(|| Error::missing("file of job", format!("{job}/{ordinal}")))
    }
}

impl JobFilesMut<'_> {
    /// Begins a file, or takes it up again.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`].
    pub fn begin(&self, job: JobId, ordinal: u32, at: Moment) -> Result<()> {
        let file = self.become_state(job, ordinal, FileState::Running)?;
        self.save(&JobFile { updated_at: at, ..file })
    }

    /// Notes a finished step and what later steps need. Commit it together with the step's own rows.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`] unless the file is under way.
    pub fn advance(
        &self,
        job: JobId,
        ordinal: u32,
        step: &str,
        data: serde_json::Value,
        at: Moment,
    ) -> Result<()> {
        let file = self.become_state(job, ordinal, FileState::Running)?;
        self.save(&JobFile { step: step.to_owned(), data, updated_at: at, ..file })
    }

    /// Notes that the file is done, and the work that came of it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`].
    pub fn finish(&self, job: JobId, ordinal: u32, work: Option<WorkId>, at: Moment) -> Result<()> {
        let file = self.become_state(job, ordinal, FileState::Done)?;
        self.save(&JobFile { work, updated_at: at, ..file })
    }

    /// Notes that the file failed.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`].
    pub fn fail(&self, job: JobId, ordinal: u32, error: JobError, at: Moment) -> Result<()> {
        let file = self.become_state(job, ordinal, FileState::Failed)?;
        self.save(&JobFile { error: Some(error), updated_at: at, ..file })
    }

    /// Notes that the file was not done because the job was stopped.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`].
    pub fn cancel(&self, job: JobId, ordinal: u32, at: Moment) -> Result<()> {
        let file = self.become_state(job, ordinal, FileState::Cancelled)?;
        self.save(&JobFile { updated_at: at, ..file })
    }

    fn become_state(&self, job: JobId, ordinal: u32, state: FileState) -> Result<JobFile> {
        let file = JobFiles(self.0).get(job, ordinal)?;
        if file.state.may_become(state) {
            return Ok(JobFile { state, ..file });
        }
        Err(Error::Transition {
            what: "file of job",
            id: format!("{job}/{ordinal}"),
            from: word(&file.state),
            to: word(&state),
        })
    }

    fn save(&self, file: &JobFile) -> Result<()> {
        let sql = "UPDATE job_files SET state = :state, step = :step, data = :data, work = :work,
                error_code = :error_code, error_args = :error_args, updated_at = :updated_at
            WHERE job = :job AND ordinal = :ordinal";
        let params = named_params! {
            ":job": Text(file.job), ":ordinal": file.ordinal, ":state": Word(file.state), ":step": file.step,
            ":data": Json(&file.data), ":work": file.work.map(Text),
            ":error_code": file.error.as_ref().map(|error| error.code.as_str()),
            ":error_args": file.error.as_ref().map(|error| Json(&error.args)),
            ":updated_at": millis(file.updated_at),
        };
        run(self.0, sql, params).map(drop)
    }
}
