//! Files made in code, copied, judged and damaged.
#![allow(missing_docs, unreachable_pub)]

mod atomic;
mod bad_input;
mod copies;
mod fingerprints;
mod fixture;
mod hostile;
mod judges;
mod metadata;
mod music;
