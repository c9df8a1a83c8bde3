//! Tools from PyPI, in a virtual environment of their own.

use std::path::PathBuf;

use crate::{
    cache, command,
    error::{At, Error, Result},
    project::Project,
    step::Found,
};

/// `c2pa-python` is somebody else's reader that judges our manifests; `typos` is the speller,
/// whose own registry would have it compiled for minutes.
const REQUIREMENTS: [&str; 2] = ["c2pa-python==0.38.1", "typos==1.52.0"];

/// Makes the environment and installs the tools, when their list changed.
pub(crate) fn provide(project: &Project) -> Result<Found> {
    let venv = project.cache.venv();
    let stamp = venv.join("colophon-requirements.txt");
    let wanted = REQUIREMENTS.join("\n");
    if cache::stamped(&stamp, &wanted) && interpreter(project).is_file() {
        return Ok(Found::Present);
    }
    if venv.exists() {
        std::fs::remove_dir_all(&venv).at(&venv)?;
    }
    // The system's own Python first: one from a version manager may vanish under the environment.
    let python = ["/usr/bin/python3", "python3", "python"]
        .into_iter()
        .find(|program| command::version(program, "--version").is_some())
        .ok_or_else(|| Error::new("no Python was found"))?;
    command::run(project.command(python).args(["-m", "venv"]).arg(&venv))?;
    let mut pip = project.command(interpreter(project));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(REQUIREMENTS);
    command::run(&mut pip)?;
    cache::write_stamp(&stamp, &wanted)?;
    Ok(Found::Installed)
}

/// The environment's interpreter.
pub(crate) fn interpreter(project: &Project) -> PathBuf {
    program(project, "python")
}

/// A program that the environment brings.
pub(crate) fn program(project: &Project, name: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    project.cache.venv().join(folder).join(name).with_extension(std::env::consts::EXE_EXTENSION)
}
