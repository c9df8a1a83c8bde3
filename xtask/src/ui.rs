//! The window's page: the ui crate compiled to wasm, and its assets, in `ui/dist`.

use std::path::PathBuf;

use crate::{
    command,
    error::{Error, Result},
    project::Project,
    suite::{self, Outcome},
    wasm::{TARGET, Wasm},
};

/// The package of the page, a binary crate of the same name.
const PACKAGE: &str = "colophon-ui";

/// The package of the step that fills `ui/dist`.
const ASSETS: &str = "xtask-web";

/// How well the page is optimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quality {
    /// Quick to compile.
    Dev,
    /// Small to ship.
    Release,
}

/// Compiles the page and fills `ui/dist`.
pub(crate) fn build(project: &Project, quality: Quality) -> Result<()> {
    let wasm = Wasm::find(project)?;
    let mut cargo = cargo(project, &wasm, &["build"], quality);
    command::run(&mut cargo)?;

    let folder = match quality {
        Quality::Dev => "debug",
        Quality::Release => "wasm",
    };
    let compiled = wasm.target_folder(project).join(TARGET).join(folder).join("colophon-ui.wasm");
    if !compiled.is_file() {
        return Err(Error::new(format!(
            "{PACKAGE} built no colophon-ui.wasm; is it a binary crate?"
        )));
    }
    let ui = project.root.join("ui");
    let dist = dist(project);
    let mut assets = project.cargo(&["run", "--quiet", "--package", ASSETS, "--"]);
    command::run(assets.arg(&compiled).arg(&ui).arg(&dist))?;
    if quality == Quality::Release {
        shrink(project)?;
    }
    Ok(())
}

/// Runs the tests of the page's arithmetic and words, and of the asset step. They need no browser.
pub(crate) fn test(project: &Project) -> Outcome {
    let mut cargo = project.cargo(&["test", "--package", PACKAGE, "--package", ASSETS]);
    suite::run(PACKAGE, &mut cargo)
}

/// Looks for slips in the page's own code and in the asset step.
pub(crate) fn lint(project: &Project) -> Result<()> {
    let mut assets = project.cargo(&["clippy", "--all-targets", "--package", ASSETS]);
    command::run(assets.args(["--", "-D", "warnings"]))?;
    let wasm = Wasm::find(project)?;
    if !wasm.has_clippy() {
        println!("  the wasm compiler here comes without clippy: the page is compiled, not linted");
        return Ok(());
    }
    let mut cargo = cargo(project, &wasm, &["clippy"], Quality::Dev);
    command::run(cargo.args(["--", "-D", "warnings"]))
}

/// The folder that the shell embeds.
pub(crate) fn dist(project: &Project) -> PathBuf {
    project.root.join("ui/dist")
}

fn cargo(
    project: &Project,
    wasm: &Wasm,
    subcommand: &[&str],
    quality: Quality,
) -> std::process::Command {
    let mut cargo = wasm.cargo(project, subcommand);
    cargo.args(["--package", PACKAGE, "--target", TARGET]);
    match quality {
        // Line tables would make the file five times as large, and no reader in a window uses them.
        Quality::Dev => cargo.env("CARGO_PROFILE_DEV_DEBUG", "false"),
        Quality::Release => cargo.args(["--profile", "wasm"]),
    };
    cargo
}

/// Runs binaryen's optimiser over the result where it is installed; the page works without.
fn shrink(project: &Project) -> Result<()> {
    if !command::exists("wasm-opt") {
        println!("  wasm-opt is not installed: the page stays as the compiler made it");
        return Ok(());
    }
    let file = dist(project).join("colophon_ui_bg.wasm");
    let small = file.with_extension("small");
    let mut optimiser = project.command("wasm-opt");
    command::run(optimiser.arg("-Oz").arg("--all-features").arg(&file).arg("-o").arg(&small))?;
    std::fs::rename(&small, &file).map_err(|error| Error::file(&file, &error))
}
