//! Treaties: written, read aloud, signed, put together, checked.

use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

use colophon_ipc::{
    CheckTreaty, DraftTreaty, MergeTreaties, OpenTreaty, SignTreaty, TreatyOnChain, TreatyView,
};
use colophon_model::Address;

use crate::args::{Global, SplitNew};
use crate::confirm::{agree, practice, sums};
use crate::console::{Console, one_line};
use crate::failure::{Answer, Failure, Result};
use crate::table::Table;
use crate::{home, work_id};

/// Whether a file is a treaty rather than a list of holders: a JSON document begins with a brace.
pub(super) fn is_one(file: &Path) -> Result<bool> {
    let mut start = Vec::new();
    let open = std::fs::File::open(file).map_err(|e| Failure::io(file, &e))?;
    open.take(64).read_to_end(&mut start).map_err(|e| Failure::io(file, &e))?;
    let start = String::from_utf8_lossy(&start);
    Ok(start.trim_start_matches('\u{feff}').trim_start().starts_with('{'))
}

pub(super) async fn new(order: &SplitNew, global: &Global, console: &Console) -> Result<Answer> {
    let rows = super::split::holders(&order.split)?;
    let app = home::open(global).await?;
    let call = DraftTreaty {
        work: work_id::find(&app, &order.work).await?,
        rows,
        fans: order.fans.as_deref().map(text),
        signers: order.signer.clone(),
        offerers: order.offerer.clone(),
        revokers: order.revoker.clone(),
        floor_coin: order.floor_coin.clone().unwrap_or_default(),
        floor_dollar: order.floor_dollar.clone().unwrap_or_default(),
        days: order.days,
        path: Some(text(&order.out)),
    };
    let view = app.draft_treaty(&call).await?;
    console.answer(&view, || written(console, &view))?;
    Ok(Answer::Yes)
}

pub(super) async fn show(file: &Path, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let view = app.open_treaty(&OpenTreaty { path: Some(text(file)) }).await?;
    console.answer(&view, || aloud(console, &view))?;
    Ok(Answer::Yes)
}

pub(super) async fn sign(
    file: &Path,
    out: Option<&Path>,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let app = home::open(global).await?;
    let read = app.open_treaty(&OpenTreaty { path: Some(text(file)) }).await?;
    if let Some(refusal) = read.refusal {
        return Err(refusal.into());
    }
    // Read before the passphrase is asked for.
    agree(global, console, &aloud(console, &read), "treaty.unasked")?;
    home::unlock(&app, global, console).await?;
    let call = SignTreaty { path: text(file), hash: read.hash, out: out.map(text) };
    let view = app.sign_treaty(&call).await?;
    console.answer(&view, || written(console, &view))?;
    Ok(Answer::Yes)
}

pub(super) async fn merge(
    files: &[PathBuf],
    out: &Path,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let app = home::open(global).await?;
    let paths = files.iter().map(|file| text(file)).collect();
    let call = MergeTreaties { paths, work: None, out: Some(text(out)) };
    let view = app.merge_treaties(&call).await?;
    console.answer(&view, || written(console, &view))?;
    Ok(Answer::Yes)
}

pub(super) async fn check(
    file: &Path,
    work: Option<&str>,
    vault: Option<String>,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let work = match work {
        Some(work) => Some(work_id::find(&app, work).await?),
        None => None,
    };
    let checked = app.check_treaty(&CheckTreaty { path: text(file), work, vault }).await?;
    console.answer(&checked, || {
        let mut text = console.word(match (checked.ok, checked.vault, checked.made) {
            (false, ..) => "treaty.check_no",
            (true, None, _) => "treaty.check_signed",
            (true, Some(_), true) => "treaty.check_vault",
            (true, Some(_), false) => "treaty.check_unmade",
        });
        for why in &checked.differences {
            let _ = write!(text, "\n  {}", one_line(&why.detail));
        }
        text
    })?;
    Ok(Answer::of(checked.ok))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn written(console: &Console, view: &TreatyView) -> String {
    let path = view.path.as_deref().unwrap_or_default();
    let mut text = console.say("treaty.written", &[("path", &path)]);
    let _ = write!(text, "\n\n{}", aloud(console, view));
    text
}

/// Everything that a signature would bind to, in words.
pub(super) fn aloud(console: &Console, view: &TreatyView) -> String {
    let word = practice(view.chains.iter().any(|chain| chain.practice));
    let over = match &view.title {
        Some(title) => console.say("treaty.over", &[("title", &one_line(title))]),
        None => console.say("treaty.over_leaf", &[("leaf", &view.leaf)]),
    };
    let author = format!("{}{word}", view.author);
    let mut text = format!("{over}\n{}\n", console.say("treaty.author", &[("author", &author)]));
    let _ =
        writeln!(text, "\n{}\n{}", console.word("treaty.signers"), parties(console, view, word));
    if view.others > 0 {
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("count", &view.others), ("percent", &view.others_percent)];
        let _ = writeln!(text, "  {}", console.say("treaty.others", values));
    }
    let _ = writeln!(
        text,
        "{}",
        match &view.own_percent {
            Some(percent) => console.say("treaty.own", &[("percent", percent)]),
            None => console.word("treaty.own_nothing"),
        }
    );
    let _ = write!(text, "\n{}", terms(console, view, word));
    let state = match (view.used, view.complete, view.open) {
        (true, ..) => "treaty.used",
        (_, true, _) => "treaty.complete",
        (_, false, true) => "treaty.waiting",
        (_, false, false) => "treaty.expired",
    };
    let _ = write!(text, "{}", console.word(state));
    text
}

fn parties(console: &Console, view: &TreatyView, word: &str) -> String {
    let mut table = Table::right(&[2]);
    for party in &view.signers {
        let state = match (party.signed, party.contract) {
            (false, _) => "treaty.unsigned",
            (true, false) => "treaty.signed",
            (true, true) => "treaty.signed_contract",
        };
        let mut name = one_line(&party.name);
        if party.you {
            name = format!("{name} {}", console.word("treaty.you")).trim().to_owned();
        }
        table.row([
            name,
            format!("{}{word}", party.address),
            format!("{} %", party.percent),
            console.word(state),
        ]);
    }
    table.render().trim_end().to_owned()
}

fn terms(console: &Console, view: &TreatyView, word: &str) -> String {
    let list = |who: &[Address]| {
        if who.is_empty() {
            return console.word("treaty.nobody");
        }
        who.iter().map(|a| format!("{a}{word}")).collect::<Vec<_>>().join(", ")
    };
    let mut table = Table::default();
    table.row([console.word("treaty.offerers"), list(&view.offerers)]);
    table.row([console.word("treaty.revokers"), list(&view.revokers)]);
    for chain in &view.chains {
        on_chain(console, chain, &mut table);
    }
    let deadline = colophon_app::moment_text(view.deadline);
    table.row([console.word("treaty.deadline"), deadline]);
    table.row([console.word("treaty.hash"), view.hash.to_string()]);
    table.render()
}

fn on_chain(console: &Console, chain: &TreatyOnChain, table: &mut Table) {
    let word = practice(chain.practice);
    table.row([console.word("treaty.chain"), format!("{}{word}", chain.caip2)]);
    let floors = match sums(&chain.floors) {
        none if none.is_empty() => console.word("treaty.no_floor"),
        floors => floors,
    };
    table.row([console.word("treaty.floors"), floors]);
    table.row([console.word("treaty.tokens"), chain.tokens.join(", ")]);
    if let Some(vault) = chain.vault {
        table.row([console.word("treaty.vault"), format!("{vault}{word}")]);
    }
}
