//! `cargo xtask contracts`: everything that is known about the contracts, found out anew.

use std::{fmt::Write as _, fs, time::Instant};

use crate::{
    artifacts,
    campaign::{self, Campaign, grouped},
    coverage::{self, Coverage},
    error::{At, Error, Result},
    forge::{self, Tally},
    gas,
    halmos::{self, Which},
    project::Project,
    setup::{self, Part},
    slither::{self, Verdict},
    step::{spoken, timed},
    suite::{self, Outcome},
    threats, toml, weakened,
};

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Everything, with a table at the end.
    Prove,
    /// Only write the artifacts.
    Artifacts,
    /// A long run of the invariant tests.
    Run(Campaign),
    /// The tests of attacks, on contracts without the defences against them.
    Weakened(weakened::Order),
}

impl Order {
    /// Reads `--artifacts`, `--calls N --seed N [--date YYYY-MM-DD]`, or `--weakened [--only NAME,…]
    /// [--date YYYY-MM-DD]`.
    pub(crate) fn parse(options: &[&str]) -> Result<Self> {
        match options {
            [] => return Ok(Self::Prove),
            ["--artifacts"] => return Ok(Self::Artifacts),
            ["--weakened", rest @ ..] => return weakened::Order::parse(rest).map(Self::Weakened),
            _ => {}
        }
        let number = |text: &str| {
            text.replace([',', '_'], "")
                .parse::<u64>()
                .map_err(|_| Error::new(format!("`{text}` is not a whole number")))
        };
        let (mut calls, mut seed, mut date) = (None, None, None);
        let mut rest = options;
        while let [option, value, after @ ..] = rest {
            match *option {
                "--calls" => calls = Some(number(value)?),
                "--seed" => seed = Some(number(value)?),
                "--date" => date = Some((*value).to_owned()),
                other => return Err(Error::new(format!("`contracts` has no option `{other}`"))),
            }
            rest = after;
        }
        match (rest, calls, seed) {
            ([], Some(calls), Some(seed)) => Ok(Self::Run(Campaign { calls, seed, date })),
            ([], _, _) => Err(Error::new("a long run needs both `--calls N` and `--seed N`")),
            ([other, ..], _, _) => {
                Err(Error::new(format!("`{other}` is no option, or has no value")))
            }
        }
    }
}

/// Does it.
pub(crate) fn run(project: &Project, order: &Order) -> Result<()> {
    match order {
        Order::Artifacts => {
            setup::prepare(project, &[Part::Contracts])?;
            timed("artifacts", || artifacts::write(project))
        }
        Order::Run(campaign) => {
            setup::prepare(project, &[Part::Contracts])?;
            timed("invariants", || campaign::run(project, campaign))
        }
        Order::Weakened(order) => {
            setup::prepare(project, &[Part::Contracts])?;
            timed("weakened", || weakened::run(project, order))
        }
        Order::Prove => prove(project),
    }
}

/// The contracts' part of `cargo xtask test`: all but the long proofs and the branches.
pub(crate) fn test(project: &Project) -> Outcome {
    let (mut outcome, _) = forge_tests(project);
    outcome.add(Outcome::of_check(gas::check(project)));
    outcome.add(Outcome::of_check(artifacts::check(project)));
    outcome.add(halmos::run(project, Which::Short).outcome);
    let verdict = slither::run(project).and_then(|verdict| {
        verdict.check()?;
        slither::check_page(project)
    });
    outcome.add(Outcome::of_check(verdict));
    outcome.add(Outcome::of_check(threats::check(project).map(|_| ())));
    outcome.add(Outcome::of_check(weakened::check(project).map(|_| ())));
    outcome
}

fn forge_tests(project: &Project) -> (Outcome, Tally) {
    match forge::command(project) {
        Ok(mut forge) => forge::test("forge", forge.arg("test"), suite::LIMIT),
        Err(error) => (Outcome::failed(error.to_string()), Tally::default()),
    }
}

fn prove(project: &Project) -> Result<()> {
    setup::prepare(project, &[Part::Contracts, Part::Provers])?;
    let start = Instant::now();
    let mut table = Table::default();

    let built = timed("artifacts", || {
        artifacts::write(project)?;
        artifacts::check(project)
    });
    let count = fs::read_dir(project.root.join("contracts/artifacts")).map_or(0, Iterator::count);
    table.add("artifacts", format!("{count}, byte for byte what a second build gives"), built);

    let (tests, tally) = timed("tests", || Ok(forge_tests(project)))?;
    let passed = format!("{} passed", grouped(tests.counts.passed));
    table.add("tests", passed, fine(&tests));
    let Tally { fuzz_tests, fuzz_runs, invariants, invariant_calls } = tally;
    table.add("fuzz runs", format!("{} in {fuzz_tests} tests", grouped(fuzz_runs)), Ok(()));
    let calls = format!("{} for {invariants} invariants", grouped(invariant_calls));
    table.add("invariant calls", calls, Ok(()));

    let proofs = timed("proofs", || Ok(halmos::run(project, Which::All)))?;
    let proved =
        format!("{} proved, over {} paths", proofs.outcome.counts.passed, grouped(proofs.paths));
    table.add("symbolic proofs", proved, fine(&proofs.outcome));

    let attacks = threats::check(project);
    let named =
        attacks.as_ref().map_or_else(|_| "not known".into(), |tests| format!("{tests} tests"));
    table.add("threat model", named, attacks.map(|_| ()));

    let weaker = weakened::check(project);
    let listed =
        weaker.as_ref().map_or_else(|_| "not known".into(), |count| format!("{count} listed"));
    table.add("weakened", listed, weaker.map(|_| ()));

    match timed("findings", || slither::run(project)) {
        Ok(verdict) => {
            let Verdict { answered, open, .. } = &verdict;
            let findings = format!("{answered} answered, {} open", open.len());
            slither::write_page(project)?;
            table.add("findings", findings, verdict.check());
        }
        Err(error) => table.add("findings", "not known".into(), Err(error)),
    }

    match timed("branches", || coverage::measure(project)) {
        Ok(coverage) => {
            for branch in &coverage.missed {
                println!("  not taken: {branch}");
            }
            let floor = floor(project)?;
            let enough = if coverage.basis_points() < floor {
                Err(Error::new(format!(
                    "fewer branches are taken than {} asks for",
                    slither::ANSWERS
                )))
            } else {
                Ok(())
            };
            table.add("branch coverage", shown(&coverage, floor), enough);
        }
        Err(error) => table.add("branch coverage", "not known".into(), Err(error)),
    }

    println!("{}\ntotal time {}", table.text, spoken(start.elapsed()));
    match table.wrong.as_slice() {
        [] => Ok(()),
        wrong => Err(Error::new(wrong.join("\n"))),
    }
}

/// What is printed at the end.
#[derive(Debug, Default)]
struct Table {
    text: String,
    wrong: Vec<String>,
}

impl Table {
    fn add(&mut self, name: &str, value: String, result: Result<()>) {
        let mark = if result.is_ok() { "" } else { "  FAILED" };
        let _ = write!(self.text, "\n{name:<18}{value}{mark}");
        self.wrong.extend(result.err().map(|error| format!("{name}: {error}")));
    }
}

fn fine(outcome: &Outcome) -> Result<()> {
    match outcome.failures.as_slice() {
        [] => Ok(()),
        failures => Err(Error::new(failures.join("\n"))),
    }
}

fn shown(coverage: &Coverage, floor: usize) -> String {
    let percent = |points: usize| format!("{}.{:02} %", points / 100, points % 100);
    let all = coverage.taken + coverage.missed.len();
    format!(
        "{} ({} of {all}), at least {}",
        percent(coverage.basis_points()),
        coverage.taken,
        percent(floor)
    )
}

/// The least share of branches that the tests must take, in hundredths of a percent.
fn floor(project: &Project) -> Result<usize> {
    let path = project.root.join(slither::ANSWERS);
    let document = toml::parse(&fs::read_to_string(&path).at(&path)?)
        .map_err(|error| Error::new(format!("{}: {error}", path.display())))?;
    match document.get(&["branches", "floor"]) {
        Some(toml::Value::Number(floor @ 0..=10_000)) => Ok(usize::try_from(*floor).unwrap_or(0)),
        _ => Err(Error::new(format!("{}: [branches] has no floor", slither::ANSWERS))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read() {
        let check = |options: &[&str], expected: Order| {
            assert_eq!(Order::parse(options).expect("an order"), expected, "{options:?}");
        };
        check(&[], Order::Prove);
        check(&["--artifacts"], Order::Artifacts);
        check(
            &["--calls", "5,000,000", "--seed", "42"],
            Order::Run(Campaign { calls: 5_000_000, seed: 42, date: None }),
        );
        check(
            &["--date", "2026-01-02", "--seed", "7", "--calls", "100"],
            Order::Run(Campaign { calls: 100, seed: 7, date: Some("2026-01-02".into()) }),
        );
        check(&["--weakened"], Order::Weakened(weakened::Order::default()));
    }

    #[test]
    fn a_wrong_order_is_answered_with_what_is_wrong() {
        let check = |options: &[&str], part: &str| {
            let error = Order::parse(options).expect_err("a wrong order").to_string();
            assert!(error.contains(part), "{options:?}: {error}");
        };
        check(&["--calls", "10"], "needs both");
        check(&["--calls", "many", "--seed", "1"], "`many` is not a whole number");
        check(&["--calls"], "`--calls` is no option, or has no value");
        check(&["--fast", "1"], "no option `--fast`");
    }

    #[test]
    fn the_table_says_what_failed() {
        let mut table = Table::default();
        table.add("tests", "3 passed".into(), Ok(()));
        table.add("findings", "1 answered, 1 open".into(), Err(Error::new("reentrancy at A.b()")));
        assert_eq!(
            table.text,
            "\ntests             3 passed\nfindings          1 answered, 1 open  FAILED"
        );
        assert_eq!(table.wrong, ["findings: reentrancy at A.b()"]);
    }
}
