#![doc = include_str!("../README.md")]

mod address;
mod bps;
mod chain;
mod error;
mod fingerprint;
mod ids;
mod merkle;
mod moment;
mod money;
mod payload;
mod payment;
mod policy;
mod split;
mod terms;
mod territory;
mod work;

pub use address::read_address;
pub use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
pub use bps::Bps;
pub use chain::{Caip2, ChainId};
pub use error::{Error, Result};
pub use fingerprint::{Blake3, Sha256};
pub use ids::{JobId, WorkId};
pub use merkle::MerkleTree;
pub use moment::{Clock, FixedClock, Moment, Rng};
pub use money::{Amount, Token, Units};
pub use payload::Payload;
pub use payment::{Finality, PaymentId, Standing};
pub use policy::{PolicyPreset, UsagePolicy, Use};
pub use split::{Allocation, Holder, Shares};
pub use terms::{
    Clause, Conditions, LicenceKind, Permissions, Rules, Terms, TermsAsked, TermsFault,
};
pub use territory::Territory;
pub use work::{MediaKind, work_leaf};
