//! `cargo xtask contracts --weakened`: each attack of the threat model, made on a contract without
//! the defence against it. The test that names the attack must fail there, or it shows nothing.

use std::time::Instant;

use crate::{
    campaign, command,
    error::{Error, Result},
    project::Project,
    scratch::{Scratch, Verdict},
    step::spoken,
    weakened_page::{self, Row},
    weakening::{self, LISTS, Test, Weakening},
};

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// Names of weakenings or of whole lists; all where none is given.
    pub(crate) only: Vec<String>,
    /// `YYYY-MM-DD`; today where it is not given.
    pub(crate) date: Option<String>,
}

impl Order {
    /// Reads `[--only NAME,…] [--date YYYY-MM-DD]`.
    pub(crate) fn parse(options: &[&str]) -> Result<Self> {
        let mut order = Self::default();
        let mut rest = options;
        while let [option, value, after @ ..] = rest {
            match *option {
                "--only" => order.only = value.split(',').map(str::to_owned).collect(),
                "--date" => order.date = Some((*value).to_owned()),
                other => {
                    return Err(Error::new(format!("`--weakened` has no option `{other}`")));
                }
            }
            rest = after;
        }
        match rest {
            [] => Ok(order),
            [other, ..] => Err(Error::new(format!("`{other}` is no option, or has no value"))),
        }
    }
}

/// Checks the list without a compiler. Part of every test run.
pub(crate) fn check(project: &Project) -> Result<usize> {
    let all = weakening::checked(project)?;
    weakened_page::check(project, &all)?;
    Ok(all.len())
}

/// Weakens, runs, records.
pub(crate) fn run(project: &Project, order: &Order) -> Result<()> {
    let all = weakening::checked(project)?;
    let chosen = chosen(&all, &order.only)?;
    let start = Instant::now();
    let scratch = Scratch::open(project)?;
    scratch.begin(&chosen)?;

    let date = order.date.clone().unwrap_or_else(campaign::today);
    let run = format!("{date}, {}", source(project));
    let mut wrong = Vec::new();
    for (i, weakening) in chosen.iter().enumerate() {
        let began = Instant::now();
        println!(
            "\n{} of {}: `{}`, without {}",
            i + 1,
            chosen.len(),
            weakening.name,
            weakening.without
        );
        match scratch.weaken(weakening) {
            Ok(verdicts) => {
                let rows = judge(weakening, verdicts, &run, &mut wrong);
                // At once: a long run that is broken off has not been for nothing.
                weakened_page::record(project, &all, &rows)?;
            }
            Err(error) => wrong.push(format!("`{}`: {error}", weakening.name)),
        }
        println!("  {}", spoken(began.elapsed()));
    }
    println!("\n{} contracts weakened in {}", chosen.len(), spoken(start.elapsed()));
    println!("recorded in {}", weakened_page::PAGE);
    if wrong.is_empty() { Ok(()) } else { Err(Error::new(wrong.join("\n"))) }
}

/// What is recorded of the tests on one weakened contract; what is wrong goes to `wrong`.
fn judge(
    weakening: &Weakening,
    verdicts: Vec<(Test, Verdict)>,
    run: &str,
    wrong: &mut Vec<String>,
) -> Vec<Row> {
    let row = |(test, verdict): (Test, Verdict)| {
        let how = judged(weakening, &test, &verdict).unwrap_or_else(|error| {
            wrong.push(error.to_string());
            format!("**{error}**")
        });
        println!("  {test}: {how}");
        Row { name: weakening.name.clone(), test, how, run: run.to_owned() }
    };
    verdicts.into_iter().map(row).collect()
}

/// The commit that last changed the contracts: what was weakened.
fn source(project: &Project) -> String {
    let git = |arguments: &[&str]| {
        command::probe(project.command("git").args(arguments).args(["--", "contracts/src"]))
    };
    let commit = git(&["log", "-1", "--format=%h"]).filter(|commit| !commit.is_empty());
    let changed = git(&["status", "--porcelain"]).is_none_or(|changes| !changes.is_empty());
    format!("{}{}", commit.as_deref().unwrap_or("unknown"), if changed { "-dirty" } else { "" })
}

/// The weakenings, or lists of them, that were asked for.
fn chosen<'a>(all: &'a [Weakening], only: &[String]) -> Result<Vec<&'a Weakening>> {
    let meant = |weakening: &Weakening, asked: &String| {
        weakening.name == *asked || weakening.list == *asked
    };
    if let Some(asked) = only.iter().find(|asked| !all.iter().any(|one| meant(one, asked))) {
        return Err(Error::new(format!("no weakening and no list in {LISTS} is called `{asked}`")));
    }
    Ok(all
        .iter()
        .filter(|one| only.is_empty() || only.iter().any(|asked| meant(one, asked)))
        .collect())
}

/// How a test failed, or why that it did not is wrong.
fn judged(weakening: &Weakening, test: &Test, verdict: &Verdict) -> Result<String> {
    match verdict {
        Verdict::Failed(reason) => Ok(weakened_page::short(reason)),
        Verdict::Passed => Err(Error::new(format!(
            "{test} still passes on the contract weakened by `{}`, without {}: it does not show what \
             the threat model says of it",
            weakening.name, weakening.without
        ))),
        Verdict::Missing => Err(Error::new(format!(
            "{test} did not run on the contract weakened by `{}`: its set-up fails, so the weakening \
             breaks more than a defence; choose another text in {LISTS}",
            weakening.name
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weakening(name: &str, list: &str) -> Weakening {
        Weakening {
            name: name.into(),
            list: list.into(),
            attacks: vec!["to take all".into()],
            without: "the check".into(),
            changes: Vec::new(),
            fails: Vec::new(),
        }
    }

    #[test]
    fn orders_are_read() {
        let order = Order::parse(&["--only", "a,vault", "--date", "2026-01-02"]).expect("an order");
        let only = vec!["a".to_owned(), "vault".to_owned()];
        assert_eq!(order, Order { only, date: Some("2026-01-02".into()) });
        let check = |options: &[&str], part: &str| {
            let error = Order::parse(options).expect_err(part).to_string();
            assert!(error.contains(part), "{error}");
        };
        check(&["--only"], "`--only` is no option, or has no value");
        check(&["--fast", "1"], "no option `--fast`");
    }

    #[test]
    fn weakenings_are_chosen_by_name_and_by_list() {
        let all = [weakening("a", "vault"), weakening("b", "vault"), weakening("c", "works")];
        let check = |only: &[&str], expected: &[&str]| {
            let only: Vec<String> = only.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = chosen(&all, &only)
                .expect("all are there")
                .iter()
                .map(|one| one.name.as_str())
                .collect();
            assert_eq!(names, expected, "{only:?}");
        };
        check(&[], &["a", "b", "c"]);
        check(&["vault"], &["a", "b"]);
        check(&["c", "a"], &["a", "c"]);
        let error = chosen(&all, &["d".into()]).expect_err("nothing is called so").to_string();
        assert!(error.contains("is called `d`"), "{error}");
    }

    #[test]
    fn only_a_failure_is_what_it_should_be() {
        let (weakening, test) = (
            weakening("no-check", "vault"),
            Test { file: "A.t.sol".into(), name: "test_a".into() },
        );
        let check = |verdict: &Verdict, part: &str| {
            let error = judged(&weakening, &test, verdict).expect_err(part).to_string();
            assert!(error.contains(part), "{error}");
        };
        check(&Verdict::Passed, "A.t.sol#test_a still passes");
        check(&Verdict::Missing, "A.t.sol#test_a did not run");
        let failed = judged(&weakening, &test, &Verdict::Failed("1 != 2".into()));
        assert_eq!(failed.expect("it failed"), "1 != 2");
    }
}
