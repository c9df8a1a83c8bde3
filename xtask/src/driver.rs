//! tauri-driver, which lets a test press the window's buttons.

use std::path::PathBuf;

use crate::{
    command,
    error::{At, Result},
    project::Project,
    step::Found,
};

const VERSION: &str = "2.1.0";

/// Installs the driver into the cache.
pub(crate) fn provide(project: &Project) -> Result<Found> {
    if path(project).is_file() {
        return Ok(Found::Present);
    }
    // A target folder of its own, because a build in the shared one would hold this up. Without
    // optimisation: the driver only passes messages on, and this takes a third of the time.
    let scratch = project.cache.tool("build");
    let mut cargo = project.command("cargo");
    cargo.args(["install", "tauri-driver", "--version", VERSION, "--locked", "--debug", "--root"]);
    command::run(cargo.arg(folder(project)).env("CARGO_TARGET_DIR", &scratch))?;
    std::fs::remove_dir_all(&scratch).at(&scratch)?;
    Ok(Found::Installed)
}

/// The driver's binary.
pub(crate) fn path(project: &Project) -> PathBuf {
    folder(project).join("bin/tauri-driver").with_extension(std::env::consts::EXE_EXTENSION)
}

fn folder(project: &Project) -> PathBuf {
    project.cache.tool(&format!("tauri-driver-{VERSION}"))
}
