//! From a sighted tile to soft bits.

use crate::code::CODED_BITS;
use crate::pilot::{self, Sighting};
use crate::tile::{Bin, Carrier, HIGHEST, LOWEST};

/// Rings of equal width over which the channel is estimated.
const RINGS: usize = 10;

fn ring(bin: Bin) -> usize {
    let share = (bin.radius() - LOWEST) / (HIGHEST - LOWEST);
    ((share * RINGS as f64) as usize).min(RINGS - 1)
}

/// Soft values for the coded bits, of unit deviation; positive speaks for 0.
///
/// Each ring is weighted by its pilots' mean over variance (maximum-ratio combining), so that
/// bands lost to compression or blur do not speak.
pub(crate) fn soft_bits(carrier: &Carrier, sighting: &Sighting) -> [f32; CODED_BITS] {
    let shift = pilot::refine_shift(carrier, sighting);
    let observe = |bin: Bin| {
        let value = pilot::unshifted(&sighting.spectrum, bin, shift);
        [value.re * f32::from(bin.chips[0]), value.im * f32::from(bin.chips[1])]
    };
    let mut rings = [Tally::default(); RINGS];
    for &bin in carrier.pilot_bins() {
        observe(bin).into_iter().for_each(|y| rings[ring(bin)].add(y));
    }
    let weights = rings.map(Tally::weight);
    let mut soft = [0.0f32; CODED_BITS];
    for (bin, slots) in carrier.data_bins() {
        for (slot, y) in slots.into_iter().zip(observe(bin)) {
            soft[slot] += weights[ring(bin)] * y;
        }
    }
    let mean = soft.iter().sum::<f32>() / CODED_BITS as f32;
    let variance = soft.iter().map(|s| (s - mean).powi(2)).sum::<f32>() / CODED_BITS as f32;
    soft.map(|s| s / (variance.sqrt() + 1e-9))
}

/// Count, sum and sum of squares of one ring's pilots.
#[derive(Clone, Copy, Default)]
struct Tally {
    count: f32,
    sum: f32,
    squares: f32,
}

impl Tally {
    fn add(&mut self, y: f32) {
        self.count += 1.0;
        self.sum += y;
        self.squares += y * y;
    }

    fn weight(self) -> f32 {
        let mean = self.sum / self.count.max(1.0);
        let variance = (self.squares / self.count.max(1.0) - mean * mean).max(0.0);
        mean.max(0.0) / (variance + 1e-9)
    }
}
