//! What can go wrong before a mark is written.

/// The result of an operation of this crate.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Why a picture could not be marked or described.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The sample buffer does not belong to a picture of this size.
    #[error(
        "the pixel buffer holds {found} samples but a {width} x {height} picture with {channels} channels needs {expected}; the file may be truncated"
    )]
    BufferSize {
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
        /// Interleaved channels per pixel.
        channels: usize,
        /// Samples that the size asks for; `usize::MAX` if the product does not fit.
        expected: usize,
        /// Samples that came.
        found: usize,
    },
    /// Width or height is zero.
    #[error("the picture has no pixels; the file may be damaged")]
    Empty,
    /// The picture holds fewer than two tiles in one direction.
    #[error(
        "the picture is too small to hold a watermark: its short edge is {short_edge} px and at least {minimum} px are needed; register a larger version"
    )]
    TooSmall {
        /// Short edge in pixels.
        short_edge: usize,
        /// Smallest short edge that can be marked, in pixels.
        minimum: usize,
    },
    /// The picture has nothing that a mark could hide in.
    #[error(
        "the picture is too flat to hide a watermark: only {textured_percent:.1} % of it has any texture; register it without a watermark"
    )]
    TooFlat {
        /// Share of the picture's area that has texture, in per cent.
        textured_percent: f32,
    },
    /// The mark was written, but the detector did not read it back from the undamaged copy.
    #[error(
        "the watermark could not be read back from the marked copy (score {z:.1}); choose a stronger watermark or a larger version of the picture"
    )]
    NotReadBack {
        /// The pilot score that the detector found, in standard deviations.
        z: f64,
    },
    /// A strength outside the accepted range.
    #[error(
        "a watermark strength of {db} dB is outside {min} to {max} dB; 44 dB suits most pictures"
    )]
    Strength {
        /// What was asked for, in dB of PSNR.
        db: f32,
        /// Strongest mark that is accepted, in dB.
        min: f32,
        /// Weakest mark that is accepted, in dB.
        max: f32,
    },
}
