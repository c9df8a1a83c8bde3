//! The contracts: compiled, and their committed artifacts compared.

use std::process::Command;

use crate::{command, error::Result, forge, project::Project};

/// Compiles the contracts and writes the artifacts that the chain crate reads, with the sources and settings that block
/// explorers take; those are compiled once more by themselves, and must give the same code.
pub(crate) fn write(project: &Project) -> Result<()> {
    command::run(forge::command(project)?.arg("build"))?;
    command::run(&mut script(project))
}

/// Builds afresh and compares with the artifacts byte for byte, and compiles the committed sources by themselves.
pub(crate) fn check(project: &Project) -> Result<()> {
    command::run(script(project).arg("--check"))
}

fn script(project: &Project) -> Command {
    let mut node = project.command("node");
    node.current_dir(forge::folder(project)).arg("bin/artifacts.mjs");
    node
}
