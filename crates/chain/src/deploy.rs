//! How Colophon's contracts get onto a chain, and at which addresses.
//!
//! A contract that a small shared deployer makes has an address that follows from the deployer's address, a salt and the
//! contract's creation code. The deployer itself is put onto a chain by a transaction that was signed once, for no chain in
//! particular, by a key that nobody has: so it has one address on every chain that takes this transaction, and everything it
//! makes has too. A chain that takes only transactions signed for itself, or computes addresses in another way, has addresses
//! of its own, which its profile names ([`Addresses`]).
//!
//! The order of work: [`Chain::require_opcodes`](crate::Chain::require_opcodes), [`Chain::survey`](crate::Chain::survey) of
//! the [`Plan`], [`Chain::place_deployer`](crate::Chain::place_deployer) where it is missing, then each missing
//! [`Step::action`], signed and sent like any other.

mod code;
mod keyless;
mod opcodes;
mod plan;
mod survey;

pub use keyless::{
    DEPLOYER, DEPLOYER_CODE, DEPLOYER_CREATION, KEYLESS, KEYLESS_COST, KEYLESS_SENDER, own_deployer,
};
pub use opcodes::Opcode;
pub use plan::{Addresses, Plan, SALT, Step, every_chain};
pub use survey::{Found, Survey};

use alloy_primitives::Address;
use colophon_model::Units;

/// Why contracts cannot be put onto a chain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The chain's machine is older than the contracts.
    #[error(
        "{chain} does not know {}, which Colophon's contracts are built with: they would stop halfway there. Nothing was sent; \
         use another chain until this one has been upgraded",
        opcodes::list(.missing)
    )]
    Opcodes {
        /// The chain's name.
        chain: String,
        /// What it lacks.
        missing: Vec<Opcode>,
    },
    /// The endpoint does not run code without a transaction.
    #[error(
        "whether {chain} can run Colophon's contracts cannot be found out, as its endpoint does not answer a trial run ({reason}); \
         nothing was sent, use another endpoint"
    )]
    NoTrial {
        /// The chain's name.
        chain: String,
        /// What it answered.
        reason: String,
    },
    /// The chain does not take the shared deployer's transaction.
    #[error(
        "{chain} does not take the transaction that gives the contracts the same addresses everywhere ({reason}); here they need \
         addresses of their own, named in the chain's profile"
    )]
    Keyless {
        /// The chain's name.
        chain: String,
        /// What it answered.
        reason: String,
    },
    /// The account that pays for the deployer holds too little.
    #[error(
        "the account {payer} must hold {missing} wei more before the shared deployer can be placed"
    )]
    Unfunded {
        /// The account that nobody has a key of.
        payer: Address,
        /// What it lacks, in wei.
        missing: Units,
    },
    /// What any question to a chain can fail at.
    #[error(transparent)]
    Chain(#[from] crate::Error),
}
