//! What the practice chain answers, keeps, and takes back.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod clients;
mod files;
mod methods;
mod provider;
mod refusals;
mod rewinding;
mod stage;
#[path = "../support.rs"]
mod support;
