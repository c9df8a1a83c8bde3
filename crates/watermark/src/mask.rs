//! How much of the mark each part of a picture can hide.

use crate::gauss;
use crate::plane::Plane;

/// Amplitude in a part without any texture, relative to the slope below. Lower than a plain
/// masking model would set it: grain shows first in smooth, defocused areas.
const FLOOR: f32 = 0.45;
/// Amplitude gained per level of local activity.
const SLOPE: f32 = 0.55;
/// Activity in levels (of 255) beyond which more of it hides no more of the mark.
const SATURATION: f32 = 10.0;
/// Activity in levels from which a part counts as textured.
const TEXTURED: f32 = 1.0;

/// The mask of a picture at working size.
pub(crate) struct Mask {
    /// Relative amplitude per pixel.
    pub(crate) gain: Plane,
    /// Share of the area with texture, 0 to 1.
    pub(crate) textured: f32,
}

/// Amplitude in a flat mid-grey area, the darkest case of the luminance term.
pub(crate) const FLAT_GAIN: f32 = FLOOR * 0.85;

/// Texture and luminance masking of a luma plane whose tile period is 128 px.
///
/// Activity is the root of the smoothed energy above the mark's lowest frequencies. Its minimum
/// over the neighbourhood is mixed in, so that an isolated edge does not spread grain into the
/// flat areas beside it.
pub(crate) fn mask(luma: &Plane) -> Mask {
    let detail = luma.zip_map(&gauss::blur(luma, 2.5), |y, smooth| (y - smooth) * (y - smooth));
    let activity = gauss::blur(&detail, 4.0).map(|energy| energy.max(0.0).sqrt());
    let calm = gauss::minimum(&gauss::blur(&activity, 2.0), 4);
    let activity = calm.zip_map(&activity, |calm, here| 0.6 * calm + 0.4 * here);
    let textured = activity.data().iter().filter(|&&a| a >= TEXTURED).count();
    let textured = textured as f32 / activity.data().len() as f32;
    let texture = activity.map(|a| FLOOR + SLOPE * a.min(SATURATION));
    let gain =
        texture.zip_map(&gauss::blur(luma, 3.0), |t, y| t * (0.85 + 0.3 * (y / 255.0 - 0.5).abs()));
    Mask { gain, textured }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Left half grey, right half alternating dots.
    fn half_textured() -> Plane {
        let (width, height) = (128, 64);
        let at = |i: usize| {
            let (x, y) = (i % width, i / width);
            if x < width / 2 { 128.0 } else { 128.0 + 20.0 * (((x / 2 + y / 2) % 2) as f32 - 0.5) }
        };
        Plane::new(width, height, (0..width * height).map(at).collect()).unwrap()
    }

    #[test]
    fn texture_hides_far_more_than_a_flat_area() {
        let mask = mask(&half_textured());
        let (flat, textured) = (mask.gain.row(32)[10], mask.gain.row(32)[110]);
        assert!((flat - FLAT_GAIN).abs() < 1e-3, "the floor is reached: {flat}");
        assert!(textured > 8.0 * flat, "{textured} against {flat}");
        assert!((0.4..0.6).contains(&mask.textured), "half of it is textured: {}", mask.textured);
    }

    #[test]
    fn a_lone_edge_leaves_the_area_beside_it_alone() {
        let data = (0..128 * 64).map(|i| if i % 128 < 64 { 40.0 } else { 200.0 }).collect();
        let mask = mask(&Plane::new(128, 64, data).unwrap());
        let beside = mask.gain.row(32)[64 + 24];
        assert!(beside < 1.5 * FLAT_GAIN, "24 px from the edge the mask is {beside}");
    }
}
