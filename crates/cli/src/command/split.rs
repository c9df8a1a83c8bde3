use std::fmt::Write as _;
use std::path::Path;

use colophon_app::{check_split, import_holders};
use colophon_ipc::{
    ApiError, CheckSplit, Code, GetTreaty, HolderRow, HoldersImported, SplitView, TreatyView,
};
use serde::Serialize;

use super::treaty;
use crate::args::{Global, Split};
use crate::confirm::{practice, sums};
use crate::console::{Console, one_line};
use crate::failure::{Answer, Failure, Result};
use crate::table::Table;
use crate::{home, work_id};

pub(super) async fn run(what: &Split, global: &Global, console: &Console) -> Result<Answer> {
    match what {
        Split::Show { what } if Path::new(what).is_file() => {
            treaty::show(Path::new(what), global, console).await
        }
        Split::Show { what } => show(what, global, console).await,
        Split::Check { file, work, vault } => {
            if work.is_some() || vault.is_some() || treaty::is_one(file)? {
                let (work, vault) = (work.as_deref(), vault.clone());
                treaty::check(file, work, vault, global, console).await
            } else {
                check(file, console)
            }
        }
        Split::New(order) => treaty::new(order, global, console).await,
        Split::Sign { file, out } => treaty::sign(file, out.as_deref(), global, console).await,
        Split::Merge { files, out } => treaty::merge(files, out, global, console).await,
    }
}

async fn show(work: &str, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let work = work_id::find(&app, work).await?;
    let treaty = app.treaty_view(GetTreaty { work }).await?;
    let shown = Shown { split: app.split(work).await?, treaty };
    let word = practice(app.status().await?.chain.practice);
    console.answer(&shown, || {
        let split = &shown.split;
        let mut table = Table::right(&[2]);
        for holder in &split.holders {
            table.row([
                holder.row.name.clone(),
                format!("{}{word}", holder.row.address),
                format!("{} %", holder.row.percent),
                sums(&holder.earned),
            ]);
        }
        if split.count == 0 {
            return console.word("split.none");
        }
        let title = console.word(if split.fixed { "split.fixed" } else { "split.open" });
        let mut text = format!("{title}\n{}", table.render());
        let more = split.count.saturating_sub(split.holders.len() as u64);
        if more > 0 {
            let _ = writeln!(text, "  {}", console.say("split.more", &[("count", &more)]));
        }
        if let Some(agreed) = &shown.treaty {
            let _ = write!(text, "\n{}", treaty::aloud(console, agreed));
        }
        text
    })?;
    Ok(Answer::Yes)
}

/// A split and what was agreed on over it.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    split: SplitView,
    treaty: Option<TreatyView>,
}

#[derive(Debug, Serialize)]
struct Checked {
    ok: bool,
    holders: usize,
    /// In millionths of the whole.
    sum: u64,
    wrong: Vec<WrongLine>,
    error: Option<ApiError>,
}

#[derive(Debug, Serialize)]
struct WrongLine {
    line: u64,
    error: ApiError,
}

fn check(file: &Path, console: &Console) -> Result<Answer> {
    let read = import_holders(file)?;
    let holders = read.rows.len();
    let wrong: Vec<_> =
        read.wrong.into_iter().map(|(line, error)| WrongLine { line, error }).collect();
    let whole = check_split(&CheckSplit { rows: read.rows });
    let error = whole.error.filter(|_| wrong.is_empty());
    let ok = wrong.is_empty() && error.is_none() && whole.wrong.is_empty();
    let checked = Checked { ok, holders, sum: whole.sum, wrong, error };
    console.answer(&checked, || {
        if checked.ok {
            return console.say("split.whole", &[("holders", &checked.holders)]);
        }
        let mut text = console.word("split.not_whole");
        for wrong in &checked.wrong {
            let why = one_line(&wrong.error.detail);
            let line = console.say("split.line", &[("line", &wrong.line), ("why", &why)]);
            let _ = write!(text, "\n  {line}");
        }
        if let Some(error) = &checked.error {
            let _ = write!(text, "\n  {}", one_line(&error.detail));
        }
        text
    })?;
    Ok(Answer::of(checked.ok))
}

/// The holders of a file, all of them or none.
pub(super) fn holders(file: &Path) -> Result<Vec<HolderRow>> {
    let HoldersImported { rows, wrong } = import_holders(file)?;
    match wrong.into_iter().next() {
        None => Ok(rows),
        Some((line, error)) => Err(Failure::new(
            Code::SplitInvalid,
            format!("line {line} of {}: {}", file.display(), error.detail),
        )),
    }
}
