use std::sync::Arc;

use c2pa::{Context, ProgressPhase};

/// Where signing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The source, or the original's manifest, is read.
    Reading,
    /// The copy is written.
    Writing,
    /// The copy is hashed.
    Hashing,
    /// The claim is signed.
    Signing,
}

/// Called at each step of signing; `false` cancels.
pub type Progress = Arc<dyn Fn(Phase) -> bool + Send + Sync>;

pub(crate) fn attach(context: Context, progress: Option<&Progress>) -> Context {
    let Some(progress) = progress.cloned() else { return context };
    context.with_progress_callback(move |phase, _, _| {
        progress(match phase {
            ProgressPhase::Hashing | ProgressPhase::VerifyingAssetHash => Phase::Hashing,
            ProgressPhase::Signing => Phase::Signing,
            ProgressPhase::Writing | ProgressPhase::Embedding => Phase::Writing,
            _ => Phase::Reading,
        })
    })
}
