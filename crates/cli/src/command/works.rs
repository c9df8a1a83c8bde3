use std::fmt::Write as _;

use colophon_app::moment_text;
use colophon_ipc::{WorkPage, WorkState};
use serde_json::json;

use crate::args::Global;
use crate::confirm::{practice, sums};
use crate::console::Console;
use crate::failure::{Answer, Result};
use crate::table::Table;
use crate::{home, work_id};

pub(super) async fn list(global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let works = app.works().await?;
    console.answer(&json!({ "works": works }), || {
        let mut table = Table::default();
        for work in &works {
            let state = state(console, work.state);
            table.row([work.id.to_string(), work.title.clone(), work.size.clone(), state]);
        }
        if works.is_empty() { console.word("works.none") } else { table.render() }
    })?;
    Ok(Answer::Yes)
}

pub(super) async fn one(id: &str, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let page = app.work_page(work_id::find(&app, id).await?).await?;
    console.answer(&page, || text(console, &page))?;
    Ok(Answer::Yes)
}

fn state(console: &Console, state: WorkState) -> String {
    console.word(match state {
        WorkState::Signed => "works.signed",
        WorkState::AnchoredSeen => "works.seen",
        WorkState::AnchoredFinal => "works.final",
    })
}

fn text(console: &Console, page: &WorkPage) -> String {
    let mut table = Table::default();
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            table.row([console.word(key), value]);
        }
    };
    let card = &page.card;
    line("work.id", card.id.to_string());
    line("work.creator", card.creator.clone());
    line("work.size", card.size.clone());
    line("work.registered", moment_text(card.created));
    line("work.state", state(console, card.state));
    line("work.original", page.source.clone());
    line("work.copy", page.copy.clone());
    line("work.blake3", page.blake3.clone());
    line("work.sha256", page.sha256.clone());
    line("work.iscc", page.iscc.clone());
    line("work.mark", page.payload.map(|p| p.to_string()).unwrap_or_default());
    line("work.policy", page.policy.clone());
    line("work.origin", page.origin.name().to_owned());
    line("work.dropped", page.dropped.join(", "));
    line("work.manifest", super::inspect::manifest(console, &page.manifest));
    if let Some(chain) = &page.chain {
        let word = practice(chain.practice);
        line("work.anchored", format!("{} ({}){word}", moment_text(chain.at), chain.caip2));
        line("work.token", chain.token_id.clone().unwrap_or_default());
        line("work.vault", chain.vault.map(|v| format!("{v}{word}")).unwrap_or_default());
    }
    line("work.received", sums(&page.totals));
    let mut text = format!("{}\n{}", card.title, table.render());
    for warning in &page.warnings {
        let _ = writeln!(text, "  {warning}");
    }
    text
}
