use colophon_model::{JobId, Moment};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::codec::{Columns, Json, Text, Word, all, handles, millis, one, run, word};
use crate::{Error, Result};

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waiting for its turn, or for being resumed after a crash.
    Queued,
    /// Under way.
    Running,
    /// Done; single files may have failed.
    Done,
    /// Stopped by an error that concerns all of it.
    Failed,
    /// Stopped by the person.
    Cancelled,
}

impl JobState {
    const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Queued, Self::Running | Self::Cancelled | Self::Failed)
                | (Self::Running, Self::Queued | Self::Done | Self::Failed | Self::Cancelled)
        )
    }
}

/// One request of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What is to be done (`register`, `mint`, …).
    pub kind: String,
    /// Everything needed to do it again from the start.
    pub request: serde_json::Value,
    /// How far it is.
    pub state: JobState,
    /// When it was asked for.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
    /// Whether the person wants it to stop.
    pub cancel_requested: bool,
}

/// A job to be queued.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// Everything needed to do it again from the start.
    pub request: serde_json::Value,
    /// The files that it works on, in order.
    pub sources: Vec<String>,
}

handles! {
    /// Jobs.
    Jobs,
    /// Queues and moves jobs.
    JobsMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        id: row.text("id")?,
        kind: row.get("kind")?,
        request: row.json("request")?,
        state: row.word("state")?,
        created_at: row.moment("created_at")?,
        updated_at: row.moment("updated_at")?,
        cancel_requested: row.get("cancel_requested")?,
    })
}

impl Jobs<'_> {
    /// The job with this id.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_id(&self, id: JobId) -> Result<Option<Job>> {
        one(self.0, "SELECT * FROM jobs WHERE id = ?1", [Text(id)], read)
    }

    /// The newest jobs, at most `most`.
    ///
    /// # Errors
    /// Those of reading.
    pub fn recent(&self, most: u32) -> Result<Vec<Job>> {
        all(self.0, "SELECT * FROM jobs ORDER BY id DESC LIMIT ?1", [most], read)
    }

    /// Jobs to be started or resumed, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn unfinished(&self) -> Result<Vec<Job>> {
        let sql = "SELECT * FROM jobs WHERE state IN ('queued', 'running') ORDER BY id";
        all(self.0, sql, [], read)
    }
}

impl JobsMut<'_> {
    /// Queues a job with its files. Idempotent: a job that is there already stays as it is.
    ///
    /// # Errors
    /// Those of writing.
    pub fn add(&self, job: &NewJob, at: Moment) -> Result<()> {
        let sql =
            "INSERT INTO jobs (id, kind, request, state, created_at, updated_at, cancel_requested)
            VALUES (:id, :kind, :request, 'queued', :at, :at, 0) ON CONFLICT (id) DO NOTHING";
        let params = named_params! {
            ":id": Text(job.id), ":kind": job.kind, ":request": Json(&job.request), ":at": millis(at),
        };
        if run(self.0, sql, params)? == 0 {
            return Ok(());
        }
        let sql = "INSERT INTO job_files (job, ordinal, source, state, step, data, updated_at)
            VALUES (?1, ?2, ?3, 'waiting', '', '{}', ?4)";
        for (ordinal, source) in (0u32..).zip(&job.sources) {
            run(self.0, sql, (Text(job.id), ordinal, source, millis(at)))?;
        }
        Ok(())
    }

    /// Moves a job on.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`].
    pub fn set_state(&self, id: JobId, state: JobState, at: Moment) -> Result<()> {
        let job = Jobs(self.0).by_id(id)?.ok_or_else(|| Error::missing("job", id))?;
        if !job.state.may_become(state) {
            return Err(Error::Transition {
                what: "job",
                id: id.to_string(),
                from: word(&job.state),
                to: word(&state),
            });
        }
        let sql = "UPDATE jobs SET state = ?2, updated_at = ?3 WHERE id = ?1";
        run(self.0, sql, (Text(id), Word(state), millis(at))).map(drop)
    }

    /// Puts every job that a crash left running back into the queue; returns how many. For the start of the program,
    /// while nothing runs.
    ///
    /// # Errors
    /// Those of writing.
    pub fn requeue_running(&self, at: Moment) -> Result<usize> {
        run(
            self.0,
            "UPDATE job_files SET state = 'waiting', updated_at = ?1 WHERE state = 'running'",
            [millis(at)],
        )?;
        let sql = "UPDATE jobs SET state = 'queued', updated_at = ?1 WHERE state = 'running'";
        run(self.0, sql, [millis(at)])
    }

    /// Notes that the person wants the job to stop; the job sees it at its next step.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn request_cancel(&self, id: JobId, at: Moment) -> Result<()> {
        let sql = "UPDATE jobs SET cancel_requested = 1, updated_at = ?2 WHERE id = ?1";
        match run(self.0, sql, (Text(id), millis(at)))? {
            0 => Err(Error::missing("job", id)),
            _ => Ok(()),
        }
    }
}
