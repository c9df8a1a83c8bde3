//! Finding the pilot in a folded tile.

use crate::fft2::Fft2;
use crate::gauss;
use crate::period::TILE;
use crate::tile::{Bin, Carrier, HIGHEST};
use rustfft::num_complex::Complex;

/// Lags in a tile.
const LAGS: usize = TILE * TILE;
/// Upper radii, in cycles per tile, of the bands in which the pilot is looked for. Reduction and
/// compression silence the higher frequencies; a filter without them is then far clearer.
const BANDS: [f64; 3] = [HIGHEST, 28.0, 18.0];
/// Places that one call of [`Pilot::seek_in`] searches.
pub(crate) const TRIALS: usize = LAGS * BANDS.len();
/// Half the side of the square over which a spectrum is whitened.
const WHITENING_RADIUS: usize = 5;
/// Steps in which the shift is refined below a sample, and the finest.
const FRACTIONS: [f64; 4] = [0.5, 0.25, 0.125, 0.0625];

/// One of the eight ways to turn and mirror a square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symmetry {
    /// Quarter turns, counter-clockwise.
    quarters: u8,
    /// Left and right exchanged after turning.
    mirrored: bool,
}

impl Symmetry {
    /// All eight, the picture as it is first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [false, true]
            .into_iter()
            .flat_map(|mirrored| (0..4).map(move |quarters| Self { quarters, mirrored }))
    }

    pub(crate) fn apply(self, tile: &[f32]) -> Vec<f32> {
        let last = TILE - 1;
        let at = |i: usize| {
            let (row, column) = (i / TILE, i % TILE);
            let column = if self.mirrored { last - column } else { column };
            let (row, column) = match self.quarters {
                0 => (row, column),
                1 => (column, last - row),
                2 => (last - row, last - column),
                _ => (last - column, row),
            };
            tile[row * TILE + column]
        };
        (0..tile.len()).map(at).collect()
    }
}

/// A folded tile in which the pilot was looked for.
pub(crate) struct Sighting {
    /// Correlation peak in standard deviations over all lags.
    pub(crate) z: f64,
    /// The symmetry in which it was seen.
    pub(crate) symmetry: Symmetry,
    /// The tile's whitened spectrum, in that symmetry.
    pub(crate) spectrum: Vec<Complex<f32>>,
    /// Where the tile begins, in samples along u and v.
    pub(crate) shift: [f64; 2],
}

/// The matched filters of a key's pilot, one per band.
pub(crate) struct Pilot {
    conjugates: [Vec<Complex<f32>>; BANDS.len()],
    fft: Fft2<f32>,
}

impl Pilot {
    pub(crate) fn new(carrier: &Carrier) -> Self {
        Self {
            conjugates: BANDS.map(|top| carrier.pilot_conjugate(top)),
            fft: Fft2::new(TILE, TILE),
        }
    }

    /// The best of all symmetries.
    pub(crate) fn seek(&self, tile: &[f32]) -> Option<Sighting> {
        Symmetry::all()
            .map(|symmetry| self.seek_in(tile, symmetry))
            .max_by(|a, b| a.z.total_cmp(&b.z))
    }

    /// Correlates the tile, in one symmetry, with the pilot at every lag.
    pub(crate) fn seek_in(&self, tile: &[f32], symmetry: Symmetry) -> Sighting {
        let turned = symmetry.apply(tile);
        let mut spectrum: Vec<_> = turned.iter().map(|&t| Complex::new(t, 0.0)).collect();
        self.fft.forward(&mut spectrum);
        whiten(&mut spectrum);
        let bands = self.conjugates.iter().map(|conjugate| self.peak(&spectrum, conjugate));
        let best = bands.max_by(|a, b| a.0.total_cmp(&b.0));
        let (z, at) = best.unwrap_or((0.0, 0));
        Sighting { z, symmetry, spectrum, shift: [(at % TILE) as f64, (at / TILE) as f64] }
    }

    /// The highest lag of one filter: its height in deviations, and where it is.
    fn peak(&self, spectrum: &[Complex<f32>], conjugate: &[Complex<f32>]) -> (f64, usize) {
        let mut lags: Vec<_> = spectrum.iter().zip(conjugate).map(|(f, pilot)| f * pilot).collect();
        self.fft.inverse(&mut lags);
        let energy = lags.iter().map(|lag| f64::from(lag.re).powi(2)).sum::<f64>();
        let deviation = (energy / LAGS as f64).sqrt();
        let highest = lags.iter().enumerate().max_by(|a, b| a.1.re.total_cmp(&b.1.re));
        let (at, height) = highest.map_or((0, 0.0), |(i, lag)| (i, f64::from(lag.re)));
        (if deviation > 0.0 { height / deviation } else { 0.0 }, at)
    }
}

/// Divides by the root mean square of the surrounding bins, so that every frequency counts by
/// how surely it is seen and not by how strong the picture is there.
fn whiten(spectrum: &mut [Complex<f32>]) {
    let power: Vec<f32> = spectrum.iter().map(Complex::norm_sqr).collect();
    let around = gauss::box_mean_wrapped(&power, TILE, WHITENING_RADIUS);
    for (bin, mean) in spectrum.iter_mut().zip(around) {
        *bin /= mean.max(0.0).sqrt() + 1e-9;
    }
}

/// Turns a bin's phase back by a shift in samples.
pub(crate) fn unshifted(spectrum: &[Complex<f32>], bin: Bin, [du, dv]: [f64; 2]) -> Complex<f32> {
    let turns = (f64::from(bin.u) * du + f64::from(bin.v) * dv) / TILE as f64;
    let (sin, cos) = (std::f64::consts::TAU * turns).sin_cos();
    spectrum[bin.index(TILE)] * Complex::new(cos as f32, sin as f32)
}

/// Moves a shift by fractions of a sample to where the pilot agrees best.
pub(crate) fn refine_shift(carrier: &Carrier, sighting: &Sighting) -> [f64; 2] {
    let agreement = |shift| {
        let parts = carrier.pilot_bins().iter().map(|&bin| {
            let value = unshifted(&sighting.spectrum, bin, shift);
            value.re * f32::from(bin.chips[0]) + value.im * f32::from(bin.chips[1])
        });
        parts.sum::<f32>()
    };
    let (mut best, mut height) = (sighting.shift, agreement(sighting.shift));
    for step in FRACTIONS {
        for (du, dv) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
            let shift = [best[0] + du, best[1] + dv];
            let here = agreement(shift);
            if here > height {
                (best, height) = (shift, here);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::MarkKey;
    use colophon_model::Payload;

    #[test]
    fn a_turned_mirrored_and_shifted_tile_is_seen() {
        let carrier = Carrier::new(&MarkKey::new([3; 32]));
        let pilot = Pilot::new(&carrier);
        let tile: Vec<f32> = carrier.tile(Payload(9)).iter().map(|&t| t as f32).collect();
        for symmetry in Symmetry::all() {
            let seen = pilot.seek(&symmetry.apply(&tile)).unwrap();
            assert!(seen.z > 30.0, "{symmetry:?}: z is {}", seen.z);
        }
        let moved: Vec<f32> = (0..LAGS)
            .map(|i| tile[(i / TILE + TILE - 5) % TILE * TILE + (i + TILE - 9) % TILE])
            .collect();
        assert_eq!(pilot.seek(&moved).unwrap().shift, [9.0, 5.0], "right by 9, down by 5");
    }

    #[test]
    fn another_key_sees_nothing() {
        let tile = Carrier::new(&MarkKey::new([3; 32])).tile(Payload(9));
        let tile: Vec<f32> = tile.iter().map(|&t| t as f32).collect();
        let other = Pilot::new(&Carrier::new(&MarkKey::new([4; 32])));
        let z = other.seek(&tile).unwrap().z;
        assert!(z < 5.5, "z is {z}");
        assert_eq!(other.seek(&[0.0; LAGS]).unwrap().z, 0.0, "an empty tile has no peak");
    }
}
