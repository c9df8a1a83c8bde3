use colophon_model::{JobId, MediaKind, Payload, PolicyPreset, WorkId};
use serde::{Deserialize, Serialize};

use crate::ApiError;

/// Opens the system's file dialog. The window itself never sees the disk.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct PickFiles {
    /// Whether one file is wanted or many.
    pub many: bool,
}

/// Looks at files before they are registered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ProbeFiles {
    /// Full paths; a folder stands for the files in it.
    pub paths: Vec<String>,
}

/// What a file is, or why it cannot be registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbedFile {
    /// Full path.
    pub path: String,
    /// File name.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// A title made from the name.
    pub title: String,
    /// Picture or music.
    pub kind: Option<MediaKind>,
    /// Such as `JPEG, 4000 × 3000` or `FLAC, 3:42, 44.1 kHz`.
    pub facts: String,
    /// Sentences worth reading before going on.
    pub warnings: Vec<String>,
    /// A work that has the same bytes.
    pub same_as: Option<WorkId>,
    /// Why it cannot be registered.
    pub error: Option<ApiError>,
}

/// How the work came about, by the IPTC's list of digital source types. Asked, never assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Drawn, painted, composed by a person with digital tools.
    HumanMade,
    /// Captured by camera or microphone.
    Captured,
    /// A person's work with parts made by AI.
    PartlyAi,
    /// Made by AI.
    Ai,
}

impl Origin {
    /// All of them, in the order shown.
    pub const ALL: [Self; 4] = [Self::HumanMade, Self::Captured, Self::PartlyAi, Self::Ai];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HumanMade => "human-made",
            Self::Captured => "captured",
            Self::PartlyAi => "partly-ai",
            Self::Ai => "ai",
        }
    }
}

/// What of the source's metadata stays although it is private.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeepPrivate {
    /// Where it was taken.
    pub location: bool,
    /// Serial numbers of camera and lens.
    pub serials: bool,
    /// Small pictures of an earlier state.
    pub previews: bool,
}

/// One file to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileToRegister {
    /// Full path.
    pub path: String,
    /// Its title.
    pub title: String,
}

/// Registers files: fingerprints, mark, signature, record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegisterWorks {
    /// The files.
    pub files: Vec<FileToRegister>,
    /// Who made them; the account's creator where empty.
    pub creator: Option<String>,
    /// What machines may do.
    pub policy: PolicyPreset,
    /// How they came about.
    pub origin: Origin,
    /// Whether pictures get a watermark.
    pub watermark: bool,
    /// What private metadata stays.
    pub keep: KeepPrivate,
}

/// Registers the works that come with Colophon.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct RegisterSamples {}

/// Asks for a job.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct JobStatus {
    /// Which.
    pub job: JobId,
}

/// Stops a job after the step it is in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct CancelJob {
    /// Which.
    pub job: JobId,
}

/// Where a job or one of its files is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Not begun.
    Waiting,
    /// Going on.
    Running,
    /// Done.
    Done,
    /// Ended with a failure.
    Failed,
    /// Stopped by the user.
    Cancelled,
}

impl JobState {
    /// Whether nothing more happens.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// The steps of registering one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Waiting for its turn.
    Queued,
    /// Looking at the file and hashing it.
    Read,
    /// Putting the mark into the pixels.
    Mark,
    /// Writing the copy.
    Write,
    /// Fingerprints of the copy.
    Fingerprint,
    /// Writing and signing the manifest.
    Sign,
    /// Reading everything back.
    Check,
    /// Storing the record.
    Record,
}

/// A job with its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// The job.
    pub job: JobId,
    /// Where it is.
    pub state: JobState,
    /// Files that have ended, well or badly.
    pub done: u64,
    /// Files in all.
    pub total: u64,
    /// Each file.
    pub files: Vec<JobFile>,
}

/// One file of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFile {
    /// Full path of the source.
    pub source: String,
    /// File name.
    pub name: String,
    /// Where it is.
    pub state: JobState,
    /// The step it is in or ended in.
    pub step: Step,
    /// The work, once registered.
    pub work: Option<RegisteredWork>,
    /// Why it failed.
    pub error: Option<ApiError>,
}

/// The result for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredWork {
    /// The work.
    pub id: WorkId,
    /// Whether it had been registered before.
    pub known: bool,
    /// Full path of the source.
    pub source: String,
    /// Full path of the signed copy.
    pub copy: String,
    /// BLAKE3 of the copy.
    pub blake3: String,
    /// SHA-256 of the copy.
    pub sha256: String,
    /// ISCC of the copy.
    pub iscc: String,
    /// What the watermark carries; `None` where there is none.
    pub payload: Option<Payload>,
    /// Metadata that stayed.
    pub kept: Vec<String>,
    /// Metadata that was left out.
    pub dropped: Vec<String>,
    /// Sentences worth reading.
    pub warnings: Vec<String>,
}
