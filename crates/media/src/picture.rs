//! Decoded pixels at the depth of the source, in the layout of the source.

use crate::error::Fault;

/// Pictures beyond this are refused from their header, before anything is decoded.
pub const MAX_MEGAPIXELS: u32 = 268;

/// Which samples make a pixel, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Grey.
    Grey,
    /// Grey and alpha.
    GreyAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, alpha.
    Rgba,
}

impl Layout {
    /// Samples a pixel, alpha included.
    pub fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }

    /// Samples a pixel without alpha.
    pub fn colours(self) -> usize {
        if self.channels() < 3 { 1 } else { 3 }
    }

    /// Is the last sample alpha?
    pub fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

/// Interleaved samples, row by row from the top, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Samples {
    /// 8 bits a sample.
    U8(Vec<u8>),
    /// 16 bits a sample, full scale.
    U16(Vec<u16>),
}

impl Samples {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(samples) => samples.len(),
            Self::U16(samples) => samples.len(),
        }
    }

    /// No samples at all?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Significant bits a sample: 8 or 16.
    pub fn bits(&self) -> u8 {
        match self {
            Self::U8(_) => 8,
            Self::U16(_) => 16,
        }
    }
}

/// A still picture as it is stored: not turned upright, alpha not multiplied in, palette expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels as stored.
    pub width: u32,
    /// Height in pixels as stored.
    pub height: u32,
    /// The order of samples in a pixel.
    pub layout: Layout,
    /// `width × height × layout.channels()` samples.
    pub samples: Samples,
}

impl Picture {
    /// Are there as many samples as the dimensions promise?
    pub fn is_whole(&self) -> bool {
        let pixels = u64::from(self.width) * u64::from(self.height);
        self.width > 0
            && self.height > 0
            && pixels.checked_mul(self.layout.channels() as u64) == Some(self.samples.len() as u64)
    }

    /// The samples with 8 bits; 16-bit ones lose their low byte, as Pillow does it.
    pub fn to_u8(&self) -> std::borrow::Cow<'_, [u8]> {
        match &self.samples {
            Samples::U8(samples) => samples.into(),
            Samples::U16(samples) => {
                samples.iter().map(|v| (v >> 8) as u8).collect::<Vec<_>>().into()
            }
        }
    }

    /// Width and height for index arithmetic.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.width as usize, self.height as usize)
    }

    /// Same dimensions, layout and depth as `other`?
    pub fn is_shaped_like(&self, other: &Self) -> bool {
        self.width == other.width
            && self.height == other.height
            && self.layout == other.layout
            && self.samples.bits() == other.samples.bits()
    }
}

/// Refuses what would not fit into memory; `width` and `height` come from an unchecked header.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), Fault> {
    if width == 0 || height == 0 {
        return Err(Fault::damaged("a picture without width or height"));
    }
    if u64::from(width) * u64::from(height) > u64::from(MAX_MEGAPIXELS) * 1_000_000 {
        return Err(Fault::TooManyPixels(width, height));
    }
    Ok(())
}

/// Runs somebody else's decoder; if it panics on hostile bytes, the file is damaged and no more.
pub(crate) fn guarded<T>(decode: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode))
        .unwrap_or_else(|_| Err(Fault::damaged("its data contradict each other")))
}
