//! Counting what test programs print.

use std::{collections::VecDeque, ops::AddAssign, process::Command, time::Duration};

use crate::command;

/// One test program that runs longer than this hangs.
pub(crate) const LIMIT: Duration = Duration::from_secs(25 * 60);
/// So many of the last lines of a program that failed are told again in the summary: of a long
/// run only the end is kept in many a place, and it must say what was wrong.
const LAST_LINES: usize = 30;

/// How many tests came out which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Counts {
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    pub(crate) const SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The outcome of one kind of test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) counts: Counts,
    /// What failed, each with the program it failed in.
    pub(crate) failures: Vec<String>,
}

impl Outcome {
    /// A check that counts as one test.
    pub(crate) fn of_check(result: crate::error::Result<()>) -> Self {
        match result {
            Ok(()) => Self { counts: Counts::PASSED, failures: Vec::new() },
            Err(error) => Self::failed(error.to_string()),
        }
    }

    /// One failure without a test to pin it on.
    pub(crate) fn failed(why: impl Into<String>) -> Self {
        Self { counts: Counts::FAILED, failures: vec![why.into()] }
    }

    /// One thing that was not looked at.
    pub(crate) const fn skipped() -> Self {
        Self { counts: Counts::SKIPPED, failures: Vec::new() }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.counts += other.counts;
        self.failures.extend(other.failures);
    }
}

/// Runs a test program with its output on the terminal and counts its tests. `name` says in the
/// list of failures where they happened.
pub(crate) fn run(name: &str, command: &mut Command) -> Outcome {
    watch(name, command, LIMIT, |_| {})
}

/// As [`run`], with a limit of its own and each line also handed to `seen`.
pub(crate) fn watch(
    name: &str,
    command: &mut Command,
    limit: Duration,
    mut seen: impl FnMut(&str),
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut last = VecDeque::with_capacity(LAST_LINES);
    let result = command::stream(command, limit, |line| {
        println!("{line}");
        seen(line);
        if last.len() == LAST_LINES {
            last.pop_front();
        }
        last.push_back(line.chars().take(300).collect::<String>());
        if let Some(counts) = counts(line) {
            outcome.counts += counts;
        }
        if let Some(test) = failed_test(line) {
            outcome.failures.push(format!("{name}: {test}"));
        }
    });
    // A program that dies has no line of results, yet something failed.
    if let Err(error) = result
        && outcome.counts.failed == 0
    {
        outcome.add(Outcome::failed(format!("{name}: {error}")));
    }
    if let Some(failure) = outcome.failures.last_mut() {
        for line in last.iter().filter(|line| !line.is_empty()) {
            failure.push_str("\n    | ");
            failure.push_str(line);
        }
    }
    outcome
}

/// The numbers in a line of results, of Rust (`test result: ok. 3 passed; 0 failed; 1 ignored; …`)
/// or of forge (`Suite result: ok. 3 passed; 0 failed; 0 skipped; …`).
fn counts(line: &str) -> Option<Counts> {
    let line = line.trim_start();
    let rest =
        line.strip_prefix("test result: ").or_else(|| line.strip_prefix("Suite result: "))?;
    let (_, numbers) = rest.split_once(". ")?;
    let mut counts = Counts::default();
    for part in numbers.split(';') {
        let Some((number, what)) = part.trim().split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match what {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "ignored" | "skipped" => counts.skipped = number,
            _ => {}
        }
    }
    Some(counts)
}

/// The test that a line reports as failed: `test a::b ... FAILED`, or `[FAIL: why] name() (…)`.
fn failed_test(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix("... FAILED"))
    {
        return Some(name.trim());
    }
    line.starts_with("[FAIL").then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_of_both_kinds_are_counted() {
        let check = |line: &str, expected: Option<(u64, u64, u64)>| {
            let expected =
                expected.map(|(passed, failed, skipped)| Counts { passed, failed, skipped });
            assert_eq!(counts(line), expected, "{line}");
        };
        check(
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 7 filtered out; finished in 0.01s",
            Some((12, 0, 3)),
        );
        check(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.5s",
            Some((1, 2, 0)),
        );
        check(
            "Suite result: ok. 3 passed; 0 failed; 1 skipped; finished in 2.1s (3s CPU time)",
            Some((3, 0, 1)),
        );
        check(
            "Ran 4 test suites in 3.1s: 44 tests passed, 0 failed, 0 skipped (44 total tests)",
            None,
        );
        check("test money::adds ... ok", None);
    }

    #[test]
    fn failures_are_named() {
        let check = |line: &str, name: Option<&str>| assert_eq!(failed_test(line), name, "{line}");
        check("test money::adds ... FAILED", Some("money::adds"));
        check("test money::adds ... ok", None);
        check("test src/lib.rs - share (line 3) ... FAILED", Some("src/lib.rs - share (line 3)"));
        check(
            "[FAIL: assertion failed] testClaim() (gas: 1)",
            Some("[FAIL: assertion failed] testClaim() (gas: 1)"),
        );
        check("[PASS] testClaim() (gas: 1)", None);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_dies_without_a_result_has_failed() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; kill -9 $$"]);
        let outcome = run("demo", &mut command);
        assert_eq!(outcome.counts, Counts { passed: 2, failed: 1, skipped: 0 });
        assert!(outcome.failures[0].starts_with("demo: "), "{:?}", outcome.failures);
        let told = outcome.failures[0].lines().last();
        assert_eq!(told, Some("    | test result: ok. 2 passed; 0 failed; 0 ignored"));
    }
}
