//! Signing and reading, from the outside.
// The whole binary is a test; clippy only knows that of functions marked so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod certificates;
mod decode;
mod errors;
mod fixtures;
mod hostile;
mod ingredients;
mod keys;
mod roundtrip;
mod studio;
mod tamper;
