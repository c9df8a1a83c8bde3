//! A perceptual hash of 256 bits, after PDQ: the signs of the low frequencies of a 64 × 64 grey image
//! against their median (Meta, "The TMK+PDQF and PDQ algorithms", 2019). The front end is our own, so
//! hashes are comparable with each other, not with other people's.

use std::{f64::consts::PI, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::front::grey_square;
use crate::{Orientation, Picture};

const SIDE: usize = 64;
const KEPT: usize = 16;

/// Hashes at this many differing bits of 256, or fewer, are of near-duplicates.
pub const NEAR_PICTURE_BITS: u32 = 31;

/// Below this a picture is too flat for its hash to mean anything; such hashes are not compared.
pub const LEAST_QUALITY: u8 = 50;

/// 256 bits of appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PictureHash(pub [u64; 4]);

impl PictureHash {
    /// How many bits differ.
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }
}

impl fmt::Display for PictureHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl FromStr for PictureHash {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a hash of 64 hexadecimal digits");
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut words = [0; 4];
        for (index, word) in words.iter_mut().enumerate() {
            let digits = text.get(index * 16..index * 16 + 16).ok_or_else(wrong)?;
            *word = u64::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        Ok(Self(words))
    }
}

impl TryFrom<String> for PictureHash {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<PictureHash> for String {
    fn from(hash: PictureHash) -> Self {
        hash.to_string()
    }
}

/// The hash of a picture as it is seen, and its quality from 0 (flat) to 100.
pub fn picture_hash(picture: &Picture, orientation: Orientation) -> (PictureHash, u8) {
    let square = grey_square(picture, orientation, SIDE);
    (hash(&square), quality(&square))
}

fn hash(square: &[f64]) -> PictureHash {
    // Rows 1 to 16 of the DCT-II matrix: the mean, row 0, says nothing about appearance.
    let mut matrix = [[0.0; SIDE]; KEPT];
    for (i, row) in matrix.iter_mut().enumerate() {
        for (j, value) in row.iter_mut().enumerate() {
            *value = (PI / (2.0 * SIDE as f64) * (i + 1) as f64 * (2 * j + 1) as f64).cos();
        }
    }
    let mut half = [[0.0; SIDE]; KEPT];
    for (row, frequencies) in matrix.iter().zip(half.iter_mut()) {
        for (line, weight) in square.chunks_exact(SIDE).zip(row) {
            for (sum, sample) in frequencies.iter_mut().zip(line) {
                *sum += weight * sample;
            }
        }
    }
    let coefficients: Vec<f64> = half
        .iter()
        .flat_map(|line| matrix.iter().map(|row| line.iter().zip(row).map(|(a, b)| a * b).sum()))
        .collect();
    let mut sorted = coefficients.clone();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[KEPT * KEPT / 2 - 1];
    let mut words = [0u64; 4];
    for (index, value) in coefficients.iter().enumerate() {
        if *value > median {
            words[index / 64] |= 1 << (index % 64);
        }
    }
    PictureHash(words)
}

/// The sum of quantised gradients, as PDQ scales it.
fn quality(square: &[f64]) -> u8 {
    let step = |a: f64, b: f64| ((a - b).abs() * 100.0 / 255.0) as u32;
    let across: u32 =
        square.chunks_exact(SIDE).flat_map(|row| row.windows(2)).map(|w| step(w[0], w[1])).sum();
    let down: u32 = square.iter().zip(square.iter().skip(SIDE)).map(|(a, b)| step(*a, *b)).sum();
    ((across + down) / 90).min(100) as u8
}
