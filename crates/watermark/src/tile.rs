//! The keyed carrier: which frequencies of a tile hold the pilot, which the coded bits.

use crate::code::{self, CODED_BITS};
use crate::fft2::Fft2;
use crate::key::MarkKey;
use crate::message;
use crate::period::TILE;
use colophon_model::Payload;
use rand_chacha::ChaCha20Rng;
use rand_core::RngCore;
use rustfft::num_complex::Complex;

/// Lowest radius of the band, in cycles per tile.
pub(crate) const LOWEST: f64 = 7.0;
/// Highest radius of the band, in cycles per tile.
pub(crate) const HIGHEST: f64 = 42.0;
/// The radius at which a bin has amplitude 1.
const UNIT_RADIUS: f64 = 20.0;
/// The amplitude falls with this power of the radius, as the spectra of pictures do.
const FALL: f64 = -0.35;
/// Samples of [`Carrier::fine_tile`] per tile sample.
pub(crate) const OVERSAMPLING: usize = 8;

/// One complex bin of the tile's spectrum. Its mirror image holds the conjugate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bin {
    /// Cycles per tile along x.
    pub(crate) u: i32,
    /// Cycles per tile along y.
    pub(crate) v: i32,
    /// Signs of the real and of the imaginary part.
    pub(crate) chips: [i8; 2],
}

impl Bin {
    pub(crate) fn radius(self) -> f64 {
        f64::from(self.u).hypot(f64::from(self.v))
    }

    /// Where the bin lies in a `size` x `size` spectrum.
    pub(crate) fn index(self, size: usize) -> usize {
        let wrap = |f: i32| f.rem_euclid(size as i32) as usize;
        wrap(self.v) * size + wrap(self.u)
    }

    fn mirror(self) -> Self {
        Self { u: -self.u, v: -self.v, ..self }
    }

    fn amplitude(self) -> f64 {
        (self.radius() / UNIT_RADIUS).powf(FALL)
    }
}

/// Everything that a key fixes: the bins in keyed order, pilots first.
pub(crate) struct Carrier {
    bins: Vec<Bin>,
    pilots: usize,
}

impl Carrier {
    /// Draws the carrier from the key's stream; the order of the draws is part of the format.
    pub(crate) fn new(key: &MarkKey) -> Self {
        let mut stream = key.picture_stream();
        let mut bins = band();
        for i in (1..bins.len()).rev() {
            bins.swap(i, below(&mut stream, i + 1));
        }
        let mut signs = Signs { stream, word: 0, left: 0 };
        for bin in &mut bins {
            bin.chips = [signs.next_sign(), signs.next_sign()];
        }
        let pilots = bins.len() / 4;
        Self { bins, pilots }
    }

    /// The bins with known signs.
    pub(crate) fn pilot_bins(&self) -> &[Bin] {
        &self.bins[..self.pilots]
    }

    /// The bins that carry coded bits, each with the slots of its real and imaginary part.
    pub(crate) fn data_bins(&self) -> impl Iterator<Item = (Bin, [usize; 2])> + '_ {
        let slots = (0..).map(|i| [(2 * i) % CODED_BITS, (2 * i + 1) % CODED_BITS]);
        self.bins[self.pilots..].iter().copied().zip(slots)
    }

    /// The bins with their values for a payload.
    fn values(&self, payload: Payload) -> Vec<(Bin, Complex<f64>)> {
        let coded = code::encode(&message::message_bits(payload));
        let sign = |slot: usize| if coded[slot] { -1.0 } else { 1.0 };
        let plain = |bin: Bin| bin.chips.map(f64::from);
        let pilots = self.pilot_bins().iter().map(|&bin| (bin, plain(bin)));
        let data = self.data_bins().map(|(bin, [re, im])| {
            let [a, b] = plain(bin);
            (bin, [a * sign(re), b * sign(im)])
        });
        let values = pilots.chain(data);
        values.map(|(bin, [re, im])| (bin, Complex::new(re, im) * bin.amplitude())).collect()
    }

    /// The tile for a payload, 128 x 128, zero mean and unit variance.
    #[cfg(test)]
    pub(crate) fn tile(&self, payload: Payload) -> Vec<f64> {
        render(&self.values(payload), TILE)
    }

    /// The same tile with [`OVERSAMPLING`] times as many samples along each side; sample
    /// `(8 i, 8 j)` is sample `(i, j)` of the tile.
    pub(crate) fn fine_tile(&self, payload: Payload) -> Vec<f32> {
        render(&self.values(payload), TILE * OVERSAMPLING).iter().map(|&t| t as f32).collect()
    }

    /// The conjugate spectrum of the pilot alone, up to a radius, for correlation.
    pub(crate) fn pilot_conjugate(&self, top: f64) -> Vec<Complex<f32>> {
        let mut spectrum = vec![Complex::new(0.0, 0.0); TILE * TILE];
        for &bin in self.pilot_bins().iter().filter(|bin| bin.radius() <= top) {
            let [re, im] = bin.chips.map(f32::from);
            let value = Complex::new(re, im) * bin.amplitude() as f32;
            spectrum[bin.index(TILE)] = value.conj();
            spectrum[bin.mirror().index(TILE)] = value;
        }
        spectrum
    }

    #[cfg(test)]
    pub(crate) fn bins(&self) -> &[Bin] {
        &self.bins
    }
}

/// The bins of the upper half-plane inside the band, row by row.
fn band() -> Vec<Bin> {
    let top = HIGHEST as i32;
    let plane = (0..=top).flat_map(|v| {
        // Negative frequencies come after the positive ones, as in a transform's output.
        (0..=top).chain(-top..0).map(move |u| Bin { u, v, chips: [1, 1] })
    });
    plane
        .filter(|bin| bin.v > 0 || bin.u > 0)
        .filter(|bin| (LOWEST..=HIGHEST).contains(&bin.radius()))
        .collect()
}

/// A whole number below `bound`, from one 32-bit word (multiply and shift, never rejected).
fn below(stream: &mut ChaCha20Rng, bound: usize) -> usize {
    ((u64::from(stream.next_u32()) * bound as u64) >> 32) as usize
}

/// Signs from 32-bit words, lowest bit first; a set bit is -1.
struct Signs {
    stream: ChaCha20Rng,
    word: u32,
    left: u32,
}

impl Signs {
    fn next_sign(&mut self) -> i8 {
        if self.left == 0 {
            (self.word, self.left) = (self.stream.next_u32(), 32);
        }
        let sign = if self.word & 1 == 1 { -1 } else { 1 };
        (self.word, self.left) = (self.word >> 1, self.left - 1);
        sign
    }
}

/// Inverse transform on a `size` x `size` grid, scaled to unit variance (Parseval).
fn render(values: &[(Bin, Complex<f64>)], size: usize) -> Vec<f64> {
    let mut grid = vec![Complex::new(0.0, 0.0); size * size];
    for &(bin, value) in values {
        grid[bin.index(size)] = value;
        grid[bin.mirror().index(size)] = value.conj();
    }
    Fft2::new(size, size).inverse(&mut grid);
    let deviation = values.iter().map(|(_, value)| 2.0 * value.norm_sqr()).sum::<f64>().sqrt();
    grid.iter().map(|sample| sample.re / deviation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_zero_mean_and_unit_variance_and_the_fine_one_agrees() {
        let carrier = Carrier::new(&MarkKey::new([7; 32]));
        let tile = carrier.tile(Payload(42));
        let n = tile.len() as f64;
        assert!((tile.iter().sum::<f64>() / n).abs() < 1e-9, "no constant part");
        assert!((tile.iter().map(|t| t * t).sum::<f64>() / n - 1.0).abs() < 1e-9, "unit variance");
        let fine = carrier.fine_tile(Payload(42));
        for (i, &sample) in tile.iter().enumerate() {
            let at = i / TILE * OVERSAMPLING * TILE * OVERSAMPLING + i % TILE * OVERSAMPLING;
            assert!((sample - f64::from(fine[at])).abs() < 1e-5, "sample {i}");
        }
    }

    #[test]
    fn every_coded_bit_has_several_chips() {
        let carrier = Carrier::new(&MarkKey::new([7; 32]));
        let mut uses = [0; CODED_BITS];
        carrier.data_bins().flat_map(|(_, slots)| slots).for_each(|slot| uses[slot] += 1);
        assert!(uses.iter().all(|&n| n == 9 || n == 10), "uneven: {uses:?}");
    }
}
