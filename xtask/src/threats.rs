//! The threat model in `docs/security/contracts.md` names a test for each attack. This looks
//! whether they are there.

use std::{collections::BTreeSet, fs};

use crate::{
    error::{At, Error, Result},
    forge,
    project::Project,
    weakening::Test,
};

/// The page, below the root.
pub(crate) const PAGE: &str = "docs/security/contracts.md";

/// Checks the names, and returns how many there are.
pub(crate) fn check(project: &Project) -> Result<usize> {
    let path = project.root.join(PAGE);
    let page = fs::read_to_string(&path).at(&path)?;
    let tests = forge::folder(project).join("test");
    let named = named(&page);
    let missing: Vec<String> = named
        .iter()
        .filter(|(file, test)| {
            let source = fs::read_to_string(tests.join(file)).unwrap_or_default();
            !source.contains(&format!("function {test}("))
        })
        .map(|(file, test)| format!("{PAGE} names {file}#{test}, and there is no such test"))
        .collect();
    if named.is_empty() {
        Err(Error::new(format!("{PAGE} names no tests")))
    } else if missing.is_empty() {
        Ok(named.len())
    } else {
        Err(Error::new(missing.join("\n")))
    }
}

/// What an attacker tries, and the tests that try it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attack<'a> {
    /// The first cell of its row.
    pub(crate) what: &'a str,
    pub(crate) tests: BTreeSet<(&'a str, &'a str)>,
}

impl Attack<'_> {
    pub(crate) fn has(&self, test: &Test) -> bool {
        self.tests.contains(&(test.file.as_str(), test.name.as_str()))
    }
}

/// The attacks of a page: the rows of its tables that name tests.
pub(crate) fn attacks(page: &str) -> Vec<Attack<'_>> {
    page.lines()
        .filter_map(|line| {
            let (what, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
            let tests = named(rest);
            (!tests.is_empty()).then_some(Attack { what: what.trim(), tests })
        })
        .collect()
}

/// The tests that a page names: `file#test` between backticks.
fn named(page: &str) -> BTreeSet<(&str, &str)> {
    page.split('`')
        .filter_map(|code| code.split_once('#'))
        .filter(|(file, test)| {
            file.ends_with(".t.sol") && test.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attacks_are_rows_that_name_tests() {
        let page = "`A.t.sol#test_c`\n| she tries | what happens | test |\n|---|---|---|\n\
                    | to `take` | refused | `A.t.sol#test_a`, `A.t.sol#test_b` |\n| b | c | d |\n";
        let tests = BTreeSet::from([("A.t.sol", "test_a"), ("A.t.sol", "test_b")]);
        assert_eq!(attacks(page), [Attack { what: "to `take`", tests }]);
    }

    #[test]
    fn tests_are_named_between_backticks() {
        let page = "| `A.t.sol#test_a`, `b/B.t.sol#check_b` | as `file#test`, `A.t.sol#test_a` |";
        let expected = [("A.t.sol", "test_a"), ("b/B.t.sol", "check_b")];
        assert_eq!(named(page), BTreeSet::from(expected));
    }
}
