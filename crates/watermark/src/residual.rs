//! The detector's front end: what remains of a picture when its content is held back.

use crate::gauss;
use crate::plane::Plane;

/// Added to the local deviation, in levels, so that flat areas are not blown up to noise.
const STEADY: f32 = 1.5;
/// Where the normalised residual is clipped, in local deviations.
const CLIP: f32 = 2.5;

/// Band-pass (difference of Gaussians, sigma 0.6 and 4.5), divided by the local deviation (sigma
/// 7), clipped.
///
/// Division and clipping approach the optimal non-linearity for a mark under Laplacian picture
/// detail, and make the result independent of gain and contrast.
pub(crate) fn residual(luma: &Plane) -> Plane {
    let fine = gauss::blur(luma, 0.6);
    let band = fine.zip_map(&gauss::blur(luma, 4.5), |fine, coarse| fine - coarse);
    drop(fine);
    let energy = gauss::blur(&band.map(|b| b * b), 7.0);
    band.zip_map(&energy, |b, e| (b / (e.max(0.0).sqrt() + STEADY)).clamp(-CLIP, CLIP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_and_brightness_hardly_matter() {
        let data: Vec<f32> = (0..64 * 64).map(|i| (i * i % 211) as f32).collect();
        let plane = Plane::new(64, 64, data).unwrap();
        let (a, b) = (residual(&plane), residual(&plane.map(|y| 20.0 + 0.6 * y)));
        for (a, b) in a.data().iter().zip(b.data()) {
            assert!((a - b).abs() < 0.1, "{a} and {b}");
        }
    }
}
