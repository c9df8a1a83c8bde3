#![doc = include_str!("../README.md")]

mod bindings;
mod catch;
mod certificates;
mod context;
mod der;
mod error;
mod expected;
mod facts;
mod format;
mod origin;
mod plain;
mod progress;
mod read;
mod report;
mod sign;
mod signer;
mod statement;
mod training;
mod verdict;

pub use bindings::{BindingValue, ISCC_ALGORITHM, SoftBinding, WATERMARK_ALGORITHM};
pub use certificates::{
    CertificateChain, CertificateDer, Serial, Subject, issue_authority, issue_signing_certificate,
};
pub use error::{Error, Result};
pub use expected::{Expected, verify_own};
pub use format::Format;
pub use origin::Origin;
pub use progress::{Phase, Progress};
pub use read::{Trust, read};
pub use report::{Action, Finding, Ingredient, Report, SignerFacts, State};
pub use sign::{Note, SignRequest, Signed, sign};
pub use signer::P256Signer;
pub use statement::Statement;
pub use training::{Training, TrainingEntry};
