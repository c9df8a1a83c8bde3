//! The lists in `contracts/weakened`: what a contract would be without one defence, and which tests
//! must fail on it then. This reads them, applies them, and holds them against the threat model.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::Path,
};

use crate::{
    error::{At, Error, Result},
    project::Project,
    threats::{self, Attack, PAGE},
    toml::{self, Value},
};

/// Where the lists are, below the root.
pub(crate) const LISTS: &str = "contracts/weakened";

/// A test of forge: `file` is below `contracts/test`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Test {
    pub(crate) file: String,
    pub(crate) name: String,
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.file, self.name)
    }
}

/// One text put in another's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Below `contracts/src`.
    pub(crate) file: String,
    old: String,
    new: String,
}

impl Change {
    /// The source with the change in it. The old text must stand there once: nowhere, and the
    /// contract has changed; twice, and it is not said which.
    fn applied(&self, source: &str) -> Result<String> {
        match source.matches(&self.old).count() {
            1 => Ok(source.replacen(&self.old, &self.new, 1)),
            count => {
                let times = if count == 0 { "nowhere".into() } else { format!("{count} times") };
                Err(Error::new(format!("src/{} has this text {times}: {}", self.file, self.old)))
            }
        }
    }
}

/// A contract without one of its defences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weakening {
    pub(crate) name: String,
    /// The list it stands in, without its ending.
    pub(crate) list: String,
    /// What it lets through, in the words of the threat model.
    pub(crate) attacks: Vec<String>,
    /// The defence that is missing: "without" goes before it.
    pub(crate) without: String,
    pub(crate) changes: Vec<Change>,
    /// What must fail then.
    pub(crate) fails: Vec<Test>,
}

impl Weakening {
    /// The weakened sources by name; `read` gives a source below `contracts/src`.
    pub(crate) fn sources(
        &self,
        read: impl Fn(&str) -> Result<String>,
    ) -> Result<BTreeMap<String, String>> {
        let mut sources = BTreeMap::new();
        for change in &self.changes {
            let source = match sources.remove(&change.file) {
                Some(source) => source,
                None => read(&change.file)?,
            };
            let weaker = change
                .applied(&source)
                .map_err(|error| Error::new(format!("`{}`: {error}", self.name)))?;
            sources.insert(change.file.clone(), weaker);
        }
        Ok(sources)
    }
}

/// Everything in the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Lists {
    weakenings: Vec<Weakening>,
    /// How the names of test files begin that no weakening stands beside.
    left_out: Vec<String>,
}

/// Reads the lists, in the order of their names.
fn read(project: &Project) -> Result<Lists> {
    let folder = project.root.join(LISTS);
    let mut paths: Vec<_> =
        fs::read_dir(&folder).at(&folder)?.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let mut lists = Lists::default();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        toml::parse(&fs::read_to_string(&path).at(&path)?)
            .and_then(|document| lists.add(&name, &document))
            .map_err(|error| Error::new(format!("{LISTS}/{name}.toml: {error}")))?;
    }
    Ok(lists)
}

impl Lists {
    fn add(&mut self, list: &str, document: &Value) -> Result<()> {
        for entry in document.get(&["weakening"]).map_or(&[][..], Value::items) {
            self.weakenings.push(weakening(list, entry)?);
        }
        for entry in document.get(&["left_out"]).map_or(&[][..], Value::items) {
            text(entry, "why")?;
            self.left_out.push(text(entry, "tests")?.to_owned());
        }
        Ok(())
    }

    /// What does not fit between the lists and the attacks of the threat model.
    fn gaps(&self, attacks: &[Attack<'_>]) -> Vec<String> {
        let mut gaps = Vec::new();
        let mut names = BTreeSet::new();
        for weakening in &self.weakenings {
            let name = &weakening.name;
            if !names.insert(name) {
                gaps.push(format!("two weakenings are called `{name}`"));
            }
            for said in &weakening.attacks {
                if !attacks.iter().any(|attack| attack.what == said) {
                    gaps.push(format!("`{name}` names an attack that {PAGE} has not: {said}"));
                }
            }
            for test in &weakening.fails {
                let meant =
                    |attack: &&Attack<'_>| weakening.attacks.iter().any(|a| a == attack.what);
                if !attacks.iter().filter(meant).any(|attack| attack.has(test)) {
                    gaps.push(format!("`{name}` names {test}, which {PAGE} has at no such attack"));
                }
            }
        }
        for attack in attacks {
            gaps.extend(self.gap(attack));
        }
        for begin in &self.left_out {
            let used = |attack: &Attack<'_>| attack.tests.iter().any(|t| t.0.starts_with(begin));
            if !attacks.iter().any(used) {
                gaps.push(format!("{begin} is left out, but {PAGE} names no such test"));
            }
        }
        gaps
    }

    /// What is missing for one attack. Halmos proves what is in `symbolic/`, and is not run on
    /// weakened contracts; an attack must have another test beside that.
    fn gap(&self, attack: &Attack<'_>) -> Vec<String> {
        let for_forge: Vec<_> =
            attack.tests.iter().filter(|(file, _)| !file.starts_with("symbolic/")).collect();
        if for_forge.is_empty() {
            return vec![format!("{PAGE} names no test that forge runs for: {}", attack.what)];
        }
        let left_out = |file: &str| self.left_out.iter().any(|begin| file.starts_with(begin));
        for_forge
            .into_iter()
            .filter(|(file, name)| {
                let shown = |weakening: &Weakening| {
                    weakening.attacks.iter().any(|said| said == attack.what)
                        && weakening.fails.iter().any(|t| t.file == *file && t.name == *name)
                };
                !left_out(file) && !self.weakenings.iter().any(shown)
            })
            .map(|(file, name)| {
                format!(
                    "{PAGE} names {file}#{name} for the attack \"{}\", and no list in {LISTS} has a \
                     weakening on which it fails",
                    attack.what
                )
            })
            .collect()
    }
}

fn weakening(list: &str, entry: &Value) -> Result<Weakening> {
    let name = text(entry, "name")?;
    let lacks = |what: &str| Error::new(format!("`{name}` has no {what}"));
    let texts = |key: &str| {
        let texts = entry.texts(&[key]);
        if texts.is_empty() { Err(lacks(&format!("`{key}`"))) } else { Ok(texts) }
    };
    let fails = texts("fails")?
        .into_iter()
        .map(|text| {
            let (file, name) = text
                .split_once('#')
                .ok_or_else(|| Error::new(format!("`{text}` is not `file#test`")))?;
            Ok(Test { file: file.to_owned(), name: name.to_owned() })
        })
        .collect::<Result<_>>()?;
    let changes = entry
        .get(&["change"])
        .map_or(&[][..], Value::items)
        .iter()
        .map(|change| {
            let text = |key| text(change, key).map(str::to_owned);
            Ok(Change { file: text("in")?, old: text("old")?, new: text("new")? })
        })
        .collect::<Result<Vec<_>>>()?;
    if changes.is_empty() {
        return Err(lacks("change"));
    }
    let attacks = texts("attacks")?;
    Ok(Weakening {
        name: name.to_owned(),
        list: list.to_owned(),
        attacks: attacks.into_iter().map(str::to_owned).collect(),
        without: text(entry, "without")?.to_owned(),
        changes,
        fails,
    })
}

fn text<'a>(entry: &'a Value, key: &str) -> Result<&'a str> {
    entry
        .get(&[key])
        .and_then(Value::text)
        .ok_or_else(|| Error::new(format!("an entry has no text `{key}`")))
}

/// The weakenings, after all that can be told of them without a compiler: each attack of the threat
/// model has one, and each text stands in its contract once.
pub(crate) fn checked(project: &Project) -> Result<Vec<Weakening>> {
    let lists = read(project)?;
    let page = project.root.join(PAGE);
    let page = fs::read_to_string(&page).at(&page)?;
    let mut gaps = lists.gaps(&threats::attacks(&page));
    let sources = project.root.join("contracts/src");
    for weakening in &lists.weakenings {
        gaps.extend(
            weakening.sources(|file| source(&sources, file)).err().map(|error| error.to_string()),
        );
    }
    if gaps.is_empty() { Ok(lists.weakenings) } else { Err(Error::new(gaps.join("\n"))) }
}

/// A source below `folder`.
pub(crate) fn source(folder: &Path, file: &str) -> Result<String> {
    let path = folder.join(file);
    fs::read_to_string(&path).at(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r##"
        [[weakening]]
        name = "no-check"
        attacks = ["to take all"]
        without = "the check"
        fails = ["A.t.sol#test_all"]
        [[weakening.change]]
        in = "A.sol"
        old = "check();\n    take"
        new = "take"
        [[weakening.change]]
        in = "A.sol"
        old = "function check() {}"
        new = ""
        [[left_out]]
        tests = "Shop"
        why = "not yet"
    "##;
    const THREATS: &str = "| to take all | refused | `A.t.sol#test_all`, `symbolic/A.t.sol#check_a` |\n\
                           | to sell | refused | `ShopMoney.t.sol#test_sell` |\n";
    const SOURCE: &str = "function check() {}\nfunction f() {\n    check();\n    take();\n}";

    fn lists(text: &str) -> Result<Lists> {
        let mut lists = Lists::default();
        lists.add("a", &toml::parse(text)?)?;
        Ok(lists)
    }

    #[test]
    fn changes_are_applied_one_after_the_other() {
        let lists = lists(LIST).expect("a list");
        let weaker = lists.weakenings[0].sources(|_| Ok(SOURCE.into())).expect("both fit");
        assert_eq!(weaker["A.sol"], "\nfunction f() {\n    take();\n}");
    }

    #[test]
    fn a_text_that_is_gone_or_stands_twice_is_refused() {
        let lists = lists(LIST).expect("a list");
        let check = |source: &str, part: &str| {
            let error = lists.weakenings[0].sources(|_| Ok(source.into())).expect_err(part);
            let said = error.to_string();
            assert!(said.starts_with("`no-check`: src/A.sol has this text"), "{said}");
            assert!(said.contains(part), "{said}");
        };
        check("", "nowhere: check();");
        check(&SOURCE.repeat(2), "2 times: check();");
    }

    #[test]
    fn lists_are_held_against_the_threat_model() {
        let check = |list: &str, threats: &str, expected: &[&str]| {
            let gaps = lists(list).expect("a list").gaps(&threats::attacks(threats));
            assert_eq!(gaps.len(), expected.len(), "{gaps:?}");
            for (gap, part) in gaps.iter().zip(expected) {
                assert!(gap.contains(part), "{gap}");
            }
        };
        check(LIST, THREATS, &[]);
        check(
            LIST,
            &format!("{THREATS}| to hide | refused | `A.t.sol#test_hide` |\n"),
            &["names A.t.sol#test_hide for the attack \"to hide\""],
        );
        check(
            LIST,
            &format!("{THREATS}| to wait | refused | `symbolic/A.t.sol#check_b` |\n"),
            &["no test that forge runs for: to wait"],
        );
        check(
            &LIST.replace("to take all", "to take some"),
            THREATS,
            &["has not: to take some", "names A.t.sol#test_all, which", "A.t.sol#test_all for"],
        );
        check(&LIST.replace("Shop", "Market"), THREATS, &["ShopMoney", "Market is left out"]);
        check(
            &format!("{LIST}{}", LIST.replace("Shop", "ShopMoney")),
            THREATS,
            &["two weakenings"],
        );
    }

    #[test]
    fn an_entry_that_lacks_something_says_what() {
        let check = |line: &str, part: &str| {
            let error = lists(&LIST.replace(line, "")).expect_err(part).to_string();
            assert!(error.contains(part), "{error}");
        };
        check("name = \"no-check\"", "no text `name`");
        check("without = \"the check\"", "no text `without`");
        check("attacks = [\"to take all\"]", "`no-check` has no `attacks`");
        check("fails = [\"A.t.sol#test_all\"]", "`no-check` has no `fails`");
        check("#test_all", "`A.t.sol` is not `file#test`");
        check("why = \"not yet\"", "no text `why`");
    }
}
