//! Journeys over the whole system: the command line, the window, other people's tools as judges, and the tests of the
//! invariants. Everything is under `tests/`; `src/bin/victim.rs` is a program made to be killed. Here is what the
//! journeys through the window and the measurements share: starting the real program under a driver.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a journey fails by panicking, and says what it leaves out"
)]

pub mod driver;
pub mod places;
pub mod processes;
pub mod webdriver;
