use alloy_primitives::{Address, B256};
use alloy_transport::TransportError;
use colophon_model::ChainId;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a chain can fail at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The endpoint speaks for another chain.
    #[error(
        "the endpoint answers for chain {found}, not for chain {expected}; correct the chain's endpoint"
    )]
    WrongChain {
        /// The chain wanted.
        expected: ChainId,
        /// The chain that answered.
        found: ChainId,
    },
    /// The contract or the chain refused, with its reason in words.
    #[error("the chain would refuse this: {0}")]
    Refused(String),
    /// The account has too little.
    #[error("the account {0} does not hold enough for the amount and the fee")]
    Funds(Address),
    /// The endpoint answered with something that cannot be read.
    #[error("the answer of the chain to {asked} cannot be read; the contract address may be wrong")]
    Unreadable {
        /// What was asked.
        asked: &'static str,
    },
    /// A transaction that is in no block.
    #[error("transaction {0} is in no block yet")]
    Pending(B256),
    /// A block that the endpoint does not have.
    #[error("the endpoint does not have block {0}")]
    NoBlock(u64),
    /// An amount that a contract's field cannot hold.
    #[error("the amount is too large for the contract")]
    Range,
    /// The endpoint could not be reached or broke off.
    #[error("the chain's endpoint does not answer: {0}")]
    Endpoint(TransportError),
}
