//! EXIF orientation: how stored pixels must be turned to stand upright.

use serde::{Deserialize, Serialize};

/// EXIF tag 0x0112 (CIPA DC-008 §4.6.4): the place of the stored row 0 and column 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// 1: as stored.
    #[default]
    Upright,
    /// 2: mirrored left to right.
    Mirrored,
    /// 3: turned by 180°.
    Turned,
    /// 4: mirrored top to bottom.
    Flipped,
    /// 5: mirrored along the main diagonal.
    Transposed,
    /// 6: to be turned clockwise by 90°.
    Clockwise,
    /// 7: mirrored along the other diagonal.
    Transversed,
    /// 8: to be turned counter-clockwise by 90°.
    CounterClockwise,
}

impl Orientation {
    /// From the number in the tag; anything outside 1 to 8 is taken as upright.
    pub fn from_tag(tag: u16) -> Self {
        match tag {
            2 => Self::Mirrored,
            3 => Self::Turned,
            4 => Self::Flipped,
            5 => Self::Transposed,
            6 => Self::Clockwise,
            7 => Self::Transversed,
            8 => Self::CounterClockwise,
            _ => Self::Upright,
        }
    }

    /// The number in the tag.
    pub fn tag(self) -> u16 {
        self as u16 + 1
    }

    /// Do width and height change places?
    pub fn swaps_sides(self) -> bool {
        self.tag() >= 5
    }

    /// Turns a plane of `channels` interleaved samples upright; returns it with its width and height.
    ///
    /// `plane` holds `width * height * channels` samples; a shorter one comes back unchanged.
    pub fn upright<T: Copy>(
        self,
        plane: &[T],
        (width, height): (usize, usize),
        channels: usize,
    ) -> (Vec<T>, usize, usize) {
        if self == Self::Upright || plane.len() < width * height * channels {
            return (plane.to_vec(), width, height);
        }
        let (wide, high) = if self.swaps_sides() { (height, width) } else { (width, height) };
        let mut out = Vec::with_capacity(plane.len());
        for y in 0..high {
            for x in 0..wide {
                let (sx, sy) = match self {
                    Self::Upright => (x, y),
                    Self::Mirrored => (width - 1 - x, y),
                    Self::Turned => (width - 1 - x, height - 1 - y),
                    Self::Flipped => (x, height - 1 - y),
                    Self::Transposed => (y, x),
                    Self::Clockwise => (y, height - 1 - x),
                    Self::Transversed => (width - 1 - y, height - 1 - x),
                    Self::CounterClockwise => (width - 1 - y, x),
                };
                let at = (sy * width + sx) * channels;
                out.extend_from_slice(&plane[at..at + channels]);
            }
        }
        (out, wide, high)
    }
}
