//! Journeys through the window: the real program with the embedded page and the production policy, driven by
//! tauri-driver and WebKitWebDriver on a display without a screen.
//!
//! `COLOPHON_DESKTOP_BIN` and `COLOPHON_TAURI_DRIVER` name the programs; without them every journey says that it did
//! nothing, or fails where `COLOPHON_REQUIRE_WINDOW=1`. `COLOPHON_AXE` names `axe.min.js`. With `COLOPHON_SHOTS` the
//! journeys leave a picture of every screen in that folder.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a journey fails by panicking, and says what it leaves out"
)]

mod axe;
mod channel;
mod dataset;
mod dialogs;
mod errors;
mod first_start;
mod fit;
mod homes;
mod inspect;
mod license;
mod offering;
mod pictures;
mod policy;
mod register;
mod retouch;
mod said;
mod share;
mod treaty;
mod window;
