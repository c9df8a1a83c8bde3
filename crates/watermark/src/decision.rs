//! When a mark is believed, and how likely the belief is to be false.

use crate::message::CHECK_BITS;
use colophon_model::Payload;

/// Pilot score from which a payload whose check value agrees is believed.
pub const READ_Z: f64 = 5.5;
/// Pilot score from which a mark is believed to be present though its payload is unreadable.
pub const PRESENT_ALONE_Z: f64 = 8.5;
/// The false-alarm probability, as log10, that the rule stays below for one picture and key.
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
    /// Applies the rule to a score and a payload that passed its check.
    pub(crate) fn of(z: f64, payload: Option<Payload>) -> Self {
        match payload {
            Some(payload) if z >= READ_Z => Self::Read(payload),
            _ if z >= PRESENT_ALONE_Z => Self::Unreadable,
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

/// An upper bound of the probability, as log10, that an unmarked picture gives this outcome:
/// `trials * Q(z)`, times 2^-32 if the check value agreed, at most 1.
///
/// `Q` is the upper tail of the normal distribution, which the score of one lag follows in
/// unmarked pictures; the bound holds however the lags depend on each other.
#[must_use]
pub fn log10_false_alarm(z: f64, trials: f64, checked: bool) -> f64 {
    let check = if checked { -(CHECK_BITS as f64) * std::f64::consts::LOG10_2 } else { 0.0 };
    (trials.max(1.0).log10() + log10_upper_tail(z)).min(0.0) + check
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
    fn the_rule_needs_score_and_check() {
        let payload = Some(Payload(1));
        let cases = [
            (5.49, payload, Verdict::Absent),
            (5.5, payload, Verdict::Read(Payload(1))),
            (8.49, None, Verdict::Absent),
            (8.5, None, Verdict::Unreadable),
        ];
        for (z, payload, want) in cases {
            assert_eq!(Verdict::of(z, payload), want, "z {z}, payload {payload:?}");
        }
    }

    #[test]
    fn both_thresholds_keep_false_alarms_below_the_ceiling() {
        let trials = 6.6e6;
        assert!(log10_false_alarm(READ_Z, trials, true) < FALSE_ALARM_CEILING_LOG10, "read");
        assert!(
            log10_false_alarm(PRESENT_ALONE_Z, trials, false) < FALSE_ALARM_CEILING_LOG10,
            "present"
        );
        assert_eq!(log10_false_alarm(1.0, trials, false), 0.0, "a probability is at most 1");
    }
}
