//! Files made in code, copied, judged and damaged.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it leaves out"
)]

mod atomic;
mod bad_input;
mod copies;
mod fingerprints;
mod fixture;
mod hostile;
mod judges;
mod metadata;
mod music;
