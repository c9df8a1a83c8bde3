//! Halmos: proofs over all values of the arguments, not a sample of them.

use std::{fs, time::Duration};

use serde_json::Value as Json;

use crate::{
    command,
    error::{At, Error, Result},
    forge,
    project::Project,
    python::PROVERS,
    suite::{Counts, Outcome},
};

/// All proofs together take minutes; one that takes this long does not end.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Which proofs to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those that are done in seconds.
    Short,
    /// Also the contracts whose names end in `Long`.
    All,
}

/// One proof.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Proof {
    name: String,
    result: Result<(), String>,
    paths: u64,
}

/// What came of them.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    pub(crate) outcome: Outcome,
    /// Paths through the contracts that were looked at.
    pub(crate) paths: u64,
}

/// Runs the proofs in `contracts/test/symbolic`.
pub(crate) fn run(project: &Project, which: Which) -> Proofs {
    match prove(project, which) {
        Ok(proofs) => sum(&proofs),
        Err(error) => Proofs { outcome: Outcome::failed(error.to_string()), paths: 0 },
    }
}

fn prove(project: &Project, which: Which) -> Result<Vec<Proof>> {
    let folder = forge::folder(project);
    let report = folder.join("out").join("halmos.json");
    fs::create_dir_all(folder.join("out")).at(&folder)?;
    if report.exists() {
        fs::remove_file(&report).at(&report)?;
    }
    let mut halmos = forge::with_tools(project, PROVERS.program(project, "halmos"))?;
    halmos.env("FOUNDRY_PROFILE", "symbolic");
    halmos.args(["--config", "test/symbolic/halmos.toml", "--json-output"]).arg(&report);
    let python = PROVERS.interpreter(project);
    halmos.arg("--solver-command").arg(format!("{} test/symbolic/solve.py", python.display()));
    if which == Which::Short {
        halmos.args(["--match-contract", "^.*(?<!Long)$"]);
    }
    let ended = command::stream(&mut halmos, LIMIT, |line| println!("{line}"));
    // A proof that fails is in the report; without one, the program itself failed.
    let Ok(text) = fs::read_to_string(&report) else {
        ended?;
        return Err(Error::new("halmos left no report"));
    };
    parse(&text)
}

fn parse(report: &str) -> Result<Vec<Proof>> {
    let unreadable = |why: &str| Error::new(format!("the report of halmos cannot be read: {why}"));
    let report: Json =
        serde_json::from_str(report).map_err(|error| unreadable(&error.to_string()))?;
    let contracts =
        report["test_results"].as_object().ok_or_else(|| unreadable("it has no results"))?;
    let mut proofs = Vec::new();
    for (contract, results) in contracts {
        let contract = contract.rsplit(':').next().unwrap_or(contract);
        for proof in results.as_array().map_or(&[][..], Vec::as_slice) {
            let result = match (proof["exitcode"].as_u64(), proof["num_bounded_loops"].as_u64()) {
                (Some(0), Some(0) | None) => Ok(()),
                (Some(0), _) => Err("a loop is longer than the bound of halmos.toml".to_owned()),
                (Some(1), _) => Err("there is a counterexample, printed above".to_owned()),
                (Some(2), _) => Err("the solver gave up".to_owned()),
                _ => Err("no path ended, or something on it is not known to halmos".to_owned()),
            };
            proofs.push(Proof {
                name: format!("{contract}.{}", proof["name"].as_str().unwrap_or_default()),
                result,
                paths: proof["num_paths"][0].as_u64().unwrap_or_default(),
            });
        }
    }
    Ok(proofs)
}

fn sum(proofs: &[Proof]) -> Proofs {
    let mut all = Proofs::default();
    for Proof { name, result, paths } in proofs {
        all.paths += paths;
        match result {
            Ok(()) => all.outcome.counts += Counts::PASSED,
            Err(why) => all.outcome.add(Outcome::failed(format!("halmos: {name}: {why}"))),
        }
    }
    if proofs.is_empty() {
        all.outcome.add(Outcome::failed("halmos: no proof was found in contracts/test/symbolic"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_was_proved() {
        let proofs = parse(
            r#"{"exitcode": 1, "test_results": {"test/symbolic/A.t.sol:A": [
                {"name": "check_a(uint32)", "exitcode": 0, "num_models": 0, "models": [],
                 "num_paths": [13, 6, 0], "time": [0.8, 0.6, 0.2], "num_bounded_loops": 0},
                {"name": "check_b()", "exitcode": 0, "num_paths": [2, 1, 0], "num_bounded_loops": 1},
                {"name": "check_c()", "exitcode": 1, "num_paths": [5, 1, 0], "num_bounded_loops": 0},
                {"name": "check_d()", "exitcode": 2, "num_paths": [1, 1, 0], "num_bounded_loops": 0}
            ]}}"#,
        )
        .expect("a report");
        let all = sum(&proofs);
        assert_eq!(all.outcome.counts, Counts { passed: 1, failed: 3, skipped: 0 });
        assert_eq!(all.paths, 21);
        for (failure, part) in all.outcome.failures.iter().zip([
            "A.check_b(): a loop",
            "A.check_c(): there",
            "gave up",
        ]) {
            assert!(failure.contains(part), "{failure}");
        }
    }

    #[test]
    fn no_proofs_are_a_failure() {
        let proofs = parse(r#"{"exitcode": 0, "test_results": {}}"#).expect("a report");
        assert_eq!(sum(&proofs).outcome.counts, Counts::FAILED);
        assert!(parse("{}").is_err(), "a report without results");
    }
}
