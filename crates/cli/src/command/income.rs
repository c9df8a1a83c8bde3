use std::path::{Path, absolute};

use colophon_app::{App, moment_text};
use colophon_ipc::{IncomeKind, IncomePage, IncomeRow, Money, PrepareClaim, TokenTotals};
use colophon_model::{Finality, Moment, WorkId};
use serde::Serialize;

use crate::args::{Global, Income};
use crate::confirm::{self, confirm, money, practice};
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::table::Table;
use crate::{home, work_id};

pub(super) async fn run(what: &Income, global: &Global, console: &Console) -> Result<Answer> {
    match what {
        Income::Sync => {
            let app = home::open(global).await?;
            app.sync().await?;
            list(&app, None, console).await
        }
        Income::List { work } => {
            let app = home::open_to_read(global, console).await?;
            let only = match work {
                Some(text) => Some(work_id::find(&app, text).await?),
                None => None,
            };
            list(&app, only, console).await
        }
        Income::Statement => statement(global, console).await,
        Income::Export { out } => export(out, global, console).await,
    }
}

/// Income as other programs read it. Amounts are whole numbers of the token's smallest units.
#[derive(Debug, Serialize)]
struct Listing {
    block: u64,
    synced: Option<Moment>,
    books_agree: bool,
    rows: Vec<Row>,
    unexplained: Vec<Unexplained>,
}

#[derive(Debug, Serialize)]
struct Row {
    chain: String,
    tx: String,
    log: u64,
    block: u64,
    at: Moment,
    work: WorkId,
    title: String,
    kind: IncomeKind,
    licence: Option<colophon_model::LicenceKind>,
    from: String,
    amount: String,
    token: String,
    decimals: u8,
    expected: Option<String>,
    state: Finality,
    practice: bool,
}

#[derive(Debug, Serialize)]
struct Unexplained {
    amount: String,
    token: String,
    decimals: u8,
    practice: bool,
}

impl From<&IncomeRow> for Row {
    fn from(row: &IncomeRow) -> Self {
        Self {
            chain: row.chain.clone(),
            tx: row.tx.clone(),
            log: row.log,
            block: row.block,
            at: row.at,
            work: row.work,
            title: row.title.clone(),
            kind: row.kind,
            licence: row.licence,
            from: row.from.clone(),
            amount: row.amount.units.clone(),
            token: row.amount.symbol.clone(),
            decimals: row.amount.decimals,
            expected: row.expected.as_ref().map(|m| m.units.clone()),
            state: row.state,
            practice: row.amount.practice,
        }
    }
}

impl From<&IncomePage> for Listing {
    fn from(page: &IncomePage) -> Self {
        let open = page.totals.iter().map(|t| &t.unexplained).filter(|m| m.units != "0");
        Self {
            block: page.block,
            synced: page.synced,
            books_agree: page.books_agree,
            rows: page.rows.iter().map(Row::from).collect(),
            unexplained: open
                .map(|m| Unexplained {
                    amount: m.units.clone(),
                    token: m.symbol.clone(),
                    decimals: m.decimals,
                    practice: m.practice,
                })
                .collect(),
        }
    }
}

async fn list(app: &App, only: Option<WorkId>, console: &Console) -> Result<Answer> {
    let page = app.income(only).await?;
    console.answer(&Listing::from(&page), || {
        if page.synced.is_none() {
            return console.word("income.unread");
        }
        if page.rows.is_empty() {
            return console.say("income.none", &[("block", &page.block)]);
        }
        let block = console.say("income.read", &[("block", &page.block)]);
        format!("{}{block}", ledger(console, &page.rows).render())
    })?;
    Ok(Answer::Yes)
}

async fn statement(global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let page = app.income(None).await?;
    console.answer(&page, || {
        if page.synced.is_none() {
            return console.word("income.unread");
        }
        let key = if page.books_agree { "income.agree" } else { "income.differ" };
        let agree = console.say(key, &[("block", &page.block)]);
        format!("{}{agree}", totals(console, &page.totals).render())
    })?;
    Ok(Answer::of(page.books_agree))
}

async fn export(out: &Path, global: &Global, console: &Console) -> Result<Answer> {
    let path = absolute(out).map_err(|e| Failure::io(out, &e))?;
    let app = home::open(global).await?;
    app.sync().await?;
    let written = app.export_statement(&path).await?;
    console.answer(&written, || {
        console.say("income.written", &[("path", &written.path), ("rows", &written.rows)])
    })?;
    Ok(Answer::Yes)
}

pub(super) async fn claim(works: &[String], global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let works = work_id::find_all(&app, works).await?;
    let sheet = app.prepare_claim(&PrepareClaim { works }).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    console.answer(&confirmed, || confirm::receipt(console, &confirmed.receipt))?;
    Ok(Answer::Yes)
}

/// Payments as rows.
pub(super) fn ledger(console: &Console, rows: &[IncomeRow]) -> Table {
    let mut table = Table::right(&[3]);
    for row in rows {
        let what = match (row.kind, row.licence) {
            (_, Some(kind)) => crate::terms::licence(console, kind),
            (IncomeKind::Licence, None) => console.word("income.licence"),
            (IncomeKind::Resale, None) => console.word("income.resale"),
            (IncomeKind::Transfer, None) => console.word("income.transfer"),
        };
        let state = console.word(match row.state {
            Finality::Seen => "income.seen",
            Finality::Confirmed => "income.confirmed",
            Finality::Final => "income.final",
        });
        let expected = row
            .expected
            .as_ref()
            .map_or_else(String::new, |m| console.say("income.expected", &[("amount", &money(m))]));
        table.row([
            moment_text(row.at),
            row.title.clone(),
            what,
            money(&row.amount),
            state,
            format!("{}{}", short(&row.from), practice(row.amount.practice)),
            expected,
        ]);
    }
    table
}

/// Totals per token: expected against received.
pub(super) fn totals(console: &Console, totals: &[TokenTotals]) -> Table {
    let mut table = Table::right(&[1]);
    let mut line = |key: &str, amount: &Money| table.row([console.word(key), money(amount)]);
    for total in totals {
        line("income.received", &total.received);
        line("income.mine", &total.mine);
        line("income.others", &total.others);
        line("income.claimable", &total.claimable);
        line("income.claimed", &total.claimed);
        line("income.short", &total.short);
        line("income.unexplained", &total.unexplained);
    }
    table
}

/// The beginning and end of an address; the whole is in the JSON.
fn short(address: &str) -> String {
    match (address.get(..6), address.get(address.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) if address.len() > 12 => format!("{first}…{last}"),
        _ => address.to_owned(),
    }
}
