//! Two-dimensional Fourier transforms.

use rayon::prelude::*;
use rustfft::num_complex::Complex;
use rustfft::{Fft, FftDirection, FftNum, FftPlanner};
use std::sync::Arc;

/// Transforms of one size, in place, row by row grids, not normalised.
pub(crate) struct Fft2<T: FftNum> {
    width: usize,
    height: usize,
    /// Along rows and along columns, forward.
    forward: [Arc<dyn Fft<T>>; 2],
    /// Along rows and along columns, inverse.
    inverse: [Arc<dyn Fft<T>>; 2],
}

impl<T: FftNum> Fft2<T> {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let mut planner = FftPlanner::new();
        let mut plan =
            |direction| [planner.plan_fft(width, direction), planner.plan_fft(height, direction)];
        let (forward, inverse) = (plan(FftDirection::Forward), plan(FftDirection::Inverse));
        Self { width, height, forward, inverse }
    }

    pub(crate) fn forward(&self, grid: &mut Vec<Complex<T>>) {
        self.run(&self.forward, grid);
    }

    /// The inverse without the division by the number of samples.
    pub(crate) fn inverse(&self, grid: &mut Vec<Complex<T>>) {
        self.run(&self.inverse, grid);
    }

    fn run(&self, [rows, columns]: &[Arc<dyn Fft<T>>; 2], grid: &mut Vec<Complex<T>>) {
        debug_assert_eq!(grid.len(), self.width * self.height, "a grid of another size");
        lines(rows, grid, self.width);
        let mut turned = transpose(grid, self.width);
        lines(columns, &mut turned, self.height);
        *grid = transpose(&turned, self.height);
    }
}

fn lines<T: FftNum>(fft: &Arc<dyn Fft<T>>, grid: &mut [Complex<T>], width: usize) {
    // Small grids are not worth a trip to another thread.
    let batch = width * (1 + 16384 / width);
    grid.par_chunks_mut(batch).for_each(|lines| fft.process(lines));
}

fn transpose<T: FftNum>(grid: &[Complex<T>], width: usize) -> Vec<Complex<T>> {
    const BLOCK: usize = 16;
    let height = grid.len() / width;
    let mut turned = vec![Complex::new(T::zero(), T::zero()); grid.len()];
    turned.par_chunks_mut(height * BLOCK).enumerate().for_each(|(block, out)| {
        let columns = out.len() / height;
        for y0 in (0..height).step_by(BLOCK) {
            for c in 0..columns {
                for y in y0..(y0 + BLOCK).min(height) {
                    out[c * height + y] = grid[y * width + block * BLOCK + c];
                }
            }
        }
    });
    turned
}

/// The smallest product of powers of 2, 3 and 5 that is not below `n`.
pub(crate) fn fast_length(n: usize) -> usize {
    let smooth = |mut m: usize| {
        for prime in [2, 3, 5] {
            while m.is_multiple_of(prime) {
                m /= prime;
            }
        }
        m == 1
    };
    (n.max(1)..).find(|&m| smooth(m)).unwrap_or(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_then_inverse_is_the_identity() {
        let (width, height) = (30, 18);
        let grid: Vec<_> =
            (0..width * height).map(|i| Complex::new((i * 31 % 97) as f64, 0.0)).collect();
        let fft = Fft2::new(width, height);
        let mut there = grid.clone();
        fft.forward(&mut there);
        let sum: f64 = grid.iter().map(|c| c.re).sum();
        assert!((there[0].re - sum).abs() < 1e-6, "the first bin is the sum");
        fft.inverse(&mut there);
        for (a, b) in grid.iter().zip(&there) {
            assert!((a - b / (width * height) as f64).norm() < 1e-9, "{a} and {b}");
        }
    }

    #[test]
    fn lengths_are_smooth() {
        assert_eq!([1, 7, 17, 2048, 1366].map(fast_length), [1, 8, 18, 2048, 1440]);
    }
}
