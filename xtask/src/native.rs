//! The workspace, compiled for this machine.
//!
//! Programs and test executables come out of one call of cargo, because two calls that select
//! different packages or targets also select different features of what they share, and then
//! compile it twice. The executables are run by us, which tells the kinds of test apart.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::Value;

use crate::{
    axe, command, driver,
    error::{Error, Result},
    metadata::{self, Package},
    npm,
    project::Project,
    python,
};

/// The package with the journeys over the whole system.
pub(crate) const JOURNEYS: &str = "colophon-tests";
/// The window's package.
const DESKTOP: &str = "colophon-desktop";
/// Compiled for another target, or on demand only.
const ELSEWHERE: [&str; 2] = ["colophon-ui", "xtask-web"];
/// No build takes this long; one that does hangs.
const LIMIT: Duration = Duration::from_secs(2 * 60 * 60);

/// Which packages and features every cargo call of a command names, so that they all agree.
#[derive(Debug)]
pub(crate) struct Scope {
    arguments: Vec<String>,
    members: Vec<Package>,
}

impl Scope {
    /// The whole workspace but the page. Without a page in `ui/dist` the shell has nothing to
    /// embed and does not compile, so it is left out then, and [`Scope::has_desktop`] says so.
    pub(crate) fn of(project: &Project) -> Result<Self> {
        let members = metadata::members(project)?;
        let mut arguments = vec!["--workspace".to_owned()];
        for name in ELSEWHERE {
            arguments.extend(["--exclude".to_owned(), name.to_owned()]);
        }
        let has_page = project.root.join("ui/dist/index.html").is_file();
        if !has_page {
            arguments.extend(["--exclude".to_owned(), DESKTOP.to_owned()]);
        }
        // Embeds the page and takes the production policy, where that is not the default already.
        let desktop = members.iter().find(|package| package.name == DESKTOP);
        if has_page && desktop.is_some_and(|package| package.features.contains("custom-protocol")) {
            arguments.extend(["--features".to_owned(), format!("{DESKTOP}/custom-protocol")]);
        }
        Ok(Self { arguments, members })
    }

    /// Whether the shell is part of it.
    pub(crate) fn has_desktop(&self) -> bool {
        !self.arguments.iter().any(|argument| argument == DESKTOP)
    }

    /// A cargo call over these packages.
    pub(crate) fn cargo(&self, project: &Project, subcommand: &[&str]) -> Command {
        let mut cargo = project.cargo(subcommand);
        cargo.args(&self.arguments);
        cargo
    }

    /// Whether a package of ours has the binary `name`.
    pub(crate) fn has_binary(&self, package: &str, name: &str) -> bool {
        self.members
            .iter()
            .any(|member| member.name == package && member.binaries.iter().any(|one| one == name))
    }
}

/// A compiled program or test executable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Executable {
    pub(crate) package: String,
    version: String,
    /// Name of the library, binary or test file.
    pub(crate) target: String,
    pub(crate) path: PathBuf,
    /// The package's folder, where its tests run.
    folder: PathBuf,
    /// Whether it is a test executable.
    pub(crate) test: bool,
}

/// Compiles all programs and tests of the scope.
pub(crate) fn build(project: &Project, scope: &Scope, release: bool) -> Result<Vec<Executable>> {
    let mut cargo = scope.cargo(project, &["build", "--bins"]);
    cargo.arg(if release { "--release" } else { "--tests" });
    cargo.arg("--message-format=json-render-diagnostics");
    let by_folder: BTreeMap<&Path, &Package> =
        scope.members.iter().map(|package| (package.folder.as_path(), package)).collect();
    let mut found = Vec::new();
    command::stream(&mut cargo, LIMIT, |line| found.extend(executable(line, &by_folder)))?;
    // Libraries first, then by name: a broken foundation shows before what stands on it.
    found.sort_by(|a, b| (&a.package, &a.target).cmp(&(&b.package, &b.target)));
    Ok(found)
}

/// Reads one message of cargo.
fn executable(line: &str, members: &BTreeMap<&Path, &Package>) -> Option<Executable> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    let path = message["executable"].as_str()?;
    let package = members.get(Path::new(message["manifest_path"].as_str()?).parent()?)?;
    Some(Executable {
        package: package.name.clone(),
        version: package.version.clone(),
        target: message["target"]["name"].as_str()?.to_owned(),
        path: path.into(),
        folder: package.folder.clone(),
        test: message["profile"]["test"].as_bool()?,
    })
}

impl Executable {
    /// The command that runs it as `cargo test` would, wrapped in `wrapper` if that is not empty.
    pub(crate) fn command(&self, project: &Project, wrapper: &[&str]) -> Command {
        let mut command = match wrapper {
            [] => project.command(&self.path),
            [first, rest @ ..] => {
                let mut command = project.command(first);
                command.args(rest).arg(&self.path);
                command
            }
        };
        command
            .current_dir(&self.folder)
            .env("CARGO", "cargo")
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("CARGO_PKG_NAME", &self.package)
            .env("CARGO_PKG_VERSION", &self.version)
            .env("CARGO_TARGET_DIR", project.cache.native_target());
        command
    }
}

/// Tells tests where programs are: `COLOPHON_BIN`, `COLOPHON_DESKTOP_BIN`, `COLOPHON_ANVIL`,
/// `COLOPHON_PYTHON`, `COLOPHON_TAURI_DRIVER`, `COLOPHON_AXE` (full paths, each only where the file is
/// there), and `COLOPHON_REQUIRE_ANVIL=1`, `…_BIN`, `…_INTEROP`: no test may pass by leaving itself out.
pub(crate) fn tell_places(project: &Project, programs: &[Executable], command: &mut Command) {
    for (variable, package, target) in
        [("COLOPHON_BIN", "colophon-cli", "colophon"), ("COLOPHON_DESKTOP_BIN", DESKTOP, DESKTOP)]
    {
        let program = programs.iter().find(|program| {
            !program.test && program.package == package && program.target == target
        });
        if let Some(program) = program {
            command.env(variable, &program.path);
        }
    }
    if let Some(anvil) = npm::foundry(project, "anvil") {
        command.env("COLOPHON_ANVIL", anvil);
    }
    if npm::HAS_NATIVE {
        command.env("COLOPHON_REQUIRE_ANVIL", "1");
    }
    for (variable, path) in [
        ("COLOPHON_PYTHON", python::TOOLS.interpreter(project)),
        ("COLOPHON_TAURI_DRIVER", driver::path(project)),
        ("COLOPHON_AXE", axe::path(project)),
    ] {
        if path.is_file() {
            command.env(variable, path);
        }
    }
    // Set-up has run: what the journeys need is there, so none may pass by leaving itself out.
    command.env("COLOPHON_REQUIRE_BIN", "1").env("COLOPHON_REQUIRE_INTEROP", "1");
}

/// The path of a program in the build output.
pub(crate) fn program(programs: &[Executable], package: &str, target: &str) -> Result<PathBuf> {
    programs
        .iter()
        .find(|program| !program.test && program.package == package && program.target == target)
        .map(|program| program.path.clone())
        .ok_or_else(|| Error::new(format!("package {package} built no program `{target}`")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn executables_of_our_packages_are_read_from_the_messages() {
        let ours = Package {
            id: "a".into(),
            name: "app".into(),
            version: "0.1.0".into(),
            licence: None,
            source: None,
            folder: "/w/app".into(),
            features: BTreeSet::new(),
            binaries: Vec::new(),
            depends_on: Vec::new(),
            ours: true,
        };
        let members = BTreeMap::from([(Path::new("/w/app"), &ours)]);
        let check = |line: &str, expected: Option<(&str, bool)>| {
            let found = executable(line, &members);
            let found = found.as_ref().map(|one| (one.target.as_str(), one.test));
            assert_eq!(found, expected, "{line}");
        };
        let artifact = |manifest: &str, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"{manifest}","target":{{"name":"t"}},
                    "profile":{{"test":true}},"executable":{executable}}}"#
            )
        };
        check(&artifact("/w/app/Cargo.toml", r#""/c/t-12""#), Some(("t", true)));
        check(&artifact("/w/app/Cargo.toml", "null"), None);
        check(&artifact("/r/other/Cargo.toml", r#""/c/o-12""#), None);
        check(r#"{"reason":"build-finished","success":true}"#, None);
        check("not json", None);
    }
}
