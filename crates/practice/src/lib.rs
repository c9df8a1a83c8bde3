#![doc = include_str!("../README.md")]

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
