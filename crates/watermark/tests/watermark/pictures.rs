//! Pictures made by procedure: seeded, so that every run sees the same.

use colophon_watermark::{Layout, Pixels, Samples};

/// A uniform value in 0..1 from whole numbers (SplitMix64).
fn hashed(seed: u64, x: i64, y: i64) -> f32 {
    let mut z = seed
        .wrapping_add((x as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .wrapping_add((y as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
}

/// Smooth noise with one random value per unit cell.
fn noise(seed: u64, x: f32, y: f32) -> f32 {
    let (i, j) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (s, t) = (ease(x - i), ease(y - j));
    let at = |di: i64, dj: i64| hashed(seed, i as i64 + di, j as i64 + dj);
    let above = at(0, 0) + s * (at(1, 0) - at(0, 0));
    let below = at(0, 1) + s * (at(1, 1) - at(0, 1));
    above + t * (below - above) - 0.5
}

/// Octaves of noise whose amplitude falls with frequency, as in photographs.
fn fractal(seed: u64, x: f32, y: f32) -> f32 {
    (0..8)
        .map(|o| {
            noise(seed + o, x * 2f32.powi(o as i32), y * 2f32.powi(o as i32))
                / 1.7f32.powi(o as i32)
        })
        .sum()
}

fn draw(
    width: usize,
    height: usize,
    colour: impl Fn(f32, f32, usize, usize) -> [f32; 3],
) -> Pixels {
    let scale = 1.0 / width.max(height) as f32;
    let samples = (0..width * height).flat_map(|i| {
        let (x, y) = (i % width, i / width);
        colour(x as f32 * scale, y as f32 * scale, x, y).map(|c| c.round().clamp(0.0, 255.0) as u8)
    });
    Pixels::new(width, height, Layout::Rgb, Samples::Eight(samples.collect())).unwrap()
}

/// A landscape: smooth sky, hills with texture, sensor noise.
pub(crate) fn landscape(seed: u64, width: usize, height: usize) -> Pixels {
    draw(width, height, |u, v, x, y| {
        let horizon = 0.3 + 0.12 * fractal(seed + 100, 3.0 * u, 0.0);
        let grain = 3.0 * (hashed(seed + 7, x as i64, y as i64) - 0.5);
        if v < horizon {
            let haze = 10.0 * fractal(seed + 200, 2.0 * u, 2.0 * v);
            [120.0 + 150.0 * v + haze, 150.0 + 130.0 * v + haze, 215.0 + haze].map(|c| c + grain)
        } else {
            let land = 110.0 * fractal(seed, 6.0 * u, 6.0 * v);
            [90.0 + land, 105.0 + 0.9 * land, 70.0 + 0.6 * land].map(|c| c + grain)
        }
    })
}

/// Texture from edge to edge.
pub(crate) fn texture(seed: u64, width: usize, height: usize) -> Pixels {
    draw(width, height, |u, v, x, y| {
        let grain = 4.0 * (hashed(seed + 7, x as i64, y as i64) - 0.5);
        let weave = 120.0 * fractal(seed, 12.0 * u, 12.0 * v);
        [128.0 + weave, 120.0 + 0.8 * weave, 110.0 + 0.7 * weave].map(|c| c + grain)
    })
}

/// A flat illustration: discs of one colour each on paper.
pub(crate) fn illustration(seed: u64, width: usize, height: usize) -> Pixels {
    draw(width, height, |u, v, _, _| {
        let mut colour = [244.0, 238.0, 226.0];
        for disc in 0..40 {
            let at = |k: i64| hashed(seed, disc, k);
            if (u - at(0)).hypot(v - at(1)) < 0.02 + 0.1 * at(2) {
                colour = [at(3), at(4), at(5)].map(|c| 40.0 + 200.0 * c);
            }
        }
        colour
    })
}

/// One smooth ramp.
pub(crate) fn gradient(width: usize, height: usize) -> Pixels {
    draw(width, height, |u, v, _, _| [60.0 + 120.0 * u, 80.0 + 60.0 * v, 140.0])
}

/// One colour.
pub(crate) fn plain(width: usize, height: usize) -> Pixels {
    draw(width, height, |_, _, _, _| [183.0, 65.0, 14.0])
}
