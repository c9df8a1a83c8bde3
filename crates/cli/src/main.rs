#![doc = include_str!("../README.md")]

mod args;
mod command;
mod confirm;
mod console;
mod failure;
mod halt;
mod home;
mod passphrase;
mod table;
mod terms;
mod words;
mod work_id;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;
use console::Console;
use words::Words;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.global.json, Words::choose(cli.global.lang));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return console.fail(&failure::Failure::internal(error)),
    };
    let ended = runtime.block_on(command::run(&cli, &console));
    // Work that goes on beside, such as a search through pixels, has nothing left to tell.
    runtime.shutdown_background();
    match ended {
        Ok(answer) => answer.code(),
        Err(failure) => console.fail(&failure),
    }
}
