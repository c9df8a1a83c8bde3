//! The table at the end of `cargo xtask test`.

use std::time::Duration;

use crate::{
    step::spoken,
    suite::{Counts, Outcome},
};

/// Outcomes by kind of test, in the order they ran.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    rows: Vec<(&'static str, Duration, Outcome)>,
}

impl Summary {
    pub(crate) fn add(&mut self, kind: &'static str, time: Duration, outcome: Outcome) {
        self.rows.push((kind, time, outcome));
    }

    /// All counts together.
    pub(crate) fn total(&self) -> Counts {
        let mut total = Counts::default();
        for (_, _, outcome) in &self.rows {
            total += outcome.counts;
        }
        total
    }

    /// The table, the failures and, as its last line, `N passed, N failed, N skipped`.
    pub(crate) fn render(&self, time: Duration) -> String {
        let mut text = format!(
            "\n{:<34}{:>8}{:>8}{:>9}{:>12}\n",
            "kind of test", "passed", "failed", "skipped", "time"
        );
        for (kind, time, Outcome { counts, .. }) in &self.rows {
            let Counts { passed, failed, skipped } = counts;
            text += &format!("{kind:<34}{passed:>8}{failed:>8}{skipped:>9}{:>12}\n", spoken(*time));
        }
        for (kind, _, outcome) in &self.rows {
            for failure in &outcome.failures {
                text += &format!("FAILED  {kind}: {failure}\n");
            }
        }
        let Counts { passed, failed, skipped } = self.total();
        text += &format!("total time {}\n", spoken(time));
        text += &format!("{passed} passed, {failed} failed, {skipped} skipped");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_plain() {
        let mut summary = Summary::default();
        let counts = Counts { passed: 40, failed: 0, skipped: 2 };
        summary.add("unit", Duration::from_secs(3), Outcome { counts, failures: Vec::new() });
        summary.add("format", Duration::from_millis(400), Outcome::failed("`cargo fmt` failed"));
        let text = summary.render(Duration::from_secs(61));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.last(), Some(&"40 passed, 1 failed, 2 skipped"));
        assert!(text.contains("FAILED  format: `cargo fmt` failed"), "{text}");
        assert!(text.contains("total time 1 m 01 s"), "{text}");
    }
}
