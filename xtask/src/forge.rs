//! Forge: the contracts' tests, and what they amount to.

use std::{env, path::PathBuf, process::Command, time::Duration};

use crate::{
    error::{Error, Result},
    npm,
    project::Project,
    suite::{self, Outcome},
};

/// How much was tried beside plain tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) fuzz_tests: u64,
    pub(crate) fuzz_runs: u64,
    pub(crate) invariants: u64,
    pub(crate) invariant_calls: u64,
}

impl Tally {
    /// Reads one line of forge's report: `[PASS] testFuzz_a(uint8) (runs: 256, μ: 3, ~: 3)` or
    /// `[PASS] invariant_b() (runs: 32, calls: 2048, reverts: 0)`. What failed counts for nothing.
    fn read(&mut self, line: &str) {
        let Some((_, numbers)) =
            line.trim().strip_prefix("[PASS] ").and_then(|rest| rest.rsplit_once(" ("))
        else {
            return;
        };
        let number = |name: &str| {
            numbers
                .trim_end_matches(')')
                .split(", ")
                .find_map(|part| part.strip_prefix(name)?.strip_prefix(": ")?.parse::<u64>().ok())
        };
        if let Some(calls) = number("calls") {
            self.invariants += 1;
            self.invariant_calls += calls;
        } else if let Some(runs) = number("runs") {
            self.fuzz_tests += 1;
            self.fuzz_runs += runs;
        }
    }
}

/// Runs forge's tests as `command` selects them.
pub(crate) fn test(name: &str, command: &mut Command, limit: Duration) -> (Outcome, Tally) {
    let mut tally = Tally::default();
    let outcome = suite::watch(name, command, limit, |line| tally.read(line));
    (outcome, tally)
}

/// Forge, in the folder of the contracts.
pub(crate) fn command(project: &Project) -> Result<Command> {
    let mut forge = project.command(binary(project)?);
    forge.current_dir(folder(project));
    Ok(forge)
}

/// A program that looks for forge and for its own companions on the PATH.
pub(crate) fn with_tools(project: &Project, program: PathBuf) -> Result<Command> {
    let forge = binary(project)?;
    let mut folders: Vec<PathBuf> =
        [forge.parent(), program.parent()].into_iter().flatten().map(PathBuf::from).collect();
    if let Some(path) = env::var_os("PATH") {
        folders.extend(env::split_paths(&path));
    }
    let path = env::join_paths(folders)
        .map_err(|error| Error::new(format!("a folder cannot stand in PATH: {error}")))?;
    let mut command = project.command(program);
    command.current_dir(folder(project)).env("PATH", path);
    Ok(command)
}

/// Where forge is.
fn binary(project: &Project) -> Result<PathBuf> {
    npm::foundry(project, "forge")
        .ok_or_else(|| Error::new("forge is not installed; run `cargo xtask setup`"))
}

/// Where the contracts are.
pub(crate) fn folder(project: &Project) -> PathBuf {
    project.root.join("contracts")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_calls_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "[PASS] test_leaf_activates_once() (gas: 120345)",
            "[PASS] testFuzz_royalty(uint256) (runs: 256, μ: 22334, ~: 22340)",
            "[PASS] testFuzz_order(uint96[6],uint256) (runs: 100, μ: 1, ~: 1)",
            "  [PASS] invariant_money() (runs: 32, calls: 2048, reverts: 0)",
            "[FAIL: I2: owed is there] invariant_shares() (runs: 3, calls: 190, reverts: 0)",
            "Suite result: ok. 4 passed; 0 failed; 0 skipped; finished in 1.2s",
        ] {
            tally.read(line);
        }
        let expected =
            Tally { fuzz_tests: 2, fuzz_runs: 356, invariants: 1, invariant_calls: 2048 };
        assert_eq!(tally, expected);
    }
}
