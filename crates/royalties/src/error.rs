use colophon_model::{Address, Shares};

use crate::Refusal;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Events that cannot be booked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A share transfer of more than the sender holds.
    #[error(
        "{who} passed on {moved} but holds {held}; an earlier event of the vault is missing, read the chain again"
    )]
    SharesMissing {
        /// The sender.
        who: Address,
        /// What the event moves.
        moved: Shares,
        /// What the books know.
        held: Shares,
    },
    /// A claim of more than is owed.
    #[error(
        "{who} was paid more than the books owe; an earlier payment of the vault is missing, read the chain again"
    )]
    Overpaid {
        /// The holder.
        who: Address,
    },
    /// Something else that the vault refuses, told by an event all the same.
    #[error(
        "the vault would have refused what its events tell ({0}); an earlier one is missing, read the chain again"
    )]
    Refused(Refusal),
    /// An amount beyond what arithmetic can hold.
    #[error("an amount in the vault's history is too large to be money")]
    Range,
    /// A statement that could not be written.
    #[error("the statement could not be written: {0}")]
    Write(#[from] csv::Error),
    /// A flush that failed.
    #[error("the statement could not be written: {0}")]
    Flush(#[from] std::io::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        if refusal == Refusal::Range { Self::Range } else { Self::Refused(refusal) }
    }
}
