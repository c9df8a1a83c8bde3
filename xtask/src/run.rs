//! `cargo xtask run`.

use std::{env, process::ExitCode};

use crate::{
    command,
    error::{Error, Result},
    metadata,
    project::Project,
    setup::{self, Part},
    step::timed,
    ui::{self, Quality},
};

/// The window's package and program.
const DESKTOP: &str = "colophon-desktop";

/// Sets up, builds and opens the window; with no display, the same main job in the terminal.
pub(crate) fn run(project: &Project) -> Result<ExitCode> {
    if has_display() { window(project) } else { terminal(project) }
}

fn window(project: &Project) -> Result<ExitCode> {
    setup::prepare(project, &[Part::Build, Part::Window, Part::Wasm])?;
    timed("page", || ui::build(project, Quality::Dev))?;
    timed("window", || {
        let mut cargo = project.cargo(&["build", "--package", DESKTOP]);
        // Embeds the page and takes the production policy, where that is not the default already.
        let packages = metadata::members(project)?;
        let desktop = packages.iter().find(|package| package.name == DESKTOP);
        if desktop.is_some_and(|package| package.features.contains("custom-protocol")) {
            cargo.args(["--features", "custom-protocol"]);
        }
        command::run(&mut cargo)
    })?;
    println!("\nopening the window");
    start(project, DESKTOP, &[])
}

fn terminal(project: &Project) -> Result<ExitCode> {
    println!(
        "no display (neither DISPLAY nor WAYLAND_DISPLAY is set): running `colophon demo` here\n"
    );
    setup::prepare(project, &[Part::Build])?;
    timed("program", || command::run(&mut project.cargo(&["build", "--package", "colophon-cli"])))?;
    println!();
    start(project, "colophon", &["demo"])
}

/// Runs a program that was just built and passes its exit code on.
fn start(project: &Project, program: &str, arguments: &[&str]) -> Result<ExitCode> {
    let path = project.cache.native_target().join("debug").join(program);
    let path = path.with_extension(env::consts::EXE_EXTENSION);
    let status = project
        .command(&path)
        .args(arguments)
        .status()
        .map_err(|error| Error::new(format!("{}: {error}", path.display())))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
