//! The smaller commands: each sets up what it needs and hands over to a program of the project.

use crate::{
    command,
    error::{Error, Result},
    gas,
    native::{self, JOURNEYS, Scope},
    project::Project,
    setup::{self, Part},
    step::timed,
    test,
    ui::{self, Quality},
};

/// The program that measures.
const BENCH: &str = "colophon-bench";

/// Builds the page.
pub(crate) fn ui(project: &Project, quality: Quality) -> Result<()> {
    setup::prepare(project, &[Part::Build, Part::Wasm])?;
    timed("page", || ui::build(project, quality))
}

/// Measures sizes and times of the release build into `docs/benchmarks.md`, and adds the part about gas.
pub(crate) fn bench(project: &Project) -> Result<()> {
    setup::prepare(project, &setup::ALL)?;
    timed("page", || ui::build(project, Quality::Release))?;
    let scope = Scope::of(project)?;
    if !scope.has_binary(JOURNEYS, BENCH) {
        return Err(Error::new(format!("package {JOURNEYS} has no program `{BENCH}` yet")));
    }
    let programs = timed("programs", || native::build(project, &scope, true))?;
    timed("benchmarks", || {
        let [display, options @ ..] = test::DISPLAY;
        let mut bench = project.command(display);
        bench.args(options).arg(native::program(&programs, JOURNEYS, BENCH)?);
        native::tell_places(project, &programs, &mut bench);
        test::quiet_window(&mut bench);
        bench.env("COLOPHON_UI_DIST", ui::dist(project));
        command::run(bench.arg(project.root.join("docs/benchmarks.md")))?;
        gas::write(project)
    })
}

/// Runs the window's journeys so that they leave a picture of every screen in `docs/screens`.
pub(crate) fn shots(project: &Project) -> Result<()> {
    setup::prepare(project, &[Part::Build, Part::Window, Part::Wasm, Part::WindowTests])?;
    timed("page", || ui::build(project, Quality::Dev))?;
    let scope = Scope::of(project)?;
    let programs = timed("programs", || native::build(project, &scope, false))?;
    let outcome = timed("screens", || {
        let screens = project.root.join("docs/screens");
        Ok(test::window(project, &programs, Some(&screens)))
    })?;
    match outcome.failures.as_slice() {
        [] if outcome.counts.passed > 0 => Ok(()),
        [] => Err(Error::new("no journey of the window ran, so no picture was taken")),
        failures => Err(Error::new(failures.join("\n"))),
    }
}
