//! A copy of the contracts that is weakened and tested, and put right again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    cache, command,
    error::{At, Error, Result},
    forge, imports,
    project::Project,
    weakening::{self, LISTS, Test, Weakening},
};

/// One run of a few tests that takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// How a test came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    /// And forge's reason.
    Failed(String),
    /// It is not in forge's report: something before it failed.
    Missing,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("it passes"),
            Self::Failed(reason) => f.write_str(reason),
            Self::Missing => f.write_str("it did not run"),
        }
    }
}

/// A copy of the contracts to work on, and what forge made of it before anything was weakened.
/// It stays in the cache, so a second run finds most of it compiled.
#[derive(Debug)]
pub(crate) struct Scratch<'a> {
    project: &'a Project,
    contracts: PathBuf,
    tree: PathBuf,
    /// Forge's cache and output for the sources as they are.
    sound: PathBuf,
    /// Held as long as the copy is used.
    _lock: File,
}

impl<'a> Scratch<'a> {
    pub(crate) fn open(project: &'a Project) -> Result<Self> {
        let root = project.cache.root().join("weakened");
        fs::create_dir_all(&root).at(&root)?;
        let path = root.join("lock");
        let lock = File::create(&path).at(&path)?;
        if lock.try_lock().is_err() {
            return Err(Error::new(format!(
                "another `cargo xtask contracts --weakened` works in {}; wait for its end",
                root.display()
            )));
        }
        let contracts = forge::folder(project);
        let tree = root.join("tree");
        fs::create_dir_all(&tree).at(&tree)?;
        for name in ["foundry.toml", "package.json"] {
            fs::copy(contracts.join(name), tree.join(name)).at(&tree.join(name))?;
        }
        copy_all(&contracts.join("bin"), &tree.join("bin"))?;
        link(&contracts.join("node_modules"), &tree.join("node_modules"))?;
        Ok(Self { project, contracts, tree, sound: root.join("sound"), _lock: lock })
    }

    /// Shows that the tests pass on the contracts as they are, and keeps what was compiled.
    pub(crate) fn begin(&self, chosen: &[&Weakening]) -> Result<()> {
        let tests: BTreeSet<&Test> = chosen.iter().flat_map(|one| &one.fails).collect();
        println!("{} tests on the contracts as they are", tests.len());
        self.fill(&tests, &BTreeMap::new())?;
        self.restore()?;
        self.build()?;
        replace(&self.tree, &self.sound)?;
        let verdicts = self.test(&tests)?;
        let failing: Vec<String> = verdicts
            .iter()
            .filter(|(_, verdict)| *verdict != Verdict::Passed)
            .map(|(test, verdict)| format!("{test}: {verdict}"))
            .collect();
        if failing.is_empty() {
            return Ok(());
        }
        Err(Error::new(format!(
            "nothing was weakened: these tests do not pass on the contracts as they are\n{}",
            failing.join("\n")
        )))
    }

    /// How the tests come out on the weakened contract.
    pub(crate) fn weaken(&self, weakening: &Weakening) -> Result<Vec<(Test, Verdict)>> {
        let tests: BTreeSet<&Test> = weakening.fails.iter().collect();
        let sources = self.contracts.join("src");
        let weaker = weakening.sources(|file| weakening::source(&sources, file))?;
        self.fill(&tests, &weaker)?;
        self.restore()?;
        self.build().map_err(|error| {
            Error::new(format!(
                "what {LISTS}/{}.toml puts there does not compile ({error}); that a test fails then \
                 says nothing",
                weakening.list
            ))
        })?;
        self.test(&tests)
    }

    /// Puts into the tree what the tests reach and nothing else, `weaker` in place of the originals:
    /// forge compiles whatever is there.
    fn fill(&self, tests: &BTreeSet<&Test>, weaker: &BTreeMap<String, String>) -> Result<()> {
        let files = tests.iter().map(|test| Path::new("test").join(&test.file));
        let reached = imports::reached(files, |path| {
            let path = self.contracts.join(path);
            fs::read_to_string(&path).at(&path)
        })?;
        for folder in ["src", "test"] {
            remove(&self.tree.join(folder))?;
        }
        for file in &reached {
            let (from, to) = (self.contracts.join(file), self.tree.join(file));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).at(folder)?;
            }
            fs::copy(&from, &to).at(&to)?;
        }
        for (file, text) in weaker {
            let path = Path::new("src").join(file);
            if !reached.contains(&path) {
                return Err(Error::new(format!("no test of it reaches {}", path.display())));
            }
            cache::write_stamp(&self.tree.join(path), text)?;
        }
        Ok(())
    }

    /// Gives the tree back what forge made of the sources as they are.
    fn restore(&self) -> Result<()> {
        if self.sound.exists() { replace(&self.sound, &self.tree) } else { Ok(()) }
    }

    fn build(&self) -> Result<()> {
        command::quietly(self.forge()?.arg("build"))
    }

    fn test(&self, tests: &BTreeSet<&Test>) -> Result<Vec<(Test, Verdict)>> {
        let names: BTreeSet<&str> = tests.iter().map(|test| test.name.as_str()).collect();
        let names = names.into_iter().collect::<Vec<_>>().join("|");
        let mut forge = self.forge()?;
        // What it matches against is the test with its arguments.
        forge.args(["test", "--json", "--match-test", &format!("^({names})\\(")]);
        let mut report = String::new();
        let end = command::stream(&mut forge, LIMIT, |line| {
            if line.starts_with('{') {
                line.clone_into(&mut report);
            }
        });
        if report.is_empty() {
            end?; // forge ends with 1 where a test fails too, but then there is a report
        }
        let found = verdicts(&report)?;
        Ok(tests
            .iter()
            .map(|test| {
                let key = (format!("test/{}", test.file), test.name.clone());
                ((*test).clone(), found.get(&key).cloned().unwrap_or(Verdict::Missing))
            })
            .collect())
    }

    fn forge(&self) -> Result<std::process::Command> {
        let mut forge = forge::command(self.project)?;
        forge.current_dir(&self.tree);
        // A broken invariant need not be made short: that it breaks is enough.
        forge.env("FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT", "0");
        Ok(forge)
    }
}

/// Reads forge's report: `{"test/A.t.sol:A": {"test_results": {"test_a()": {"status": …}}}}`.
fn verdicts(report: &str) -> Result<BTreeMap<(String, String), Verdict>> {
    let report: serde_json::Value = serde_json::from_str(report)
        .map_err(|error| Error::new(format!("forge's report cannot be read: {error}")))?;
    let mut verdicts = BTreeMap::new();
    for (suite, results) in report.as_object().into_iter().flatten() {
        let file = suite.rsplit_once(':').map_or(suite.as_str(), |(file, _)| file);
        for (test, result) in results["test_results"].as_object().into_iter().flatten() {
            let name = test.split_once('(').map_or(test.as_str(), |(name, _)| name);
            let verdict = match result["status"].as_str() {
                Some("Success") => Verdict::Passed,
                Some("Failure") => Verdict::Failed(
                    result["reason"].as_str().unwrap_or("it says no reason").to_owned(),
                ),
                _ => Verdict::Missing,
            };
            verdicts.insert((file.to_owned(), name.to_owned()), verdict);
        }
    }
    Ok(verdicts)
}

/// Copies forge's cache and output from one folder to another, in place of what is there.
fn replace(from: &Path, to: &Path) -> Result<()> {
    for name in ["cache", "out"] {
        remove(&to.join(name))?;
        copy_all(&from.join(name), &to.join(name))?;
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() { fs::remove_dir_all(folder).at(folder) } else { Ok(()) }
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).at(to)?;
    for entry in fs::read_dir(from).at(from)?.flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_all(&from, &to)?;
        } else {
            fs::copy(&from, &to).at(&to)?;
        }
    }
    Ok(())
}

fn link(to: &Path, place: &Path) -> Result<()> {
    #[cfg(unix)]
    use std::os::unix::fs::symlink;
    #[cfg(windows)]
    use std::os::windows::fs::symlink_dir as symlink;
    if fs::symlink_metadata(place).is_ok() {
        fs::remove_file(place).at(place)?; // of another checkout, perhaps
    }
    symlink(to, place).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_forge_is_read() {
        let report = r#"{"test/A.t.sol:ATest":{"duration":"1ms","test_results":{
            "test_a()":{"status":"Success","reason":null},
            "testFuzz_b(uint96[6],uint256)":{"status":"Failure","reason":"assertion failed: 1 != 2"}}},
            "test/b/B.t.sol:B":{"test_results":{"setUp()":{"status":"Failure","reason":"EvmError"}}}}"#;
        let found = verdicts(report).expect("a report");
        let get = |file: &str, test: &str| found.get(&(file.to_owned(), test.to_owned())).cloned();
        assert_eq!(get("test/A.t.sol", "test_a"), Some(Verdict::Passed));
        let failed = Verdict::Failed("assertion failed: 1 != 2".into());
        assert_eq!(get("test/A.t.sol", "testFuzz_b"), Some(failed));
        assert_eq!(get("test/b/B.t.sol", "test_b"), None, "its set-up failed, so it did not run");
        assert!(verdicts("Compiling").is_err(), "not a report");
    }

    #[test]
    fn a_tree_is_copied_whole_and_removed_whole() {
        let root = std::env::temp_dir().join(format!("colophon-weakened-{}", std::process::id()));
        let (from, to) = (root.join("from"), root.join("to"));
        for (name, text) in [("cache/a.json", "a"), ("out/A.sol/A.json", "b")] {
            let path = from.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            cache::write_stamp(&path, text).expect("written");
        }
        fs::create_dir_all(to.join("out/B.sol")).expect("made");
        replace(&from, &to).expect("copied");
        assert_eq!(fs::read_to_string(to.join("out/A.sol/A.json")).expect("there"), "b");
        assert!(!to.join("out/B.sol").exists(), "what was there before is gone");
        fs::remove_dir_all(&root).expect("cleaned up");
    }
}
