//! The register as the rest of Colophon uses it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod home;
mod ledger;
mod outbox;
mod sample;
mod tables;
