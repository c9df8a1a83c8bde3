use colophon_model::{Address, Shares};

/// What the vault refuses, by the contract's own reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// `BadHolder`.
    #[error("{0} cannot hold shares or be paid; give a person's or a contract's own address")]
    BadHolder(Address),
    /// `BadProof`.
    #[error("the vault's allocation does not give {shares} to {who}")]
    BadProof {
        /// The one who was to have them.
        who: Address,
        /// How many.
        shares: Shares,
    },
    /// `AlreadyActivated`.
    #[error("the shares of {0} are active already")]
    AlreadyActivated(Address),
    /// `OverAllocated`, with the shares that would then be active.
    #[error("the vault's allocation gives out more than all shares: {0} of 1000000")]
    OverAllocated(u64),
    /// `UnlistedToken`.
    #[error("the vault does not divide the token {0}")]
    UnlistedToken(Address),
    /// `NothingToClaim`.
    #[error("the vault owes {who} nothing, or less than one unit")]
    NothingToClaim {
        /// The holder.
        who: Address,
        /// In what; `None` for the chain's coin.
        token: Option<Address>,
    },
    /// `SelfOnly`.
    #[error("{0} lets nobody else claim for her")]
    SelfOnly(Address),
    /// `PayoutRefused`.
    #[error("{0} does not take coin; its holder can have it paid elsewhere")]
    PayoutRefused(Address),
    /// `ERC20InsufficientBalance`.
    #[error("{who} cannot pass on {moved} with {held}")]
    InsufficientShares {
        /// The sender.
        who: Address,
        /// Her shares.
        held: Shares,
        /// What was to move.
        moved: Shares,
    },
    /// An amount that no chain can hold.
    #[error("an amount in the vault's history is too large to be money")]
    Range,
}
