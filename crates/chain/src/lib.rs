#![doc = include_str!("../README.md")]

mod action;
mod bindings;
pub mod calls;
mod contracts;
pub mod deploy;
mod error;
mod events;
mod node;
mod payout;
mod profile;
mod refusal;
mod treaty;
mod treaty_chain;
mod treaty_file;
mod vault;

pub use action::{Action, NewWork, OfferTerms};
pub use alloy_consensus::TxEip1559;
pub use contracts::{Deployable, deployment_order};
pub use error::{Error, Result};
pub use events::{ChainEvent, ChainLog, decode};
pub use node::{Chain, Fees, Head, Mined, Simulation};
pub use payout::{GAS_EACH, NotPaid, PayoutTurn, not_paid, payout_round};
pub use profile::{Contracts, Profile};
pub use treaty::{Treaty, TreatyChain, TreatyDraft, TreatyError, TreatyFloor};
pub use treaty_chain::{agree_treaty, create_agreed_vault};
pub use treaty_file::{SignatureKind, TreatyFile, TreatyFileError, TreatySignature};
pub use vault::{VaultFigures, WorkFacts};
