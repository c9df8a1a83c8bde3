//! A job that moves on each time it is asked for.

use colophon_ipc::{ApiError, Code, JobFile, JobState, JobView, ProbedFile, RegisteredWork, Step};
use colophon_model::{JobId, MediaKind, Moment, Payload};

use super::works::id;

/// What is said of music.
pub(super) const NO_MARK: &str = "Music gets no watermark yet; it is fingerprinted and signed.";
/// Files that the dialog "picks".
pub(super) const PICKED: [&str; 3] = [
    "/home/ada/Pictures/harbour-at-six.png",
    "/home/ada/Music/low-tide.flac",
    "/home/ada/Pictures/brochure-print.jpg",
];

const STEPS: [Step; 7] =
    [Step::Read, Step::Mark, Step::Write, Step::Fingerprint, Step::Sign, Step::Check, Step::Record];

/// What they turn out to be.
pub(super) fn probed(path: &str) -> ProbedFile {
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let music = path.ends_with(".flac");
    let facts = if music { "FLAC, 3:42, 44.1 kHz" } else { "PNG, 4961 × 6284" };
    ProbedFile {
        path: path.to_owned(),
        title: name.split('.').next().unwrap_or_default().replace('-', " "),
        bytes: if music { 28_412_332 } else { 4_120_556 },
        kind: Some(if music { MediaKind::Music } else { MediaKind::Picture }),
        facts: facts.into(),
        warnings: if music { vec![NO_MARK.into()] } else { Vec::new() },
        same_as: name.starts_with("harbour").then(|| id(0)),
        error: path
            .contains("print")
            .then(|| ApiError::new(Code::FileCmyk, "the JPEG has four components (CMYK)")),
        name,
    }
}

/// The job's id.
pub(super) fn job_id() -> JobId {
    JobId::new(Moment::from_unix_millis(1_795_000_000_000), &[1; 10])
}

/// The job after it was asked for `turn` times.
pub(super) fn view(paths: &[String], turn: usize, cancelled: bool) -> JobView {
    let files: Vec<_> =
        paths.iter().enumerate().map(|(place, path)| file(path, place, turn, cancelled)).collect();
    let ended = |file: &&JobFile| matches!(file.state, JobState::Done | JobState::Cancelled);
    let done = files.iter().filter(ended).count() as u64;
    let total = files.len() as u64;
    let state = match (cancelled, done == total) {
        (true, _) => JobState::Cancelled,
        (false, true) => JobState::Done,
        (false, false) => JobState::Running,
    };
    JobView { job: job_id(), state, done, total, files }
}

fn file(path: &str, place: usize, turn: usize, cancelled: bool) -> JobFile {
    let passed = turn.checked_sub(place * STEPS.len());
    let step = passed.and_then(|passed| STEPS.get(passed)).copied();
    let state = match (passed, step) {
        (Some(_), None) => JobState::Done,
        _ if cancelled => JobState::Cancelled,
        (Some(_), Some(_)) => JobState::Running,
        (None, _) => JobState::Waiting,
    };
    JobFile {
        source: path.to_owned(),
        name: path.rsplit('/').next().unwrap_or_default().to_owned(),
        state,
        step: step.unwrap_or(Step::Queued),
        work: (state == JobState::Done).then(|| registered(path, place)),
        error: None,
    }
}

fn registered(path: &str, place: usize) -> RegisteredWork {
    RegisteredWork {
        id: id(u8::try_from(place).unwrap_or(0)),
        known: false,
        source: path.to_owned(),
        copy: "/home/ada/.local/share/colophon/works/01/copy.png".into(),
        blake3: "41d8".repeat(16),
        sha256: "c07e".repeat(16),
        iscc: "ISCC:KEC43HJLPUSHVAZT66YLPUWNVACWYPIV533TRQMWF2IUQYSP5LA4CTY".into(),
        payload: Some(Payload(0x9ac4_11f0_72bd_0e35)),
        kept: vec!["colour profile".into()],
        dropped: vec!["GPS position".into(), "embedded preview".into()],
        warnings: Vec::new(),
    }
}
