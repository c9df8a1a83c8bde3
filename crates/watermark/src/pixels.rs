//! Pictures as they leave a decoder: interleaved samples of 8 or 16 bits.

use crate::error::{Error, Result};
use crate::plane::Plane;
use rayon::prelude::*;

/// The channels of a pixel, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One grey channel.
    Grey,
    /// Grey, then straight (not premultiplied) alpha.
    GreyAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, then straight alpha.
    Rgba,
}

impl Layout {
    /// Samples per pixel, alpha included.
    #[must_use]
    pub const fn channels(self) -> usize {
        self.colours() + self.has_alpha() as usize
    }

    /// Colour samples per pixel: 1 or 3.
    #[must_use]
    pub const fn colours(self) -> usize {
        match self {
            Self::Grey | Self::GreyAlpha => 1,
            Self::Rgb | Self::Rgba => 3,
        }
    }

    /// Whether the last sample of a pixel is alpha.
    #[must_use]
    pub const fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

/// Interleaved samples, row by row from the top left, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Samples {
    /// 0 to 255.
    Eight(Vec<u8>),
    /// 0 to 65535.
    Sixteen(Vec<u16>),
}

impl Samples {
    fn len(&self) -> usize {
        match self {
            Self::Eight(samples) => samples.len(),
            Self::Sixteen(samples) => samples.len(),
        }
    }
}

/// A decoded picture in display orientation. Sample values are taken as they are coded (gamma
/// included); no colour profile is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    width: usize,
    height: usize,
    layout: Layout,
    samples: Samples,
}

impl Pixels {
    /// Takes over a decoder's buffer.
    ///
    /// # Errors
    /// [`Error::Empty`] for a picture without pixels, [`Error::BufferSize`] if the number of
    /// samples is not width * height * channels.
    pub fn new(width: usize, height: usize, layout: Layout, samples: Samples) -> Result<Self> {
        if width == 0 || height == 0 {
            return Err(Error::Empty);
        }
        let channels = layout.channels();
        let expected = width.checked_mul(height).and_then(|area| area.checked_mul(channels));
        if expected != Some(samples.len()) {
            return Err(Error::BufferSize {
                width,
                height,
                channels,
                expected: expected.unwrap_or(usize::MAX),
                found: samples.len(),
            });
        }
        Ok(Self { width, height, layout, samples })
    }

    /// Width in pixels.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The channels of a pixel.
    #[must_use]
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// The samples, for an encoder.
    #[must_use]
    pub const fn samples(&self) -> &Samples {
        &self.samples
    }

    /// Gives the samples back.
    #[must_use]
    pub fn into_samples(self) -> Samples {
        self.samples
    }

    pub(crate) fn replace_samples(&mut self, samples: Samples) {
        debug_assert_eq!(samples.len(), self.samples.len(), "a mark never changes the size");
        self.samples = samples;
    }

    /// The luma plane, `0.299 R + 0.587 G + 0.114 B` of the coded samples (ITU-R BT.601), scaled
    /// to 0..=255 for both depths. Alpha is ignored.
    #[must_use]
    pub fn luma(&self) -> Plane {
        let data = match &self.samples {
            Samples::Eight(samples) => luma(samples, self.width, self.layout),
            Samples::Sixteen(samples) => luma(samples, self.width, self.layout),
        };
        Plane::from_parts(self.width, self.height, data)
    }
}

/// A sample depth.
pub(crate) trait Sample: Copy + Send + Sync + PartialEq + 'static {
    /// The largest value.
    const PEAK: f32;
    const ZERO: Self;
    fn to_f32(self) -> f32;
    /// Clips a whole number to the range.
    fn from_f32(value: f32) -> Self;
}

impl Sample for u8 {
    const PEAK: f32 = 255.0;
    const ZERO: Self = 0;
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
    fn from_f32(value: f32) -> Self {
        value as Self
    }
}

impl Sample for u16 {
    const PEAK: f32 = 65535.0;
    const ZERO: Self = 0;
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
    fn from_f32(value: f32) -> Self {
        value as Self
    }
}

fn luma<S: Sample>(samples: &[S], width: usize, layout: Layout) -> Vec<f32> {
    let channels = layout.channels();
    let to_levels = 255.0 / S::PEAK;
    let mut data = vec![0.0; samples.len() / channels];
    data.par_chunks_mut(width).zip(samples.par_chunks(width * channels)).for_each(
        |(line, pixels)| {
            for (out, pixel) in line.iter_mut().zip(pixels.chunks_exact(channels)) {
                *out = to_levels
                    * match *pixel {
                        [r, g, b] | [r, g, b, _] => {
                            0.299 * r.to_f32() + 0.587 * g.to_f32() + 0.114 * b.to_f32()
                        }
                        [grey, ..] => grey.to_f32(),
                        [] => 0.0,
                    };
            }
        },
    );
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_buffer_is_refused() {
        let err = Pixels::new(4, 4, Layout::Rgb, Samples::Eight(vec![0; 47])).unwrap_err();
        assert!(err.to_string().contains("47 samples"), "{err}");
        let huge = Pixels::new(usize::MAX, 2, Layout::Rgb, Samples::Eight(vec![]));
        assert!(matches!(huge, Err(Error::BufferSize { .. })), "the product does not overflow");
        assert_eq!(
            Pixels::new(0, 4, Layout::Grey, Samples::Eight(vec![])),
            Err(Error::Empty),
            "nothing to mark"
        );
    }

    #[test]
    fn both_depths_have_the_same_luma() {
        let eight = Pixels::new(2, 1, Layout::Rgba, Samples::Eight(vec![255, 0, 0, 9, 7, 7, 7, 0]));
        let sixteen = Samples::Sixteen(vec![65535, 0, 0, 9, 1799, 1799, 1799, 0]);
        let sixteen = Pixels::new(2, 1, Layout::Rgba, sixteen);
        let (a, b) = (eight.unwrap().luma(), sixteen.unwrap().luma());
        for (x, y) in a.data().iter().zip(b.data()) {
            assert!((x - y).abs() < 1e-3, "{x} and {y}");
        }
        assert!((a.data()[0] - 76.245).abs() < 1e-3, "pure red");
    }
}
