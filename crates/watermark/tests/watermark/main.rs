//! Marks on whole pictures: written, damaged, read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests lie outside the functions that the lints excuse"
)]

mod damage;
mod embedding;
mod false_alarm;
mod frozen;
mod photographs;
mod pictures;
mod survival;

use colophon_watermark::{Embedded, MarkKey, Payload, Pixels, Strength, embed};

const PAYLOAD: Payload = Payload(0x00C0_10F0_4E57_0001);

fn key() -> MarkKey {
    MarkKey::new(*b"a watermark key for tests only..")
}

/// A marked copy at the default strength.
#[track_caller]
fn marked(picture: &Pixels) -> (Pixels, Embedded) {
    let mut copy = picture.clone();
    let embedded =
        embed(&mut copy, PAYLOAD, &key(), Strength::default()).expect("it can be marked");
    (copy, embedded)
}
