//! Chromaprint: about eight numbers a second, each 32 bits of harmony and its change.

use rusty_chromaprint::{Configuration, Fingerprinter};
use serde::{Deserialize, Serialize};

use crate::{error::Fault, sound::AudioSpec};

/// Prints whose aligned bits differ by less than this share are of the same recording.
pub const NEAR_SOUND_ERROR: f64 = 0.35;

/// An overlap shorter than this (some five seconds) proves nothing.
const LEAST_OVERLAP: usize = 40;

/// Prints with fewer different items than this are of silence or a held tone, and match anything alike.
const LEAST_VARIETY: usize = 16;

/// Up to this many pairs every offset is tried; beyond it only those that exact matches vote for.
const ALL_OFFSETS: usize = 1 << 26;

/// A recording's Chromaprint (algorithm 1, as `fpcalc` uses it by default).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundPrint {
    /// The items in order of time.
    pub items: Vec<u32>,
}

/// The best alignment of two prints.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SoundMatch {
    /// Share of differing bits over the overlap, 0 to 1; unrelated music is near 0.5.
    pub error: f64,
    /// Items by which the other print starts later than this one.
    pub offset: i64,
    /// Items that overlap.
    pub overlap: usize,
}

impl SoundMatch {
    /// Is it the same recording?
    pub fn is_near(&self) -> bool {
        self.error < NEAR_SOUND_ERROR
    }
}

impl SoundPrint {
    /// Milliseconds from one item to the next: 1,365 samples at 11,025 a second.
    pub const MILLISECONDS_AN_ITEM: f64 = 1_365.0 * 1000.0 / 11_025.0;

    /// Aligns `other` with this print; none if either is too short or too uniform to be told apart.
    pub fn align(&self, other: &Self) -> Option<SoundMatch> {
        if !self.is_telling() || !other.is_telling() {
            return None;
        }
        let (one, other) = (&self.items, &other.items);
        let least = LEAST_OVERLAP.min(one.len()).min(other.len());
        let offsets = if one.len().saturating_mul(other.len()) <= ALL_OFFSETS {
            let (first, last) = (least as i64 - other.len() as i64, (one.len() - least) as i64);
            (first..=last).collect()
        } else {
            voted_offsets(one, other)
        };
        offsets
            .into_iter()
            .filter_map(|offset| compare(one, other, offset).filter(|found| found.overlap >= least))
            .min_by(|a, b| a.error.total_cmp(&b.error).then(b.overlap.cmp(&a.overlap)))
    }

    fn is_telling(&self) -> bool {
        let different: std::collections::HashSet<_> = self.items.iter().collect();
        different.len() >= LEAST_VARIETY
    }
}

fn compare(one: &[u32], other: &[u32], offset: i64) -> Option<SoundMatch> {
    let (skip_one, skip_other) = (offset.max(0) as usize, (-offset).max(0) as usize);
    let (one, other) = (one.get(skip_one..)?, other.get(skip_other..)?);
    let overlap = one.len().min(other.len());
    let bits: u64 = one.iter().zip(other).map(|(a, b)| u64::from((a ^ b).count_ones())).sum();
    (overlap > 0).then(|| SoundMatch {
        error: bits as f64 / (overlap as f64 * 32.0),
        offset,
        overlap,
    })
}

/// The offsets at which most items agree in their upper 16 bits.
fn voted_offsets(one: &[u32], other: &[u32]) -> Vec<i64> {
    let mut places = std::collections::HashMap::<u32, Vec<usize>>::new();
    for (place, item) in one.iter().enumerate() {
        let list = places.entry(item >> 16).or_default();
        // A value that recurs all the time votes for everything.
        if list.len() < 64 {
            list.push(place);
        }
    }
    let mut votes = std::collections::HashMap::<i64, u32>::new();
    for (place, item) in other.iter().enumerate() {
        for found in places.get(&(item >> 16)).into_iter().flatten() {
            *votes.entry(*found as i64 - place as i64).or_default() += 1;
        }
    }
    let mut ranked: Vec<_> = votes.into_iter().collect();
    ranked.sort_by_key(|(offset, votes)| (std::cmp::Reverse(*votes), *offset));
    ranked.truncate(64);
    ranked.into_iter().map(|(offset, _)| offset).collect()
}

/// Feeds blocks of sound to Chromaprint.
#[derive(Default)]
pub(super) struct Listener(Option<Fingerprinter>);

impl Listener {
    /// Hears interleaved samples.
    pub(super) fn hear(&mut self, spec: AudioSpec, samples: &[i16]) -> Result<(), Fault> {
        let mut printer = match self.0.take() {
            Some(printer) => printer,
            None => {
                let mut printer = Fingerprinter::new(&Configuration::preset_test2());
                printer.start(spec.sample_rate, spec.channels.into()).map_err(|error| {
                    Fault::Unsupported(
                        format!("sound that cannot be fingerprinted ({error})"),
                        "export it with at least 8,000 samples a second",
                    )
                })?;
                printer
            }
        };
        printer.consume(samples);
        self.0 = Some(printer);
        Ok(())
    }

    pub(super) fn finish(self) -> Result<SoundPrint, Fault> {
        let Some(mut printer) = self.0 else { return Ok(SoundPrint { items: Vec::new() }) };
        printer.finish();
        Ok(SoundPrint { items: printer.fingerprint().to_vec() })
    }
}
