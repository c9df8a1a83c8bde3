#![doc = include_str!("../README.md")]

mod audit;
mod books;
mod error;
mod expected;
mod fan_pack;
mod holders;
mod outlook;
mod pool;
mod statement;
mod twin;

pub use audit::{Audit, ChainFigures, Difference, audit};
pub use books::{VaultBooks, VaultEvent};
pub use error::{Error, Result};
pub use expected::{licence_price, royalty_of, shortfall};
pub use fan_pack::{FanPack, FanPackError, PackFacts};
pub use holders::{HolderLine, HoldersFile, read_holders};
pub use outlook::{Outlook, OutlookLevel};
pub use pool::PoolBooks;
pub use statement::{StatementHeader, StatementRow, write_statement};
pub use twin::{Payout, Refusal, VaultTwin};
