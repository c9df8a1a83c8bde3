//! What can go wrong outside JSON-RPC answers.

use std::{io, path::PathBuf};

/// Why a practice chain could not be opened or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused a file operation.
    #[error("could not {doing} {path}: {source}", path = path.display())]
    Io {
        /// What was being tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Another process holds the chain.
    #[error("{path} is open in another Colophon; close that one first", path = .0.display())]
    Locked(PathBuf),
    /// The file is something else.
    #[error("{path} is not a practice chain; choose another file", path = .0.display())]
    NotAChain(PathBuf),
    /// The file was written by a later version.
    #[error("{path} has format {found}, this Colophon reads up to {known}; update Colophon", path = path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// A record that is not the last one is damaged.
    #[error(
        "{path} is damaged at byte {offset} ({what}); restore it from a backup or start a new practice chain",
        path = path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the damaged record starts.
        offset: u64,
        /// What does not fit.
        what: String,
    },
    /// Genesis comes out otherwise than the file says.
    #[error(
        "the practice chain file was made with other rules or first balances; open it with those or start a new one"
    )]
    OtherRules,
    /// A replayed record does not give what it gave when it was written.
    #[error(
        "replaying block {number} of the practice chain failed: {detail}; restore the file from a backup or start a new one"
    )]
    Replay {
        /// Number of the block.
        number: u64,
        /// What differs.
        detail: String,
    },
    /// The chain was opened for reading only.
    #[error("the practice chain is open for reading only; close the other Colophon to change it")]
    ReadOnly,
    /// An earlier write failed and could not be taken back.
    #[error("an earlier write to the practice chain file failed; open it again")]
    Broken,
    /// The rules make no chain.
    #[error("the practice chain's rules do not work: {0}")]
    Rules(&'static str),
    /// Timestamps only go up.
    #[error("the time {asked} is not after the last block's time {head}; choose a later one")]
    TimeNotLater {
        /// Unix seconds asked for.
        asked: u64,
        /// Unix seconds of the head.
        head: u64,
    },
    /// A reorg would undo a final block or genesis.
    #[error("a reorg of {depth} blocks would undo a final block; at most {most} can be undone now")]
    TooDeep {
        /// Blocks asked for.
        depth: u64,
        /// Blocks that are not final yet.
        most: u64,
    },
    /// The snapshot was never taken, was used, or its block was undone.
    #[error("there is no snapshot {0}; it was used already, or its block was undone")]
    NoSnapshot(u64),
    /// More blocks at once than is sensible.
    #[error("{asked} blocks at once are too many; ask for at most {most}")]
    TooManyBlocks {
        /// Blocks asked for.
        asked: u64,
        /// The most at once.
        most: u64,
    },
    /// The block could not be made.
    #[error("the block could not be made: {0}")]
    Block(String),
    /// A thread panicked while it held the chain.
    #[error("the practice chain stopped in the middle of a change; open it again")]
    Poisoned,
}

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
