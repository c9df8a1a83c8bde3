#![doc = include_str!("../README.md")]

mod aligned;
mod code;
mod decision;
mod demod;
mod detect;
mod embed;
mod error;
mod fft2;
mod fold;
mod gauss;
#[cfg(test)]
mod golden;
mod key;
mod lattice;
mod mask;
mod message;
mod period;
mod pilot;
mod pixels;
mod plane;
mod quality;
mod reader;
mod residual;
mod tile;

pub use colophon_model::Payload;
pub use decision::{
    FALSE_ALARM_CEILING_LOG10, PRESENT_ALONE_Z, READ_Z, SearchPath, Verdict, log10_false_alarm,
};
pub use detect::{DetectHints, Detection, detect, detect_plane};
pub use embed::{Embedded, Hiding, Strength, embed};
pub use error::{Error, Result};
pub use key::MarkKey;
pub use period::{MIN_SHORT_EDGE, TILE, period};
pub use pixels::{Layout, Pixels, Samples};
pub use plane::Plane;
pub use quality::{psnr, ssim};

/// The number of the format that this crate writes and reads; provisional until format 1.
pub const FORMAT: u8 = 0;
