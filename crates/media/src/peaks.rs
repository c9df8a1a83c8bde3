//! Loudness over time, small enough to draw.

use serde::{Deserialize, Serialize};

/// Peak levels from 0 (silence) to 255 (full scale), evenly spread over the piece.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Peaks(pub Vec<u8>);

/// Collects peaks without knowing how long the piece will be: when there are twice too many, pairs merge.
pub(crate) struct Meter {
    wanted: usize,
    frames_a_column: usize,
    in_column: usize,
    loudest: f32,
    columns: Vec<f32>,
}

impl Meter {
    pub(crate) fn new(wanted: usize) -> Self {
        let wanted = wanted.clamp(1, 1 << 16);
        Self { wanted, frames_a_column: 256, in_column: 0, loudest: 0.0, columns: Vec::new() }
    }

    /// Hears interleaved samples of full scale ±1.
    pub(crate) fn hear(&mut self, samples: &[f32], channels: u16) {
        for frame in samples.chunks(usize::from(channels.max(1))) {
            let level = frame.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
            self.loudest = self.loudest.max(level);
            self.in_column += 1;
            if self.in_column >= self.frames_a_column {
                self.end_column();
            }
        }
    }

    fn end_column(&mut self) {
        self.columns.push(self.loudest);
        (self.in_column, self.loudest) = (0, 0.0);
        if self.columns.len() >= self.wanted * 2 {
            self.columns = self
                .columns
                .chunks(2)
                .map(|pair| pair.iter().fold(0.0, |a: f32, b| a.max(*b)))
                .collect();
            self.frames_a_column = self.frames_a_column.saturating_mul(2);
        }
    }

    pub(crate) fn finish(mut self) -> Peaks {
        if self.in_column > 0 {
            self.end_column();
        }
        let count = self.columns.len();
        let columns = self.wanted.min(count);
        let level = |index: usize| {
            let part = &self.columns[index * count / columns..(index + 1) * count / columns];
            part.iter().fold(0.0f32, |a, b| a.max(*b))
        };
        Peaks((0..columns).map(|index| (level(index).min(1.0) * 255.0).round() as u8).collect())
    }
}
