//! The commands, one file each.

mod account;
mod chain;
mod channel;
mod dataset;
mod demo;
mod income;
mod inspect;
mod licence;
mod mint;
mod offer;
mod offering;
mod payout;
mod register;
mod shell;
mod split;
mod treaty;
mod verify;
mod watermark;
mod works;

#[cfg(test)]
pub(crate) use licence::template;

use crate::args::{Cli, Command};
use crate::console::Console;
use crate::failure::{Answer, Result};

/// Does what was typed.
pub(crate) async fn run(cli: &Cli, console: &Console) -> Result<Answer> {
    let global = &cli.global;
    match &cli.command {
        Command::Demo => demo::run(global, console).await,
        Command::Register(order) => register::run(order, global, console).await,
        Command::Works => works::list(global, console).await,
        Command::Work { id } => works::one(id, global, console).await,
        Command::Inspect { file } => inspect::run(file, global, console).await,
        Command::Verify { file } => verify::run(file, console).await,
        Command::Watermark(what) => watermark::run(what, global, console).await,
        Command::Account(what) => account::run(what, global, console).await,
        Command::Chain(what) => chain::run(what, global, console).await,
        Command::Split(what) => split::run(what, global, console).await,
        Command::Mint(order) => mint::run(order, global, console).await,
        Command::Offer(order) => offer::put_up(order, global, console).await,
        Command::Offers { what } => offer::run(what.as_ref(), global, console).await,
        Command::Licence(what) => licence::run(what, global, console).await,
        Command::Dataset(what) => dataset::run(what, global, console).await,
        Command::Offering(what) => offering::run(what, global, console).await,
        Command::Channel(what) => channel::run(what, global, console).await,
        Command::Buy { offer } => offer::buy(*offer, global, console).await,
        Command::Income(what) => income::run(what, global, console).await,
        Command::Claim { works } => income::claim(works, global, console).await,
        Command::Payout(what) => payout::run(what, global, console).await,
        Command::Completions { shell } => shell::completions(*shell),
        Command::Man => shell::man(),
    }
}
