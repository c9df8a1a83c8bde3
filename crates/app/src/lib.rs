#![doc = include_str!("../README.md")]

mod account;
mod app;
mod certificate;
mod claim;
pub mod demo;
mod error;
mod follow;
mod halt;
mod handle;
mod home;
mod income;
mod inspect;
mod ledger;
mod mint;
mod money;
mod offer;
mod outbox;
mod register;
mod sheet;
mod split;
mod system;
mod time;
mod tool;
mod town;
mod works;

pub use app::{App, Options};
pub use colophon_ipc as ipc;
pub use colophon_keys::Cost;
pub use error::{Error, Result};
pub use halt::Boundary;
pub use handle::Handle;
pub use outbox::OutboxFigures;
pub use split::{check_split, import_holders};
pub use system::{SystemClock, SystemRng};
pub use tool::{FoundMark, MarkedFile, Reason, Verified, moment_text, verify_file};
