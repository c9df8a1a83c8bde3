//! A long run of the invariant tests, recorded with what is needed to run it again.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    cache, command,
    error::{At, Error, Result},
    forge::{self, Tally},
    project::Project,
    step::spoken,
    suite::Outcome,
};

/// Where the runs are recorded, below the root.
pub(crate) const RECORD: &str = "docs/security/campaigns.md";
/// How many calls one history has.
const DEPTH: u64 = 500;
/// Longer than any run that makes sense on one machine.
const LIMIT: Duration = Duration::from_secs(24 * 3600);

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Campaign {
    /// Calls of all invariant tests together, at least.
    pub(crate) calls: u64,
    pub(crate) seed: u64,
    /// `YYYY-MM-DD`; today where it is not given.
    pub(crate) date: Option<String>,
}

impl Campaign {
    /// The command that does the same again.
    fn command(&self) -> String {
        format!("cargo xtask contracts --calls {} --seed {}", self.calls, self.seed)
    }

    /// Histories and calls in each, for every one of `invariants` tests.
    fn shape(&self, invariants: u64) -> (u64, u64) {
        let each = self.calls.div_ceil(invariants.max(1)).max(1);
        let depth = each.min(DEPTH);
        (each.div_ceil(depth), depth)
    }
}

/// Runs it and writes the record.
pub(crate) fn run(project: &Project, campaign: &Campaign) -> Result<()> {
    let invariants = invariants(project)?;
    let (runs, depth) = campaign.shape(invariants);
    println!("  {invariants} invariant tests, each {runs} histories of {depth} calls");
    let mut forge = forge::command(project)?;
    forge
        .args(["test", "--match-test", "^invariant_", "--fuzz-seed", &campaign.seed.to_string()])
        .env("FOUNDRY_INVARIANT_RUNS", runs.to_string())
        .env("FOUNDRY_INVARIANT_DEPTH", depth.to_string());
    let start = Instant::now();
    let (outcome, tally) = forge::test("forge", &mut forge, LIMIT);
    let time = start.elapsed();

    let date = campaign.date.clone().unwrap_or_else(today);
    let commit = command::probe(project.command("git").args(["describe", "--always", "--dirty"]));
    let commit = commit.unwrap_or_else(|| "unknown".to_owned());
    let line = row(&date, campaign, &commit, tally, time, &outcome);
    append(&project.root.join(RECORD), &line)?;
    println!("  recorded in {RECORD}:\n  {line}");
    match outcome.failures.as_slice() {
        [] if tally.invariant_calls >= campaign.calls => Ok(()),
        [] => Err(Error::new(format!(
            "only {} of {} calls were made",
            tally.invariant_calls, campaign.calls
        ))),
        failures => Err(Error::new(failures.join("\n"))),
    }
}

/// How many invariant tests there are.
fn invariants(project: &Project) -> Result<u64> {
    let mut forge = forge::command(project)?;
    let list = command::capture(forge.args(["test", "--list", "--match-test", "^invariant_"]))?;
    let count = count(&list);
    if count == 0 { Err(Error::new("forge finds no invariant test")) } else { Ok(count) }
}

fn count(list: &str) -> u64 {
    list.lines().map(|line| u64::from(line.trim().starts_with("invariant_"))).sum()
}

fn row(
    date: &str,
    campaign: &Campaign,
    commit: &str,
    tally: Tally,
    time: Duration,
    outcome: &Outcome,
) -> String {
    let result = if outcome.failures.is_empty() {
        format!("{} invariants held", tally.invariants)
    } else {
        format!("**broken**: {}", outcome.failures.join("; ").replace('|', "/"))
    };
    format!(
        "| {date} | {commit} | {} | `{}` | {} | {} | {result} |",
        campaign.seed,
        campaign.command(),
        grouped(tally.invariant_calls),
        spoken(time)
    )
}

/// `5000000` as `5,000,000`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Adds a line to the end of the record.
fn append(path: &Path, line: &str) -> Result<()> {
    let mut text = fs::read_to_string(path).at(path)?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let _ = writeln!(text, "{line}");
    cache::write_stamp(path, &text)
}

/// The date of this day.
pub(crate) fn today() -> String {
    #[expect(clippy::disallowed_methods, reason = "the day of a run is the real day")]
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    date(seconds / 86_400)
}

/// The date of a day since 1970-01-01, in UTC. Counts years from March, so that a leap day is the
/// last of its year, in eras of 400 years, which all have 146,097 days.
fn date(day: u64) -> String {
    let day = day + 719_468; // since 0000-03-01
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153; // from March
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{of_month:02}", era * 400 + year_of_era + carry)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_MILLION: Campaign = Campaign { calls: 5_000_000, seed: 42, date: None };

    #[test]
    fn histories_reach_the_calls_that_were_asked_for() {
        let check = |calls: u64, invariants: u64, expected: (u64, u64)| {
            let campaign = Campaign { calls, ..FIVE_MILLION };
            let (runs, depth) = campaign.shape(invariants);
            assert_eq!((runs, depth), expected, "{calls} calls in {invariants} tests");
            assert!(runs * depth * invariants >= calls, "no fewer than asked for");
        };
        check(5_000_000, 6, (1667, 500));
        check(5_000_000, 7, (1429, 500));
        check(600, 6, (1, 100));
        check(1, 6, (1, 1));
    }

    #[test]
    fn invariant_tests_are_counted() {
        let list = "test/A.t.sol\n  AInvariants\n    invariant_money\n    invariant_shares\n\n\
                    test/B.t.sol\n  BInvariants\n    invariant_supply\n";
        assert_eq!(count(list), 3);
    }

    #[test]
    fn a_record_can_be_run_again() {
        let tally = Tally { invariants: 6, invariant_calls: 5_001_000, ..Tally::default() };
        let line = row(
            "2026-01-02",
            &FIVE_MILLION,
            "abc1234",
            tally,
            Duration::from_secs(3_700),
            &Outcome::default(),
        );
        assert_eq!(
            line,
            "| 2026-01-02 | abc1234 | 42 | `cargo xtask contracts --calls 5000000 --seed 42` | \
             5,001,000 | 1 h 01 m | 6 invariants held |"
        );
    }

    #[test]
    fn days_have_dates() {
        for (day, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_453, "2025-12-31"),
            (20_454, "2026-01-01"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(date(day), expected, "day {day}");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, expected) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (5_000_000, "5,000,000")]
        {
            assert_eq!(grouped(number), expected);
        }
    }
}
