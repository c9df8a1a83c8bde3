//! When a mark is believed, and how likely the belief is to be false.

use crate::message::CHECK_BITS;
use colophon_model::Payload;

/// Least pilot score at which a payload whose check value agrees is believed.
pub const READ_Z: f64 = 5.5;
/// Least pilot score at which a mark is believed to be present though its payload is unreadable.
pub const PRESENT_ALONE_Z: f64 = 8.5;
/// Nothing is believed whose false-alarm probability, as log10, may be above this.
pub const FALSE_ALARM_CEILING_LOG10: f64 = -9.0;

/// What is believed about a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The mark was read: the score is at least [`READ_Z`] and the CRC-32 agrees.
    Read(Payload),
    /// A mark of this key is present, score at least [`PRESENT_ALONE_Z`], but too damaged to read.
    Unreadable,
    /// No mark of this key was found. That proves nothing: damage may have removed it.
    Absent,
}

impl Verdict {
    /// Applies the rule to a score, a payload that passed its check, and the bound on their being
    /// chance.
    pub(crate) fn of(z: f64, payload: Option<Payload>, log10_p: f64) -> Self {
        match payload {
            _ if log10_p > FALSE_ALARM_CEILING_LOG10 => Self::Absent,
            Some(payload) if z >= READ_Z => Self::Read(payload),
            None if z >= PRESENT_ALONE_Z => Self::Unreadable,
            _ => Self::Absent,
        }
    }
}

/// How a mark was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchPath {
    /// At a period known from the picture's size or from a hint.
    Aligned,
    /// By the lattice of peaks in the residual's autocorrelation.
    Lattice,
}

/// An upper bound of the probability, as log10, that an unmarked picture gives this outcome.
///
/// Without a check value that agreed, `trials * Q(z)`: `Q` is the upper tail of the normal
/// distribution, which the score of one place follows in unmarked pictures, and the bound holds
/// however the places depend on each other. With one, that product or the number of messages
/// decoded, whichever is less, times 2^-32.
#[must_use]
pub fn log10_false_alarm(z: f64, trials: f64, decodes: Option<u32>) -> f64 {
    let chances = trials.max(1.0).log10() + log10_upper_tail(z);
    let log10_p = match decodes {
        None => chances,
        Some(decodes) => {
            let check = CHECK_BITS as f64 * std::f64::consts::LOG10_2;
            chances.min(f64::from(decodes.max(1)).log10()) - check
        }
    };
    log10_p.min(0.0)
}

/// log10 Q(z), by Laplace's continued fraction; 0 below z = 2, where no bound is worth having.
fn log10_upper_tail(z: f64) -> f64 {
    if z.is_nan() || z < 2.0 {
        return 0.0;
    }
    let fraction = (1..=80).rev().fold(0.0, |rest, k| f64::from(k) / (z + rest));
    let log10_density =
        -(z * z / 2.0) * std::f64::consts::LOG10_E - 0.5 * std::f64::consts::TAU.log10();
    log10_density - (z + fraction).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_tail(z: f64, want: f64) {
        let got = 10f64.powf(log10_upper_tail(z));
        assert!((got / want - 1.0).abs() < 1e-6, "Q({z}) is {got}, want {want}");
    }

    #[test]
    fn the_tail_agrees_with_tables() {
        check_tail(2.0, 0.022_750_131_948_179_21);
        check_tail(3.0, 0.001_349_898_031_630_094_6);
        check_tail(5.5, 1.898_956_246_588_772_6e-8);
        check_tail(8.5, 9.479_534_822_203_247e-18);
    }

    #[test]
    fn the_rule_needs_score_check_and_a_small_chance() {
        let payload = Some(Payload(1));
        let cases = [
            (5.49, payload, -9.5, Verdict::Absent),
            (5.5, payload, -9.5, Verdict::Read(Payload(1))),
            (5.5, payload, -8.9, Verdict::Absent),
            (8.49, None, -9.5, Verdict::Absent),
            (8.5, None, -9.5, Verdict::Unreadable),
            (8.5, None, -8.9, Verdict::Absent),
        ];
        for (z, payload, log10_p, want) in cases {
            assert_eq!(Verdict::of(z, payload, log10_p), want, "{z}, {payload:?}, {log10_p}");
        }
    }

    #[test]
    fn both_thresholds_keep_false_alarms_below_the_ceiling() {
        // 16 grids without refinement, each in eight symmetries and three bands.
        let trials = 16.0 * 8.0 * 3.0 * 16384.0;
        for (z, decodes) in [(READ_Z, Some(4)), (PRESENT_ALONE_Z, None)] {
            let log10_p = log10_false_alarm(z, trials, decodes);
            assert!(log10_p < FALSE_ALARM_CEILING_LOG10, "z {z}: {log10_p}");
        }
        assert_eq!(log10_false_alarm(1.0, trials, None), 0.0, "a probability is at most 1");
    }
}
