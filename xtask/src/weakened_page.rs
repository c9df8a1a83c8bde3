//! The page that records what `cargo xtask contracts --weakened` found.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
};

use crate::{
    cache,
    error::{At, Error, Result},
    project::Project,
    weakening::{Test, Weakening},
};

/// Below the root.
pub(crate) const PAGE: &str = "docs/security/weakened.md";

const BEGIN: &str = "<!-- table: written by cargo xtask contracts --weakened -->\n";
const END: &str = "<!-- end of table -->";
const HEAD: &str = "| name | attack | the contract without | test | how it fails | run |\n|---|---|---|---|---|---|\n";
const NOT_RUN: &str = "not run yet";
/// The longest reason of a failure that is written down, in characters.
const LONGEST: usize = 100;

/// What a run found for one test on one weakened contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Of the weakening.
    pub(crate) name: String,
    pub(crate) test: Test,
    pub(crate) how: String,
    /// Date and source.
    pub(crate) run: String,
}

/// Writes what was found into the page. What this run did not look at stays as it was.
pub(crate) fn record(project: &Project, all: &[Weakening], rows: &[Row]) -> Result<()> {
    let path = project.root.join(PAGE);
    let page = fs::read_to_string(&path).at(&path)?;
    cache::write_stamp(&path, &written(&page, all, rows)?)
}

/// Checks that the page has a row for each test on each weakened contract, and no others.
pub(crate) fn check(project: &Project, all: &[Weakening]) -> Result<()> {
    let path = project.root.join(PAGE);
    compare(&fs::read_to_string(&path).at(&path)?, all)
}

fn compare(page: &str, all: &[Weakening]) -> Result<()> {
    let (_, table, _) = parts(page)?;
    let found = outcomes(table);
    let expected: BTreeSet<(String, String)> = all
        .iter()
        .flat_map(|one| one.fails.iter().map(|t| (one.name.clone(), t.to_string())))
        .collect();
    let run = "run `cargo xtask contracts --weakened --only";
    let missing = expected.iter().filter(|key| !found.contains_key(*key)).map(|(name, test)| {
        format!("{PAGE} does not say how {test} fails without what `{name}` takes; {run} {name}`")
    });
    let idle = found.keys().filter(|key| !expected.contains(*key)).map(|(name, test)| {
        format!("{PAGE} tells of {test} and `{name}`, which no list has; take the row out")
    });
    let wrong: Vec<String> = missing.chain(idle).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::new(wrong.join("\n"))) }
}

/// A reason on one line of a table.
pub(crate) fn short(reason: &str) -> String {
    let reason = reason.split("; counterexample").next().unwrap_or_default();
    let reason: String = reason
        .chars()
        .map(|c| match c {
            '|' => '/',
            '<' => '‹',
            '>' => '›',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    if reason.chars().count() <= LONGEST {
        return reason.trim().to_owned();
    }
    let cut: String = reason.chars().take(LONGEST).collect();
    format!("{}…", cut.trim())
}

/// What stands before the table, the table, and what stands after it.
fn parts(page: &str) -> Result<(&str, &str, &str)> {
    page.split_once(BEGIN)
        .and_then(|(before, rest)| {
            let (table, after) = rest.split_once(END)?;
            Some((before, table, after))
        })
        .ok_or_else(|| Error::new(format!("{PAGE} has no place for the table")))
}

/// The last two cells of each row, by its weakening and its test.
fn outcomes(table: &str) -> BTreeMap<(String, String), (String, String)> {
    table
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> =
                line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
            let [name, _, _, test, how, run] = cells.as_slice() else { return None };
            let bare = |cell: &str| Some(cell.strip_prefix('`')?.strip_suffix('`')?.to_owned());
            Some(((bare(name)?, bare(test)?), ((*how).to_owned(), (*run).to_owned())))
        })
        .collect()
}

fn written(page: &str, all: &[Weakening], rows: &[Row]) -> Result<String> {
    let (before, table, after) = parts(page)?;
    let mut outcomes = outcomes(table);
    for Row { name, test, how, run } in rows {
        outcomes.insert((name.clone(), test.to_string()), (how.clone(), run.clone()));
    }
    let mut table = String::from(HEAD);
    for Weakening { name, attacks, without, fails, .. } in all {
        for test in fails {
            let key = (name.clone(), test.to_string());
            let (how, run) =
                outcomes.remove(&key).unwrap_or_else(|| (NOT_RUN.to_owned(), "—".to_owned()));
            let attacks = attacks.join("; ");
            let _ =
                writeln!(table, "| `{name}` | {attacks} | {without} | `{test}` | {how} | {run} |");
        }
    }
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(name: &str) -> Test {
        Test { file: "A.t.sol".into(), name: name.into() }
    }

    fn weakening(name: &str, fails: &[&str]) -> Weakening {
        Weakening {
            name: name.into(),
            list: "vault".into(),
            attacks: vec!["to take all".into(), "to take more".into()],
            without: "the check".into(),
            changes: Vec::new(),
            fails: fails.iter().map(|name| test(name)).collect(),
        }
    }

    fn row(name: &str, of: &str, run: &str) -> Row {
        Row { name: name.into(), test: test(of), how: "1 != 2".into(), run: run.into() }
    }

    #[test]
    fn a_run_changes_its_own_rows_alone() {
        let page = format!("Title\n\n{BEGIN}{END}\n");
        let all = [weakening("no-check", &["test_a", "test_b"])];
        let first = written(&page, &all, &[row("no-check", "test_a", "day 1")]).expect("a table");
        let expected = "| `no-check` | to take all; to take more | the check | `A.t.sol#test_a` | \
                        1 != 2 | day 1 |\n\
                        | `no-check` | to take all; to take more | the check | `A.t.sol#test_b` | \
                        not run yet | — |\n";
        assert_eq!(first, format!("Title\n\n{BEGIN}{HEAD}{expected}{END}\n"));
        let second = written(&first, &all, &[row("no-check", "test_b", "day 2")]).expect("a table");
        assert!(second.contains("1 != 2 | day 1 |") && second.contains("1 != 2 | day 2 |"));
        let third = written(&second, &all[..0], &[]).expect("a table");
        assert_eq!(third, format!("Title\n\n{BEGIN}{HEAD}{END}\n"), "what no list has is gone");
    }

    #[test]
    fn the_page_and_the_lists_have_the_same_rows() {
        let all = [weakening("no-check", &["test_a"])];
        let page = written(&format!("{BEGIN}{END}"), &all, &[]).expect("a table");
        compare(&page, &all).expect("the same");
        let check = |page: &str, all: &[Weakening], part: &str| {
            let error = compare(page, all).expect_err(part).to_string();
            assert!(error.contains(part), "{error}");
        };
        check(&page, &[weakening("no-check", &["test_a", "test_b"])], "how A.t.sol#test_b fails");
        check(&page, &[], "tells of A.t.sol#test_a and `no-check`");
        check("", &all, "no place for the table");
    }

    #[test]
    fn reasons_fit_into_a_table() {
        let check = |reason: &str, expected: &str| assert_eq!(short(reason), expected);
        check("1 != 2; counterexample: calldata=0x00", "1 != 2");
        check("a | b\nc <d>", "a / b c ‹d›");
        check(&"x".repeat(150), &format!("{}…", "x".repeat(100)));
    }
}
