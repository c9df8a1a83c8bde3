//! The sentences of ARCHITECTURE.md that a machine can hold, held over the dependency graph and the source text.
//!
//! Each module has the rule as a function over plain text or data, a test that runs it on the project, and a test
//! that shows it a breach.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "an invariant fails by panicking"
)]

mod code;
mod commands;
mod directions;
mod floats;
mod items;
mod machine;
mod originals;
mod packages;
mod secrets;
mod shape;
mod territory;
mod tree;
mod world;

/// Fails with the rule and everything that breaks it.
#[track_caller]
fn assert_none(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}; this breaks it:\n  {}\n", breaches.join("\n  "));
}

/// Fails unless there is one breach for each needle, and it names it.
#[track_caller]
fn assert_caught(breaches: &[String], needles: &[&str]) {
    assert_eq!(breaches.len(), needles.len(), "not what should be caught: {breaches:#?}");
    for (breach, needle) in breaches.iter().zip(needles) {
        assert!(breach.contains(needle), "`{breach}` does not name `{needle}`");
    }
}
