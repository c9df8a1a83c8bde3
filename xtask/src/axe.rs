//! axe-core, which tells what of a page is closed to people with a disability.

use std::{fs, path::PathBuf};

use crate::{
    command,
    error::{At, Result},
    project::Project,
    step::Found,
};

const VERSION: &str = "4.14.1";

/// Installs it into the cache.
pub(crate) fn provide(project: &Project) -> Result<Found> {
    if path(project).is_file() {
        return Ok(Found::Present);
    }
    let folder = folder(project);
    fs::create_dir_all(&folder).at(&folder)?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut npm = project.command(npm);
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error",
        "--prefix",
    ]);
    command::run(npm.arg(&folder).arg(format!("axe-core@{VERSION}")))?;
    Ok(Found::Installed)
}

/// The script that runs in the page.
pub(crate) fn path(project: &Project) -> PathBuf {
    folder(project).join("node_modules/axe-core/axe.min.js")
}

fn folder(project: &Project) -> PathBuf {
    project.cache.tool(&format!("axe-core-{VERSION}"))
}
