use clap::CommandFactory;

use crate::args::Cli;
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};

pub(super) fn completions(shell: clap_complete::Shell) -> Result<Answer> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "colophon", &mut script);
    Console::raw(&script)?;
    Ok(Answer::Yes)
}

pub(super) fn man() -> Result<Answer> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .map_err(|e| Failure::internal(format_args!("the manual page does not render: {e}")))?;
    Console::raw(&page)?;
    Ok(Answer::Yes)
}
