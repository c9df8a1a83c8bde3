//! The contracts: compiled, tested, and their committed artifacts compared.

use std::process::Command;

use crate::{
    command,
    error::{Error, Result},
    npm,
    project::Project,
    suite::{self, Outcome},
};

/// Compiles the contracts and writes the artifacts that the chain crate reads.
pub(crate) fn write(project: &Project) -> Result<()> {
    command::run(forge(project)?.arg("build"))?;
    command::run(&mut script(project))
}

/// Runs forge's own tests and checks that the committed artifacts rebuild byte for byte.
pub(crate) fn test(project: &Project) -> Outcome {
    let mut outcome = match forge(project) {
        Ok(mut forge) => suite::run("forge", forge.arg("test")),
        Err(error) => return Outcome::failed(error.to_string()),
    };
    outcome.add(Outcome::of_check(command::run(script(project).arg("--check"))));
    outcome
}

fn forge(project: &Project) -> Result<Command> {
    let binary = npm::foundry(project, "forge")
        .ok_or_else(|| Error::new("forge is not installed; run `cargo xtask setup`"))?;
    let mut forge = project.command(binary);
    forge.current_dir(project.root.join("contracts"));
    Ok(forge)
}

fn script(project: &Project) -> Command {
    let mut node = project.command("node");
    node.current_dir(project.root.join("contracts")).arg("bin/artifacts.mjs");
    node
}
