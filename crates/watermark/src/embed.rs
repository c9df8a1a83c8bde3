//! Writing a mark into a picture.

use crate::detect::{self, DetectHints};
use crate::error::{Error, Result};
use crate::key::MarkKey;
use crate::mask::{self, FLAT_GAIN, Mask};
use crate::period::{MIN_SHORT_EDGE, TILE, period};
use crate::pixels::{Layout, Pixels, Sample, Samples};
use crate::plane::Plane;
use crate::quality;
use crate::tile::{Carrier, OVERSAMPLING};
use colophon_model::Payload;
use rayon::prelude::*;

/// Textured share of the area below which a picture is refused.
const TOO_FLAT: f32 = 0.005;
/// Textured share of the area below which a mark hides poorly.
const FEW_PLACES: f32 = 0.20;
/// Score of the undamaged copy below which little damage is survived.
const FRAGILE_Z: f64 = 15.0;
/// Largest standard deviation, in levels of 255, of the mark in a flat area. A picture that is
/// mostly flat gets a weaker mark than asked for and not a visible one.
const FLAT_CEILING: f32 = 1.0;
/// Rounds of fitting the amplitude to the asked-for PSNR after rounding and clipping.
const FITTING_ROUNDS: usize = 5;
/// How close to the asked-for PSNR is close enough, in dB.
const FITTING_TOLERANCE: f64 = 0.02;

/// How strong a mark is: the PSNR, in dB, of the marked copy against the original. A lower value
/// is a stronger mark.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Strength(f32);

impl Strength {
    const MIN: f32 = 36.0;
    const MAX: f32 = 56.0;

    /// The PSNR to aim at, in dB.
    ///
    /// # Errors
    /// [`Error::Strength`] outside 36 to 56 dB.
    pub fn psnr(db: f32) -> Result<Self> {
        if (Self::MIN..=Self::MAX).contains(&db) {
            Ok(Self(db))
        } else {
            Err(Error::Strength { db, min: Self::MIN, max: Self::MAX })
        }
    }

    /// The PSNR aimed at, in dB.
    #[must_use]
    pub const fn db(self) -> f32 {
        self.0
    }
}

impl Default for Strength {
    /// 44 dB: invisible in photographs and read after the damage of ordinary sharing.
    fn default() -> Self {
        Self(44.0)
    }
}

/// How well a picture hides its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hiding {
    /// Expect the mark to be read after ordinary sharing.
    Good,
    /// The picture is mostly flat or small: the mark is there, but strong compression or
    /// reduction will remove it. Worth a warning before export.
    Poor,
}

/// What was written, measured on the finished samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Embedded {
    /// PSNR over visible colour samples, in dB. Above the asked-for value where the picture is
    /// too flat to hide a mark of that strength.
    pub psnr: f64,
    /// Mean structural similarity of the luma, at most 1.
    pub ssim: f64,
    /// The score that the detector finds in the undamaged copy, in standard deviations. Damage
    /// only lowers it; reading needs [`crate::READ_Z`].
    pub predicted_z: f64,
    /// Share of the picture's area with texture to hide in, 0 to 1.
    pub textured: f32,
    /// Whether a warning is due.
    pub hiding: Hiding,
    /// The tile's period in pixels.
    pub period: f64,
}

/// Writes `payload` into `picture` and reads it back.
///
/// The same difference is added to red, green and blue; alpha and fully transparent pixels are
/// untouched. On an error the picture is unchanged.
///
/// # Errors
/// [`Error::TooSmall`] below 256 px, [`Error::TooFlat`] without texture to hide in,
/// [`Error::NotReadBack`] if the finished copy does not give the payload back.
pub fn embed(
    picture: &mut Pixels,
    payload: Payload,
    key: &MarkKey,
    strength: Strength,
) -> Result<Embedded> {
    let (width, height) = (picture.width(), picture.height());
    let short_edge = width.min(height);
    if short_edge < MIN_SHORT_EDGE {
        return Err(Error::TooSmall { short_edge, minimum: MIN_SHORT_EDGE });
    }
    let period = period(width, height);
    let before = picture.luma();
    let Mask { gain, textured } = mask::mask(&before.shrink(period / TILE as f64));
    if textured < TOO_FLAT {
        return Err(Error::TooFlat { textured_percent: 100.0 * textured });
    }
    let fine = Carrier::new(key).fine_tile(payload);
    let mark = weighted_tile(width, height, period, &fine, &gain);
    let (samples, psnr) = match picture.samples() {
        Samples::Eight(samples) => {
            let (samples, psnr) = add(samples, picture.layout(), &mark, strength);
            (Samples::Eight(samples), psnr)
        }
        Samples::Sixteen(samples) => {
            let (samples, psnr) = add(samples, picture.layout(), &mark, strength);
            (Samples::Sixteen(samples), psnr)
        }
    };
    drop(mark);
    let marked = Pixels::new(width, height, picture.layout(), samples)?;
    let after = marked.luma();
    let ssim = quality::ssim(&before, &after)?;
    let read = detect::detect_plane(&after, key, &DetectHints::undamaged());
    if read.payload() != Some(payload) {
        return Err(Error::NotReadBack { z: read.z });
    }
    let poor = textured < FEW_PLACES || read.z < FRAGILE_Z;
    picture.replace_samples(marked.into_samples());
    Ok(Embedded {
        psnr,
        ssim,
        predicted_z: read.z,
        textured,
        hiding: if poor { Hiding::Poor } else { Hiding::Good },
        period,
    })
}

/// For each index along a line of `n` pixels: the sample at or before its place on a coarser or
/// finer grid, and the distance beyond it.
fn places(n: usize, place: impl Fn(f64) -> f64) -> Vec<(usize, f32)> {
    let split = |i: usize| {
        let at = place(i as f64).max(0.0);
        (at as usize, at.fract() as f32)
    };
    (0..n).map(split).collect()
}

/// The tile repeated over the picture, times the mask.
fn weighted_tile(width: usize, height: usize, period: f64, fine: &[f32], gain: &Plane) -> Plane {
    let side = TILE * OVERSAMPLING;
    // Pixel x is tile sample (x + 1/2) 128/P - 1/2: pixel areas, not pixel centres, correspond
    // when a picture is resized, so an uncropped copy keeps its phase.
    let in_tile = |i: f64| {
        let sample = (i + 0.5) * TILE as f64 / period - 0.5;
        (sample * OVERSAMPLING as f64).rem_euclid(side as f64)
    };
    let in_mask = |cells: usize, n: usize| move |i: f64| (i + 0.5) * cells as f64 / n as f64 - 0.5;
    let tile_x = places(width, in_tile);
    let tile_y = places(height, in_tile);
    let mask_x = places(width, in_mask(gain.width(), width));
    let mask_y = places(height, in_mask(gain.height(), height));
    let mix = |a: f32, b: f32, t: f32| a + t * (b - a);
    let mut data = vec![0.0f32; width * height];
    data.par_chunks_mut(width).enumerate().for_each(|(y, line)| {
        let (row, down) = tile_y[y];
        let upper = &fine[row % side * side..][..side];
        let lower = &fine[(row + 1) % side * side..][..side];
        let (mask_row, mask_down) = mask_y[y];
        let above = gain.row(mask_row.min(gain.height() - 1));
        let below = gain.row((mask_row + 1).min(gain.height() - 1));
        for (x, out) in line.iter_mut().enumerate() {
            let (i, right) = tile_x[x];
            let (i, j) = (i % side, (i + 1) % side);
            let tile = mix(mix(upper[i], upper[j], right), mix(lower[i], lower[j], right), down);
            let (i, right) = mask_x[x];
            let (i, j) = (i.min(gain.width() - 1), (i + 1).min(gain.width() - 1));
            let gain =
                mix(mix(above[i], above[j], right), mix(below[i], below[j], right), mask_down);
            *out = tile * gain;
        }
    });
    Plane::from_parts(width, height, data)
}

/// Adds the mark with the amplitude that gives the asked-for PSNR after rounding and clipping.
fn add<S: Sample>(
    samples: &[S],
    layout: Layout,
    mark: &Plane,
    strength: Strength,
) -> (Vec<S>, f64) {
    let target = f64::from(strength.db());
    let ceiling = f64::from(FLAT_CEILING / FLAT_GAIN);
    let energy: Vec<f64> = (0..mark.height())
        .into_par_iter()
        .map(|y| mark.row(y).iter().map(|&w| f64::from(w) * f64::from(w)).sum())
        .collect();
    let deviation = (energy.iter().sum::<f64>() / mark.data().len() as f64).sqrt();
    let wanted = 255.0 / 10f64.powf(target / 20.0) / deviation.max(f64::MIN_POSITIVE);
    let mut amplitude = wanted.min(ceiling);
    for _ in 0..FITTING_ROUNDS {
        let gap = error_psnr(samples, layout, mark, amplitude as f32) - target;
        if gap.abs() < FITTING_TOLERANCE || (gap > 0.0 && amplitude >= ceiling) {
            break;
        }
        // Weak marks vanish in rounding altogether: limit the step that an infinite PSNR asks for.
        amplitude = (amplitude * 10f64.powf(gap.clamp(-12.0, 12.0) / 20.0)).min(ceiling);
    }
    let psnr = error_psnr(samples, layout, mark, amplitude as f32);
    let mut marked = samples.to_vec();
    let line = mark.width() * layout.channels();
    marked.par_chunks_mut(line).enumerate().for_each(|(y, pixels)| {
        for (pixel, &w) in pixels.chunks_exact_mut(layout.channels()).zip(mark.row(y)) {
            if is_visible(pixel, layout) {
                let difference = scaled::<S>(w, amplitude as f32);
                for sample in pixel.iter_mut().take(layout.colours()) {
                    *sample = S::from_f32(sample.to_f32() + difference);
                }
            }
        }
    });
    (marked, psnr)
}

fn is_visible<S: Sample>(pixel: &[S], layout: Layout) -> bool {
    !(layout.has_alpha() && pixel.last() == Some(&S::ZERO))
}

/// A mark sample, in levels of 255, as a whole number of steps of the sample depth: rounded before
/// it is added, so that all colours of a pixel change alike.
fn scaled<S: Sample>(mark: f32, amplitude: f32) -> f32 {
    (mark * amplitude * (S::PEAK / 255.0)).round()
}

/// The PSNR that adding the mark would give, without storing the result.
fn error_psnr<S: Sample>(samples: &[S], layout: Layout, mark: &Plane, amplitude: f32) -> f64 {
    let line = mark.width() * layout.channels();
    let rows = samples.par_chunks(line).enumerate().map(|(y, pixels)| {
        let (mut error, mut count) = (0.0f64, 0);
        for (pixel, &w) in pixels.chunks_exact(layout.channels()).zip(mark.row(y)) {
            if is_visible(pixel, layout) {
                let difference = scaled::<S>(w, amplitude);
                for sample in &pixel[..layout.colours()] {
                    let old = sample.to_f32();
                    error += f64::from(S::from_f32(old + difference).to_f32() - old).powi(2);
                    count += 1;
                }
            }
        }
        (error, count)
    });
    quality::ratio::<S>(rows.collect())
}
