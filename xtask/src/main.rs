//! The project's own commands: `cargo xtask COMMAND`.
//!
//! `run` and `test` do all their set-up themselves, print each step with its time, and start at
//! once when there is nothing to set up. Everything that is slow to make is kept in a cache folder
//! ([`cache::Cache`]) that all clones of the project share.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a task runner talks to a terminal")]

mod advisories;
mod artifacts;
mod axe;
mod cache;
mod campaign;
mod command;
mod contracts;
mod coverage;
mod deny;
mod deps;
mod doctor;
mod driver;
mod error;
mod forge;
mod gas;
mod halmos;
mod hooks;
mod imports;
mod metadata;
mod native;
mod npm;
mod project;
mod python;
mod run;
mod scratch;
mod setup;
mod slither;
mod spdx;
mod step;
mod suite;
mod summary;
mod system;
mod test;
mod threats;
mod toml;
mod ui;
mod wasm;
mod weakened;
mod weakened_page;
mod weakening;

use std::process::ExitCode;

use crate::{
    error::{Error, Result},
    project::Project,
    ui::Quality,
};

const HELP: &str = "\
cargo xtask COMMAND

  run                     set up what is missing, build, open the window
                          (with no display: run the same main job in the terminal)
  test                    set up what is missing, run every test there is
      --only STEP,…       only these steps
      --skip STEP,…       all steps but these
      steps: format typos deps ui lints unit docs contracts journeys window
  setup                   set up what `run` and `test` need, and nothing else
  doctor                  list what is present and what is missing
  ui [--dev|--release]    build the window's page into ui/dist (default: --dev)
  contracts               write the contracts' artifacts, test, prove, look for
                          known faults, count the branches tested; print a table
      --artifacts         only write the artifacts
      --calls N --seed N  only run the invariants, with N calls in all, and
                          record it in docs/security/campaigns.md
      --weakened          show that the test of each attack fails without the
                          defence against it, and record it in
                          docs/security/weakened.md; takes long
      --only NAME,…       only these weakenings, or lists of them
  bench                   measure sizes and times into docs/benchmarks.md
  bench gas               only write its part about gas, from contracts/snapshots
  shots                   take a picture of every screen into docs/screens
  advisories              look for known security advisories in the dependencies

Build output and tools are kept in ~/.cache/colophon; COLOPHON_CACHE names another folder.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if matches!(words.as_slice(), [] | ["help" | "--help" | "-h", ..]) {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }

    let project = Project::open()?;
    match words.as_slice() {
        ["run"] => run::run(&project),
        ["test", options @ ..] => test::test(&project, &test::Selection::parse(options)?),
        ["setup"] => done(setup::prepare(&project, &setup::ALL)),
        ["doctor"] => done(doctor::report(&project)),
        ["ui"] | ["ui", "--dev"] => done(hooks::ui(&project, Quality::Dev)),
        ["ui", "--release"] => done(hooks::ui(&project, Quality::Release)),
        ["contracts", options @ ..] => {
            done(contracts::run(&project, &contracts::Order::parse(options)?))
        }
        ["bench"] => done(hooks::bench(&project)),
        ["bench", "gas"] => done(gas::write(&project)),
        ["shots"] => done(hooks::shots(&project)),
        ["advisories"] => done(advisories::check(&project)),
        other => Err(Error::new(format!("unknown command `{}`\n\n{HELP}", other.join(" ")))),
    }
}

fn done(result: Result<()>) -> Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS)
}
