//! tauri-driver, which lets a test press the window's buttons.

use std::path::PathBuf;

use crate::{command, error::Result, project::Project, step::Found};

const VERSION: &str = "2.1.0";

/// Installs the driver into the cache.
pub(crate) fn provide(project: &Project) -> Result<Found> {
    if path(project).is_file() {
        return Ok(Found::Present);
    }
    // Unoptimised: it only passes messages on, and this takes a third of the time.
    let mut cargo = project.cargo(&["install", "tauri-driver", "--version", VERSION]);
    cargo.args(["--locked", "--debug", "--quiet", "--root"]).arg(folder(project));
    command::run(&mut cargo)?;
    Ok(Found::Installed)
}

/// The driver's binary.
pub(crate) fn path(project: &Project) -> PathBuf {
    folder(project).join("bin/tauri-driver").with_extension(std::env::consts::EXE_EXTENSION)
}

fn folder(project: &Project) -> PathBuf {
    project.cache.tool(&format!("tauri-driver-{VERSION}"))
}
