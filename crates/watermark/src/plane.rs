//! One channel of floating-point samples.

use crate::error::{Error, Result};
use rayon::prelude::*;

/// A plane of samples, row by row from the top left. For luma, 0 is black and 255 is white.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    width: usize,
    height: usize,
    data: Vec<f32>,
}

impl Plane {
    /// Takes over a buffer of `width * height` samples.
    ///
    /// # Errors
    /// [`Error::Empty`] without pixels, [`Error::BufferSize`] if the lengths disagree.
    pub fn new(width: usize, height: usize, data: Vec<f32>) -> Result<Self> {
        if width == 0 || height == 0 {
            return Err(Error::Empty);
        }
        let expected = width.checked_mul(height);
        if expected != Some(data.len()) {
            return Err(Error::BufferSize {
                width,
                height,
                channels: 1,
                expected: expected.unwrap_or(usize::MAX),
                found: data.len(),
            });
        }
        Ok(Self { width, height, data })
    }

    /// A plane whose sizes are known to agree.
    pub(crate) fn from_parts(width: usize, height: usize, data: Vec<f32>) -> Self {
        debug_assert!(width > 0 && width * height == data.len(), "{width} x {height}");
        Self { width, height, data }
    }

    /// Width in samples.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Height in samples.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The samples, row by row.
    #[must_use]
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    pub(crate) fn data_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// Row `y`, which must lie in the plane.
    pub(crate) fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    /// A plane with `f` applied to every sample of this plane and of `other` (same size).
    pub(crate) fn zip_map(&self, other: &Self, f: impl Fn(f32, f32) -> f32 + Sync) -> Self {
        let data = self.data.par_iter().zip(&other.data).map(|(&a, &b)| f(a, b)).collect();
        Self::from_parts(self.width, self.height, data)
    }

    /// A plane with `f` applied to every sample.
    pub(crate) fn map(&self, f: impl Fn(f32) -> f32 + Sync) -> Self {
        Self::from_parts(self.width, self.height, self.data.par_iter().map(|&a| f(a)).collect())
    }

    /// The plane made `factor` times smaller (1 or more) by averaging areas. The new size is
    /// rounded; corner stays on corner, so the exact factors are the quotients of the sizes.
    pub(crate) fn shrink(&self, factor: f64) -> Self {
        let size = |n: usize| ((n as f64 / factor).round() as usize).clamp(1, n);
        let (width, height) = (size(self.width), size(self.height));
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let columns = spans(self.width, width);
        let rows = spans(self.height, height);
        let mut data = vec![0.0f32; width * height];
        data.par_chunks_mut(width).zip(&rows).for_each(|(out, row)| {
            let mut line = vec![0.0f32; self.width];
            for (i, &weight) in row.weights.iter().enumerate() {
                for (sum, &value) in line.iter_mut().zip(self.row(row.start + i)) {
                    *sum += weight * value;
                }
            }
            for (value, column) in out.iter_mut().zip(&columns) {
                let cells = &line[column.start..column.start + column.weights.len()];
                *value = cells.iter().zip(&column.weights).map(|(&c, &w)| c * w).sum();
            }
        });
        Self::from_parts(width, height, data)
    }
}

/// The old samples that one new sample covers, with weights that sum to 1.
struct Span {
    start: usize,
    weights: Vec<f32>,
}

fn spans(old: usize, new: usize) -> Vec<Span> {
    let step = old as f64 / new as f64;
    let spans = (0..new).map(|i| {
        let (from, to) = (i as f64 * step, ((i + 1) as f64 * step).min(old as f64));
        let start = (from as usize).min(old - 1);
        let end = (to.ceil() as usize).clamp(start + 1, old);
        let weights = (start..end).map(|cell| {
            let covered = to.min((cell + 1) as f64) - from.max(cell as f64);
            (covered.max(0.0) / (to - from)) as f32
        });
        Span { start, weights: weights.collect() }
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinking_keeps_the_mean_and_the_corners() {
        let data: Vec<f32> = (0..70).map(|i| (i * 37 % 101) as f32).collect();
        let plane = Plane::new(10, 7, data).unwrap();
        let small = plane.shrink(10.0 / 3.0);
        assert_eq!((small.width(), small.height()), (3, 2));
        let mean = |p: &Plane| p.data().iter().sum::<f32>() / p.data().len() as f32;
        assert!((mean(&plane) - mean(&small)).abs() < 1e-4, "area weights sum to one");
        assert_eq!(plane.shrink(1.0), plane, "scale 1 changes nothing");
    }
}
