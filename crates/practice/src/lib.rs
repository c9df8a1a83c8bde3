//! The practice chain: an EVM chain inside the process.
//!
//! It answers Ethereum's JSON-RPC behind alloy's transport, so that everything which works on a
//! public chain can be tried first without an account, a port, or money. Every transaction gets its
//! own block at once. Chain id [`CHAIN_ID`], rules of the Prague hard fork, base fee by EIP-1559.
//!
//! A chain in a file is the ordered list of raw transactions with their times; opening it runs them
//! again and compares every block's hash with the one written down, so a file either gives exactly
//! the chain that it gave before or an error.
//!
//! What differs from a public node: `stateRoot` is a running hash of all writes instead of a
//! Merkle-Patricia root (no `eth_getProof`); there are no blobs, no system contracts (EIP-2935,
//! EIP-4788), no queue of transactions (a nonce gap is refused), no subscriptions; the randomness of
//! `PREVRANDAO` follows from the parent's hash. Precompiles are all there, in pure Rust.

mod block;
mod chain;
mod config;
mod error;
mod estimate;
mod execute;
mod fault;
mod journal;
mod practice;
mod record;
mod request;
mod rewind;
mod rpc;
mod time;
mod transfers;
mod transport;
mod world;

pub use config::{CHAIN_ID, Clock, PracticeConfig};
pub use error::{Error, Result};
pub use practice::{Opened, PracticeChain};
pub use rewind::{AfterReorg, Reorg};
pub use transport::PracticeTransport;

pub(crate) use fault::Fault;
