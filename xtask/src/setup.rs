//! Everything that `run` and `test` need from the machine.

use crate::{
    axe, driver,
    error::Result,
    npm,
    project::Project,
    python,
    step::{Found, set_up},
    system::{self, Need},
    wasm::Wasm,
};

/// A part of the set-up that commands ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The native build.
    Build,
    /// rustfmt and clippy.
    Habits,
    /// The window's libraries.
    Window,
    /// A compiler and standard library for the window's page.
    Wasm,
    /// The contract compiler and the test chain.
    Contracts,
    /// Other people's readers.
    Interop,
    /// The speller and the other C2PA reader, from PyPI.
    Python,
    /// Halmos and Slither, from PyPI.
    Provers,
    /// A driver and a display for the window's journeys.
    WindowTests,
}

/// All of it.
pub(crate) const ALL: [Part; 9] = [
    Part::Build,
    Part::Habits,
    Part::Window,
    Part::Wasm,
    Part::Contracts,
    Part::Interop,
    Part::Python,
    Part::Provers,
    Part::WindowTests,
];

/// Brings the machine into shape for `parts`. A second call finds everything present.
pub(crate) fn prepare(project: &Project, parts: &[Part]) -> Result<()> {
    println!("── set-up (kept in {})", project.cache.root().display());
    let _lock = project.cache.lock()?;
    let has = |part| parts.contains(&part);

    let mut needs = Vec::new();
    for (part, need) in [
        (Part::Build, Need::Build),
        (Part::Window, Need::Window),
        (Part::Contracts, Need::Node),
        (Part::Interop, Need::Interop),
        (Part::Python, Need::Python),
        (Part::Provers, Need::Python),
        (Part::WindowTests, Need::WindowTests),
        (Part::WindowTests, Need::Node),
    ] {
        if has(part) && !needs.contains(&need) {
            needs.push(need);
        }
    }
    set_up("system packages", || system::provide(&needs))?;
    if has(Part::Habits) {
        set_up("rustfmt and clippy", || components(project))?;
    }
    if has(Part::Wasm) {
        set_up("wasm standard library", || Wasm::provide(project))?;
    }
    if has(Part::Contracts) {
        set_up("contract tools (npm)", || npm::provide(project))?;
    }
    if has(Part::Python) {
        set_up("python tools (PyPI)", || python::TOOLS.provide(project))?;
    }
    if has(Part::Provers) {
        set_up("provers (PyPI)", || python::PROVERS.provide(project))?;
    }
    if has(Part::WindowTests) {
        set_up("tauri-driver", || driver::provide(project))?;
        set_up("axe-core (npm)", || axe::provide(project))?;
    }
    Ok(())
}

fn components(project: &Project) -> Result<Found> {
    let present =
        |tool: &str| crate::command::probe(&mut project.cargo(&[tool, "--version"])).is_some();
    if present("fmt") && present("clippy") {
        return Ok(Found::Present);
    }
    crate::command::run(project.command("rustup").args(["component", "add", "rustfmt", "clippy"]))?;
    Ok(Found::Installed)
}
