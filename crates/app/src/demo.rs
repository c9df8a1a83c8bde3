//! The main job, whole: works go from file to income on the practice chain, are remixed, shared
//! with fans, licensed together and paid for by use, and every figure is compared.

mod cast;
mod checks;
mod damage;
mod dataset;
mod fans;
mod later;
mod remix;
mod scenes;
mod story;
mod vouchers;

use std::path::Path;

use colophon_ipc::{CreateAccount, IncomeRow, InspectReport, RegisteredWork, TokenTotals};
use serde::Serialize;

pub use checks::Check;
pub use story::{DatasetStory, FansStory, RemixStory, Story, UsesStory};

use crate::{App, Result};

/// Where the demonstration leaves its passphrase, below its home.
pub(crate) const PASSPHRASE_FILE: &str = "demo-passphrase.txt";

/// What the demonstration did and found.
#[derive(Debug, Clone, Serialize)]
pub struct DemoReport {
    /// Every comparison, by name.
    pub checks: Vec<Check>,
    /// The works.
    pub works: Vec<RegisteredWork>,
    /// Where they stand on the chain.
    pub minted: Vec<MintedWork>,
    /// What arrived, newest first.
    pub ledger: Vec<IncomeRow>,
    /// Totals per token.
    pub totals: Vec<TokenTotals>,
    /// What each named person earned, and a few of the fans.
    pub people: Vec<Person>,
    /// Remixes, fans, a dataset and payments per use.
    pub story: Story,
    /// Where the statement lies.
    pub statement: String,
    /// What looking at the damaged copy found.
    pub damaged: InspectReport,
    /// The home, which stays.
    pub home: String,
    /// The file with the passphrase that opens it, in the window or here.
    pub passphrase_file: String,
}

impl DemoReport {
    /// Whether every comparison held.
    pub fn ok(&self) -> bool {
        self.checks.iter().all(|c| c.ok)
    }
}

/// A minted work.
#[derive(Debug, Clone, Serialize)]
pub struct MintedWork {
    /// Its title.
    pub title: String,
    /// Its token.
    pub token_id: String,
    /// Its vault.
    pub vault: String,
    /// Who shares.
    pub holders: usize,
}

/// What a person earned from one work in one token.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// Who.
    pub name: String,
    /// Which work.
    pub work: String,
    /// Their share.
    pub share: String,
    /// Earned so far.
    pub earned: colophon_ipc::Money,
    /// Taken out so far.
    pub claimed: colophon_ipc::Money,
    /// Waiting.
    pub owed: colophon_ipc::Money,
}

/// Runs the demonstration in a home without an account. `progress` hears a sentence before each scene.
///
/// # Errors
/// A home that has an account already; anything that stops the main job.
pub async fn run(app: &App, progress: &(dyn Fn(&str) + Sync)) -> Result<DemoReport> {
    if app.account()?.is_some() {
        return Err(crate::Error::Precondition(
            "this home has an account already; the demonstration wants a new one, choose another with --home".into(),
        ));
    }
    progress("making an account on the practice chain");
    let passphrase = data_encoding::HEXLOWER.encode(&app.random::<16>());
    // A demonstration's keys guard nothing; without this file its home could be read and never opened.
    app.replace(Path::new(PASSPHRASE_FILE), passphrase.as_bytes())?;
    let call = CreateAccount { creator: "Ada Marchetti".to_owned(), passphrase };
    let words = app.create_account(call).await?;
    let answers = words
        .ask
        .iter()
        .filter_map(|n| words.words.get(usize::from(*n).saturating_sub(1)).cloned())
        .collect();
    app.check_words(&colophon_ipc::CheckWords { answers })?;
    scenes::play(app, progress).await
}
