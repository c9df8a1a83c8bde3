//! Looking for a mark.

use crate::aligned;
use crate::decision::{SearchPath, Verdict, log10_false_alarm};
use crate::fold::Affine;
use crate::key::MarkKey;
use crate::lattice;
use crate::period::{TILE, free_scale};
use crate::pixels::Pixels;
use crate::plane::Plane;
use crate::reader::{Reader, Reading};
use crate::residual::residual;
use colophon_model::Payload;

/// Sizes below this, in pixels, are not searched: not even half a tile is left.
const MIN_SEARCHED: usize = 48;
/// Smallest short edge, in pixels, of a reduced plane in the lattice search.
const MIN_REDUCED: usize = 160;
/// By how much the second, coarser level of the lattice search is smaller.
const COARSER: f64 = 2.0;

/// What is known about a picture before it is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectHints {
    /// Sizes, in pixels, of registered originals that this picture may be a copy of; the first
    /// 32 are considered.
    pub original_sizes: Vec<(usize, usize)>,
    /// Whether to search for turned, stretched and cropped copies too; slower.
    pub geometric: bool,
}

impl DetectHints {
    /// No original is known; everything is searched.
    #[must_use]
    pub const fn blind() -> Self {
        Self { original_sizes: Vec::new(), geometric: true }
    }

    /// The picture is as it was exported.
    #[must_use]
    pub const fn undamaged() -> Self {
        Self { original_sizes: Vec::new(), geometric: false }
    }

    /// The picture may be a copy of originals of these sizes; everything is searched.
    #[must_use]
    pub const fn originals(original_sizes: Vec<(usize, usize)>) -> Self {
        Self { original_sizes, geometric: true }
    }
}

impl Default for DetectHints {
    fn default() -> Self {
        Self::blind()
    }
}

/// What a search found, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// What is believed.
    pub verdict: Verdict,
    /// The best pilot score, in standard deviations.
    pub z: f64,
    /// Upper bound of the probability, as log10, that an unmarked picture gives this outcome.
    pub log10_p: f64,
    /// How the best score was found; `None` if the picture is too small to search.
    pub path: Option<SearchPath>,
    /// Geometric mean of the tile's periods in this picture, in pixels; 0 if not searched.
    pub period: f64,
    /// Places that were searched; steps of a refinement count more than once.
    pub trials: f64,
}

impl Detection {
    /// The payload, if it was read.
    #[must_use]
    pub const fn payload(&self) -> Option<Payload> {
        match self.verdict {
            Verdict::Read(payload) => Some(payload),
            Verdict::Unreadable | Verdict::Absent => None,
        }
    }

    /// Whether a mark of the key is believed to be present, readable or not.
    #[must_use]
    pub const fn found(&self) -> bool {
        !matches!(self.verdict, Verdict::Absent)
    }
}

/// Looks for a mark of `key` in a picture.
#[must_use]
pub fn detect(picture: &Pixels, key: &MarkKey, hints: &DetectHints) -> Detection {
    detect_plane(&picture.luma(), key, hints)
}

/// Looks for a mark of `key` in a luma plane of 0 to 255.
#[must_use]
pub fn detect_plane(luma: &Plane, key: &MarkKey, hints: &DetectHints) -> Detection {
    let mut search = Search { luma, reader: Reader::new(key), best: None };
    if luma.width().min(luma.height()) >= MIN_SEARCHED {
        search.run(hints);
    }
    search.outcome()
}

struct Search<'a> {
    luma: &'a Plane,
    reader: Reader,
    best: Option<(SearchPath, Reading)>,
}

/// A residual at a working size.
struct Level {
    residual: Plane,
    /// Original pixels per working pixel along x and y.
    factor: (f64, f64),
}

impl Search<'_> {
    fn run(&mut self, hints: &DetectHints) {
        let (width, height) = (self.luma.width(), self.luma.height());
        let mut levels: Vec<Level> = Vec::new();
        for grid in aligned::grids(width, height, &hints.original_sizes) {
            let factor = grid.determinant().abs().sqrt().max(1.0);
            let same = |level: &&Level| (level.factor.0 / factor - 1.0).abs() < 0.01;
            if levels.iter().find(same).is_none() {
                levels.push(self.level(factor));
            }
            let Some(level) = levels.iter().find(same) else { continue };
            if self.attempt(level, grid.shrunk(level.factor.0, level.factor.1), SearchPath::Aligned)
            {
                return;
            }
        }
        drop(levels);
        if !hints.geometric {
            return;
        }
        let whole = free_scale(width, height).max(1.0);
        for factor in [whole, whole * COARSER] {
            if factor > whole && (width.min(height) as f64 / factor) < MIN_REDUCED as f64 {
                continue;
            }
            let level = self.level(factor);
            for grid in lattice::grids(&level.residual) {
                if self.attempt(&level, grid, SearchPath::Lattice) {
                    return;
                }
            }
        }
    }

    fn level(&self, factor: f64) -> Level {
        let reduced = self.luma.shrink(factor);
        let factor = (
            self.luma.width() as f64 / reduced.width() as f64,
            self.luma.height() as f64 / reduced.height() as f64,
        );
        Level { residual: residual(&reduced), factor }
    }

    /// Tries a grid in pixels of the level; true once a payload was read.
    fn attempt(&mut self, level: &Level, grid: Affine, path: SearchPath) -> bool {
        let Some(mut reading) = self.reader.attempt(&level.residual, grid) else { return false };
        reading.grid = reading.grid.shrunk(1.0 / level.factor.0, 1.0 / level.factor.1);
        let read = reading.payload.is_some();
        if read || self.best.is_none_or(|(_, best)| reading.z > best.z) {
            self.best = Some((path, reading));
        }
        read
    }

    fn outcome(self) -> Detection {
        let trials = self.reader.trials;
        let Some((path, reading)) = self.best else {
            let verdict = Verdict::Absent;
            return Detection { verdict, z: 0.0, log10_p: 0.0, path: None, period: 0.0, trials };
        };
        let decodes = reading.payload.map(|_| self.reader.decodes);
        let log10_p = log10_false_alarm(reading.z, trials, decodes);
        Detection {
            verdict: Verdict::of(reading.z, reading.payload, log10_p),
            z: reading.z,
            log10_p,
            path: Some(path),
            period: TILE as f64 * reading.grid.determinant().abs().sqrt(),
            trials,
        }
    }
}
