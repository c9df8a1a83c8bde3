//! The contract compiler, forge and anvil, from npm.

use std::{fs, path::PathBuf};

use crate::{
    cache, command,
    error::{At, Error, Result},
    project::Project,
    step::Found,
};

/// The programs of Foundry that are called.
const NATIVE: [&str; 2] = ["forge", "anvil"];
/// Whether npm has all of them for this kind of machine.
pub(crate) const HAS_NATIVE: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// Installs what `contracts/package-lock.json` names, when that changed.
pub(crate) fn provide(project: &Project) -> Result<Found> {
    let folder = project.root.join("contracts");
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(Found::Unavailable("there is no contracts/package-lock.json".into()));
    }
    let wanted = fs::read_to_string(&lock).at(&lock)?;
    // Inside the folder that npm empties first, so that a broken install is never taken for one.
    let stamp = folder.join("node_modules/.colophon-lock.json");
    if cache::stamped(&stamp, &wanted) {
        return Ok(Found::Present);
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut npm = project.command(npm);
    npm.current_dir(&folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    command::run(&mut npm)?;
    // npm leaves out what it takes for unfit, and calls that success.
    if let Some(missing) =
        NATIVE.into_iter().find(|name| HAS_NATIVE && foundry(project, name).is_none())
    {
        return Err(Error::new(format!(
            "npm installed no {missing}: contracts/package-lock.json asks for a newer Node than this machine has; \
             take the line `engines` out of the packages of @foundry-rs there, which only their launchers need"
        )));
    }
    cache::write_stamp(&stamp, &wanted)?;
    Ok(Found::Installed)
}

/// The native binary of `name` (`forge`, `anvil`); npm only installs the one for this machine.
/// Calling it directly saves the start of Node that its launcher costs.
pub(crate) fn foundry(project: &Project, name: &str) -> Option<PathBuf> {
    let scope = project.root.join("contracts/node_modules/@foundry-rs");
    fs::read_dir(scope).ok()?.flatten().find_map(|package| {
        let folder = package.file_name();
        folder.to_string_lossy().strip_prefix(name)?.strip_prefix('-')?;
        let binary =
            package.path().join("bin").join(name).with_extension(std::env::consts::EXE_EXTENSION);
        binary.is_file().then_some(binary)
    })
}
