//! The contracts: compiled, and their committed artifacts compared.

use std::process::Command;

use crate::{command, error::Result, forge, project::Project};

/// Compiles the contracts and writes the artifacts that the chain crate reads.
pub(crate) fn write(project: &Project) -> Result<()> {
    command::run(forge::command(project)?.arg("build"))?;
    command::run(&mut script(project))
}

/// Builds afresh and compares with the artifacts byte for byte.
pub(crate) fn check(project: &Project) -> Result<()> {
    command::run(script(project).arg("--check"))
}

fn script(project: &Project) -> Command {
    let mut node = project.command("node");
    node.current_dir(forge::folder(project)).arg("bin/artifacts.mjs");
    node
}
