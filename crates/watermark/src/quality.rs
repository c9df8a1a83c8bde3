//! How far a marked copy is from its original.

use crate::error::{Error, Result};
use crate::gauss;
use crate::pixels::{Pixels, Sample, Samples};
use crate::plane::Plane;
use rayon::prelude::*;

/// Rows of the map that are computed at a time, to bound memory.
const STRIP: usize = 128;
/// Rows around a strip that its windows reach.
const REACH: usize = 6;

/// Peak signal-to-noise ratio in dB over the colour samples of all pixels that are not fully
/// transparent in `original`; infinite if nothing differs.
///
/// # Errors
/// [`Error::BufferSize`] if the pictures differ in size, layout or depth.
pub fn psnr(original: &Pixels, copy: &Pixels) -> Result<f64> {
    let differs = || Error::BufferSize {
        width: original.width(),
        height: original.height(),
        channels: original.layout().channels(),
        expected: original.width() * original.height() * original.layout().channels(),
        found: copy.width() * copy.height() * copy.layout().channels(),
    };
    if (original.width(), original.height(), original.layout())
        != (copy.width(), copy.height(), copy.layout())
    {
        return Err(differs());
    }
    match (original.samples(), copy.samples()) {
        (Samples::Eight(a), Samples::Eight(b)) => Ok(psnr_of(original, a, b)),
        (Samples::Sixteen(a), Samples::Sixteen(b)) => Ok(psnr_of(original, a, b)),
        _ => Err(differs()),
    }
}

fn psnr_of<S: Sample>(shape: &Pixels, a: &[S], b: &[S]) -> f64 {
    let layout = shape.layout();
    let line = shape.width() * layout.channels();
    let rows: Vec<(f64, usize)> = a
        .par_chunks(line)
        .zip(b.par_chunks(line))
        .map(|(a, b)| {
            let mut sum = (0.0, 0);
            let pixels = a.chunks_exact(layout.channels()).zip(b.chunks_exact(layout.channels()));
            for (a, b) in pixels {
                if layout.has_alpha() && a.last() == Some(&S::ZERO) {
                    continue;
                }
                for (&a, &b) in a.iter().zip(b).take(layout.colours()) {
                    sum.0 += f64::from(a.to_f32() - b.to_f32()).powi(2);
                    sum.1 += 1;
                }
            }
            sum
        })
        .collect();
    ratio::<S>(rows)
}

/// PSNR from the squared errors and the sample counts of the rows, summed in order so that the
/// result does not depend on the number of threads.
pub(crate) fn ratio<S: Sample>(rows: Vec<(f64, usize)>) -> f64 {
    let (error, count) = rows.into_iter().fold((0.0, 0), |(e, n), (de, dn)| (e + de, n + dn));
    10.0 * (f64::from(S::PEAK).powi(2) * count as f64 / error).log10()
}

/// Mean structural similarity of two luma planes (Wang, Bovik, Sheikh and Simoncelli, IEEE
/// Transactions on Image Processing 13(4), 2004): Gaussian windows of sigma 1.5, K1 = 0.01,
/// K2 = 0.03, range 255.
///
/// # Errors
/// [`Error::BufferSize`] if the planes differ in size.
pub fn ssim(original: &Plane, copy: &Plane) -> Result<f64> {
    if (original.width(), original.height()) != (copy.width(), copy.height()) {
        return Err(Error::BufferSize {
            width: original.width(),
            height: original.height(),
            channels: 1,
            expected: original.data().len(),
            found: copy.data().len(),
        });
    }
    let strips: Vec<usize> = (0..original.height()).step_by(STRIP).collect();
    let sums = strips.into_par_iter().map(|top| strip_sum(original, copy, top));
    let sums: Vec<f64> = sums.collect();
    Ok(sums.iter().sum::<f64>() / original.data().len() as f64)
}

fn strip_sum(original: &Plane, copy: &Plane, top: usize) -> f64 {
    const C1: f32 = 0.01 * 255.0 * 0.01 * 255.0;
    const C2: f32 = 0.03 * 255.0 * 0.03 * 255.0;
    let (width, height) = (original.width(), original.height());
    let bottom = (top + STRIP).min(height);
    let (from, to) = (top.saturating_sub(REACH), (bottom + REACH).min(height));
    let cut = |plane: &Plane| {
        Plane::from_parts(width, to - from, plane.data()[from * width..to * width].to_vec())
    };
    let (a, b) = (cut(original), cut(copy));
    let blur = |plane: &Plane| gauss::blur(plane, 1.5);
    let (mean_a, mean_b) = (blur(&a), blur(&b));
    let (aa, bb) = (blur(&a.map(|v| v * v)), blur(&b.map(|v| v * v)));
    let ab = blur(&a.zip_map(&b, |a, b| a * b));
    let inside = (top - from) * width..(bottom - from) * width;
    inside
        .map(|i| {
            let (ma, mb) = (mean_a.data()[i], mean_b.data()[i]);
            let (va, vb) = (aa.data()[i] - ma * ma, bb.data()[i] - mb * mb);
            let covariance = ab.data()[i] - ma * mb;
            let luminance = (2.0 * ma * mb + C1) / (ma * ma + mb * mb + C1);
            f64::from(luminance * (2.0 * covariance + C2) / (va + vb + C2))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Layout;

    #[test]
    fn psnr_counts_visible_colour_only() {
        let a = Samples::Eight(vec![100, 100, 100, 255, 9, 9, 9, 0]);
        let b = Samples::Eight(vec![101, 101, 101, 255, 90, 90, 90, 0]);
        let picture = |samples| Pixels::new(2, 1, Layout::Rgba, samples).unwrap();
        let db = psnr(&picture(a), &picture(b)).unwrap();
        assert!((db - 48.1308).abs() < 1e-3, "one level everywhere is 20 log10 255: {db}");
    }

    #[test]
    fn ssim_is_one_for_equal_planes_and_falls_with_noise() {
        let a = Plane::new(90, 300, (0..27000).map(|i| (i * 29 % 251) as f32).collect()).unwrap();
        assert!((ssim(&a, &a).unwrap() - 1.0).abs() < 1e-4, "equal planes");
        let b = Plane::new(90, 300, (0..27000).map(|i| (i * 31 % 251) as f32).collect()).unwrap();
        assert!(ssim(&a, &b).unwrap() < 0.2, "unrelated planes");
    }
}
