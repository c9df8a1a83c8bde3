#![doc = include_str!("../README.md")]

mod action;
mod bindings;
pub mod calls;
pub mod channel;
mod contracts;
pub mod dataset;
pub mod deploy;
mod error;
mod events;
mod licence;
mod node;
pub mod offering;
mod payout;
mod profile;
mod refusal;
pub mod remix;
mod treaty;
mod treaty_chain;
mod treaty_file;
mod typed;
mod vault;

pub use action::{Action, NewWork};
pub use alloy_consensus::TxEip1559;
pub use alloy_sol_types::Eip712Domain;
pub use contracts::{Deployable, deployment_order};
pub use error::{Error, Result};
pub use events::{ChainEvent, ChainLog, decode};
pub use licence::{FOR_EVER, Standing};
pub use node::{Chain, Fees, Head, Mined, Simulation};
pub use offering::VaultKey;
pub use payout::{GAS_EACH, NotPaid, PayoutTurn, not_paid, payout_round};
pub use profile::{Contracts, Profile};
pub use treaty::{Treaty, TreatyChain, TreatyDraft, TreatyError, TreatyFloor};
pub use treaty_chain::{agree_treaty, create_agreed_vault};
pub use treaty_file::{SignatureKind, TreatyFile, TreatyFileError, TreatySignature};
pub use vault::{VaultFigures, WorkFacts};
