#![doc = include_str!("../README.md")]

mod account;
mod call;
mod channel;
mod collect;
mod dataset;
mod error;
mod inspect;
mod license;
mod offering;
mod payout;
mod register;
mod share;
mod sheet;
mod treaty;
mod works;

pub use account::*;
pub use call::{Call, JobStarted, NAMES, Nothing};
pub use channel::*;
pub use collect::*;
pub use dataset::*;
pub use error::{ApiError, Code};
pub use inspect::*;
pub use license::*;
pub use offering::*;
pub use payout::*;
pub use register::*;
pub use share::*;
pub use sheet::*;
pub use treaty::*;
pub use works::*;
