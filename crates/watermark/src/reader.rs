//! One attempt at reading: a residual, a grid, and what comes of it.

use crate::code;
use crate::decision::READ_Z;
use crate::demod;
use crate::fold::{Affine, fold};
use crate::key::MarkKey;
use crate::message;
use crate::pilot::{Pilot, Sighting, TRIALS};
use crate::plane::Plane;
use crate::tile::Carrier;
use colophon_model::Payload;

/// Score from which a grid is worth refining; one grid in ten of an unmarked picture reaches it.
const WORTH_REFINING: f64 = 5.0;
/// First step of the refinement, relative to the grid's size.
const FIRST_STEP: f64 = 0.004;
/// By how much the step shrinks when no neighbour is better.
const STEP_SHRINK: f64 = 2.5;
/// Rounds of refinement.
const ROUNDS: usize = 6;

/// How many chances for a false alarm one step of the refinement counts for. The climb chooses its
/// steps by their outcome, which a plain count of them does not cover; calibrated on wrong keys.
const CLIMBING: f64 = 128.0;

/// What an attempt gave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) z: f64,
    /// Present if the score allows reading and the check value agrees.
    pub(crate) payload: Option<Payload>,
    /// The grid that was read, in pixels of the plane that was searched.
    pub(crate) grid: Affine,
}

/// A key's carrier and pilot, and how many places were searched with them.
pub(crate) struct Reader {
    carrier: Carrier,
    pilot: Pilot,
    /// Places searched so far: the number of chances for a false alarm.
    pub(crate) trials: f64,
    /// Messages decoded and checked so far.
    pub(crate) decodes: u32,
}

impl Reader {
    pub(crate) fn new(key: &MarkKey) -> Self {
        let carrier = Carrier::new(key);
        let pilot = Pilot::new(&carrier);
        Self { carrier, pilot, trials: 0.0, decodes: 0 }
    }

    /// Reads on a grid in all eight symmetries; if the pilot is seen but the payload is not read,
    /// the grid is refined by coordinate descent on the score and read again.
    pub(crate) fn attempt(&mut self, residual: &Plane, grid: Affine) -> Option<Reading> {
        let tile = fold(residual, grid)?;
        self.trials += (8 * TRIALS) as f64;
        let first = self.pilot.seek(&tile)?;
        let payload = self.payload(&first);
        if payload.is_some() || first.z < WORTH_REFINING {
            return Some(Reading { z: first.z, payload, grid });
        }
        let (sighting, grid) = self.refined(residual, first, grid);
        let payload = self.payload(&sighting);
        Some(Reading { z: sighting.z, payload, grid })
    }

    fn refined(&mut self, residual: &Plane, first: Sighting, grid: Affine) -> (Sighting, Affine) {
        let (mut best, mut grid) = (first, grid);
        let mut step = FIRST_STEP * grid.size();
        for _ in 0..ROUNDS {
            let mut improved = false;
            for (entry, sign) in (0..4).flat_map(|entry| [(entry, 1.0), (entry, -1.0)]) {
                let nudged = grid.nudged(entry, sign * step);
                let Some(tile) = fold(residual, nudged) else { continue };
                self.trials += CLIMBING * TRIALS as f64;
                let sighting = self.pilot.seek_in(&tile, best.symmetry);
                if sighting.z > best.z {
                    (best, grid, improved) = (sighting, nudged, true);
                }
            }
            if !improved {
                step /= STEP_SHRINK;
            }
        }
        (best, grid)
    }

    fn payload(&mut self, sighting: &Sighting) -> Option<Payload> {
        if sighting.z < READ_Z {
            return None;
        }
        self.decodes += 1;
        message::read_message(&code::decode(&demod::soft_bits(&self.carrier, sighting)))
    }
}
