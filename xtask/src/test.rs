//! `cargo xtask test`: every test there is, kind by kind.

use std::{
    env, fs,
    path::Path,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use crate::{
    command, contracts, deps,
    error::{Error, Result},
    native::{self, Executable, JOURNEYS, Scope},
    project::Project,
    python,
    setup::{self, Part},
    step::{spoken, timed},
    suite::{self, Outcome},
    summary::Summary,
    ui::{self, Quality},
};

/// The test file whose journeys need a display.
const WINDOW: &str = "window";
/// A display without a screen, and the bus that the window expects.
pub(crate) const DISPLAY: [&str; 6] =
    ["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1400x900x24"];

/// The kinds of test, in the order they run: what is quick to tell comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Format,
    Typos,
    Deps,
    Ui,
    Lints,
    Unit,
    Docs,
    Contracts,
    Journeys,
    Window,
}

impl Step {
    const ALL: [Self; 10] = [
        Self::Format,
        Self::Typos,
        Self::Deps,
        Self::Ui,
        Self::Lints,
        Self::Unit,
        Self::Docs,
        Self::Contracts,
        Self::Journeys,
        Self::Window,
    ];

    /// Its name on the command line.
    const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Typos => "typos",
            Self::Deps => "deps",
            Self::Ui => "ui",
            Self::Lints => "lints",
            Self::Unit => "unit",
            Self::Docs => "docs",
            Self::Contracts => "contracts",
            Self::Journeys => "journeys",
            Self::Window => "window",
        }
    }

    /// What it tests.
    const fn title(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Typos => "spelling",
            Self::Deps => "licences, sources, duplicates",
            Self::Ui => "page builds, and its parts",
            Self::Lints => "lints",
            Self::Unit => "unit, property and snapshot",
            Self::Docs => "documentation and its examples",
            Self::Contracts => "contracts",
            Self::Journeys => "invariants, interop, journeys",
            Self::Window => "window journeys",
        }
    }

    /// The set-up that it needs.
    const fn parts(self) -> &'static [Part] {
        match self {
            Self::Format => &[Part::Habits],
            Self::Typos => &[Part::Python],
            Self::Deps => &[],
            Self::Ui => &[Part::Build, Part::Wasm],
            Self::Lints => &[Part::Habits, Part::Build, Part::Window, Part::Wasm],
            Self::Unit => &[Part::Build, Part::Window, Part::Contracts],
            Self::Docs => &[Part::Build, Part::Window],
            Self::Contracts => &[Part::Contracts, Part::Provers],
            Self::Journeys => {
                &[Part::Build, Part::Window, Part::Contracts, Part::Interop, Part::Python]
            }
            Self::Window => &[Part::Build, Part::Window, Part::Wasm, Part::WindowTests],
        }
    }

    /// Whether it runs what the workspace builds.
    const fn needs_programs(self) -> bool {
        matches!(self, Self::Unit | Self::Journeys | Self::Window)
    }

    /// Whether it compiles the shell, which embeds the page.
    const fn needs_page(self) -> bool {
        self.needs_programs() || matches!(self, Self::Lints | Self::Docs)
    }
}

/// Which steps to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    steps: Vec<Step>,
    /// Whether the page may be taken as it is, although a step embeds it.
    page_as_it_is: bool,
}

impl Selection {
    /// Reads `--only a,b` and `--skip a,b`.
    pub(crate) fn parse(options: &[&str]) -> Result<Self> {
        let mut steps = Step::ALL.to_vec();
        let mut page_as_it_is = false;
        let mut rest = options;
        while let [option, more @ ..] = rest {
            let (option, list, after) = match (option.split_once('='), more) {
                (Some((option, list)), _) => (option, list, more),
                (None, [list, after @ ..]) => (*option, *list, after),
                (None, []) => return Err(Error::new(format!("`{option}` needs a list of steps"))),
            };
            let named = list.split(',').map(step_named).collect::<Result<Vec<_>>>()?;
            match option {
                "--only" => steps.retain(|step| named.contains(step)),
                "--skip" => {
                    steps.retain(|step| !named.contains(step));
                    page_as_it_is |= named.contains(&Step::Ui);
                }
                other => return Err(Error::new(format!("`test` has no option `{other}`"))),
            }
            rest = after;
        }
        Ok(Self { steps, page_as_it_is })
    }

    /// The steps, with the page's build before the first that embeds it where that is called for:
    /// there is none yet, or the window's journeys would look at an old one.
    fn with_page(&self, missing: bool) -> Vec<Step> {
        let mut steps = self.steps.clone();
        let stale = steps.contains(&Step::Window) && !self.page_as_it_is;
        let first = steps.iter().position(|step| step.needs_page());
        if let Some(first) = first
            && (missing || stale)
            && !steps.contains(&Step::Ui)
        {
            steps.insert(first, Step::Ui);
        }
        steps
    }
}

fn step_named(name: &str) -> Result<Step> {
    Step::ALL.into_iter().find(|step| step.name() == name.trim()).ok_or_else(|| {
        let names: Vec<&str> = Step::ALL.iter().map(|step| step.name()).collect();
        Error::new(format!("there is no step `{name}`; steps: {}", names.join(" ")))
    })
}

/// Runs the steps, all of them even if some fail, and prints the summary.
pub(crate) fn test(project: &Project, selection: &Selection) -> Result<ExitCode> {
    let start = Instant::now();
    let page_missing = !ui::dist(project).join("index.html").is_file();
    let steps = selection.with_page(page_missing);
    let parts: Vec<Part> = steps.iter().flat_map(|step| step.parts()).copied().collect();
    setup::prepare(project, &parts)?;
    if let Some(freed) = project.cache.thin_out()? {
        println!(
            "  the cache had grown large: {} MB of our own old build output removed",
            freed / 1_000_000
        );
    }
    if env::var_os("COLOPHON_FIXTURES").is_none() {
        println!(
            "  COLOPHON_FIXTURES is not set: tests that need its files say so and leave them out"
        );
    }

    let mut summary = Summary::default();
    let mut bench = Bench { project, scope: None, programs: None };
    for step in steps {
        if step.needs_programs() && bench.programs.is_none() {
            let since = Instant::now();
            let built = timed("programs and tests, compiled", || bench.build());
            summary.add("everything compiles", since.elapsed(), Outcome::of_check(built));
        }
        println!("\n── {}", step.title());
        let since = Instant::now();
        let outcome = bench.run(step);
        let time = since.elapsed();
        let word = if outcome.counts.failed == 0 { "done" } else { "FAILED" };
        println!("── {}: {word} in {}", step.title(), spoken(time));
        summary.add(step.title(), time, outcome);
    }
    println!("{}", summary.render(start.elapsed()));
    Ok(if summary.total().failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the steps of one run share.
struct Bench<'a> {
    project: &'a Project,
    scope: Option<Scope>,
    /// What the build gave; empty after a build that failed.
    programs: Option<Vec<Executable>>,
}

impl Bench<'_> {
    fn scope(&mut self) -> Result<&Scope> {
        let scope = match self.scope.take() {
            Some(scope) => scope,
            None => Scope::of(self.project)?,
        };
        Ok(self.scope.insert(scope))
    }

    fn build(&mut self) -> Result<()> {
        self.programs = Some(Vec::new());
        let project = self.project;
        let scope = self.scope()?;
        let whole = scope.has_desktop();
        self.programs = Some(native::build(project, scope, false)?);
        if whole {
            Ok(())
        } else {
            Err(Error::new("the shell is left out: there is no page in ui/dist for it to embed"))
        }
    }

    fn run(&mut self, step: Step) -> Outcome {
        let project = self.project;
        match step {
            Step::Format => Outcome::of_check(command::run(
                project.cargo(&["fmt", "--all"]).args(["--", "--check"]),
            )),
            Step::Typos => Outcome::of_check(typos(project)),
            Step::Deps => Outcome::of_check(deps::check(project)),
            Step::Ui => {
                let mut outcome = Outcome::of_check(ui::build(project, Quality::Dev));
                outcome.add(ui::test(project));
                outcome
            }
            Step::Lints => self.lints(),
            Step::Unit => self.unit(),
            Step::Docs => self.docs(),
            Step::Contracts => contracts::test(project),
            Step::Journeys => {
                self.executables(|one| one.package == JOURNEYS && one.target != WINDOW)
            }
            Step::Window => window(project, self.programs.as_deref().unwrap_or_default(), None),
        }
    }

    fn lints(&mut self) -> Outcome {
        let project = self.project;
        let native = self.scope().and_then(|scope| {
            let mut cargo = scope.cargo(project, &["clippy", "--all-targets"]);
            command::run(cargo.args(["--", "-D", "warnings"]))
        });
        let mut outcome = Outcome::of_check(native);
        outcome.add(Outcome::of_check(ui::lint(project)));
        outcome
    }

    fn unit(&mut self) -> Outcome {
        self.executables(|one| one.package != JOURNEYS)
    }

    fn docs(&mut self) -> Outcome {
        let project = self.project;
        let (mut written, mut examples) = match self.scope() {
            Ok(scope) => (
                scope.cargo(project, &["doc", "--no-deps"]),
                scope.cargo(project, &["test", "--doc"]),
            ),
            Err(error) => return Outcome::failed(error.to_string()),
        };
        written.env("RUSTDOCFLAGS", "-D warnings");
        let mut outcome = Outcome::of_check(command::run(&mut written));
        outcome.add(suite::run("documentation", &mut examples));
        outcome
    }

    /// Runs every test executable that `wanted` picks.
    fn executables(&self, wanted: impl Fn(&Executable) -> bool) -> Outcome {
        let programs = self.programs.as_deref().unwrap_or_default();
        let mut outcome = Outcome::default();
        let mut some = false;
        for one in programs.iter().filter(|one| one.test && wanted(one)) {
            some = true;
            let mut command = one.command(self.project, &[]);
            native::tell_places(self.project, programs, &mut command);
            outcome.add(suite::run(&format!("{} {}", one.package, one.target), &mut command));
        }
        if some { outcome } else { Outcome::skipped() }
    }
}

/// Runs the journeys through the window, one after the other, on a display of their own; with
/// `screens` they leave a picture of every screen there.
pub(crate) fn window(
    project: &Project,
    programs: &[Executable],
    screens: Option<&Path>,
) -> Outcome {
    let mut journeys =
        programs.iter().filter(|one| one.test && one.package == JOURNEYS && one.target == WINDOW);
    let Some(journeys) = journeys.next() else {
        println!("  there is no test file `{WINDOW}` in {JOURNEYS}, or it did not compile");
        return Outcome::skipped();
    };
    let mut command = journeys.command(project, &DISPLAY);
    command.arg("--test-threads=1");
    native::tell_places(project, programs, &mut command);
    quiet_window(&mut command);
    // All that they need was set up, so none may pass by being left out.
    command.env("COLOPHON_REQUIRE_WINDOW", "1");
    if let Some(screens) = screens {
        if let Err(error) = fs::create_dir_all(screens) {
            return Outcome::failed(Error::file(screens, &error).to_string());
        }
        command.env("COLOPHON_SHOTS", screens);
    }
    suite::run("window", &mut command)
}

/// WebKitGTK without a graphics card and without an accessibility bus: with either missing and
/// not switched off, a session stalls or its window stays blank.
pub(crate) fn quiet_window(command: &mut Command) {
    command
        .env("NO_AT_BRIDGE", "1")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env_remove("WAYLAND_DISPLAY");
}

fn typos(project: &Project) -> Result<()> {
    let mut speller = project.command(python::TOOLS.program(project, "typos"));
    command::stream(speller.args(["--config", "typos.toml"]), Duration::from_secs(300), |line| {
        println!("{line}");
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_selected_by_name() {
        let check = |options: &[&str], expected: &[Step]| {
            let selection = Selection::parse(options).expect("known steps");
            assert_eq!(selection.steps, expected, "{options:?}");
        };
        check(&[], &Step::ALL);
        check(&["--only", "unit,format"], &[Step::Format, Step::Unit]);
        check(&["--only=unit"], &[Step::Unit]);
        check(&["--only", "unit,docs", "--skip", "docs"], &[Step::Unit]);
    }

    #[test]
    fn the_page_is_built_before_what_embeds_it() {
        let check = |options: &[&str], missing: bool, expected: &[Step]| {
            let selection = Selection::parse(options).expect("known steps");
            assert_eq!(selection.with_page(missing), expected, "{options:?}, missing: {missing}");
        };
        check(&["--only", "unit"], false, &[Step::Unit]);
        check(&["--only", "typos,unit"], true, &[Step::Typos, Step::Ui, Step::Unit]);
        check(&["--only", "window"], false, &[Step::Ui, Step::Window]);
        check(&["--only", "window", "--skip", "ui"], false, &[Step::Window]);
        check(&["--only", "typos"], true, &[Step::Typos]);
        check(&[], true, &Step::ALL);
    }

    #[test]
    fn a_wrong_option_is_answered_with_the_right_ones() {
        let check = |options: &[&str], part: &str| {
            let error = Selection::parse(options).expect_err("a wrong option").to_string();
            assert!(error.contains(part), "{options:?}: {error}");
        };
        check(&["--only", "units"], "steps: format typos");
        check(&["--only"], "needs a list");
        check(&["--fast", "unit"], "no option `--fast`");
    }
}
