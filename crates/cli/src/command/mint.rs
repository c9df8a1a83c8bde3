use std::fmt::Write as _;

use colophon_ipc::{PrepareMint, SignedTreaty, WorkPage};
use colophon_model::Address;
use serde::Serialize;

use crate::args::{Global, Mint};
use crate::confirm::{self, Confirmed, confirm, practice};
use crate::console::Console;
use crate::failure::{Answer, Result};
use crate::{home, work_id};

#[derive(Debug, Serialize)]
struct Minted {
    works: Vec<MintedWork>,
    #[serde(flatten)]
    confirmed: Confirmed,
}

#[derive(Debug, Serialize)]
struct MintedWork {
    id: colophon_model::WorkId,
    title: String,
    token_id: Option<String>,
    vault: Option<Address>,
    practice: bool,
}

impl From<WorkPage> for MintedWork {
    fn from(page: WorkPage) -> Self {
        let chain = page.chain;
        Self {
            id: page.card.id,
            title: page.card.title,
            token_id: chain.as_ref().and_then(|c| c.token_id.clone()),
            vault: chain.as_ref().and_then(|c| c.vault),
            practice: chain.is_some_and(|c| c.practice),
        }
    }
}

pub(super) async fn run(order: &Mint, global: &Global, console: &Console) -> Result<Answer> {
    let rows = order.split.as_deref().map(super::split::holders).transpose()?.unwrap_or_default();
    let treaty = order.treaty.as_deref().map(|path| SignedTreaty::File(path.display().to_string()));
    let app = home::open_unlocked(global, console).await?;
    let ids = work_id::find_all(&app, &order.works).await?;
    let call = PrepareMint { works: ids.clone(), rows, treaty, royalty_bps: order.royalty };
    let sheet = app.prepare_mint(&call).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    let mut works = Vec::new();
    for id in ids {
        works.push(MintedWork::from(app.work_page(id).await?));
    }
    let minted = Minted { works, confirmed };
    console.answer(&minted, || {
        let mut text = confirm::receipt(console, &minted.confirmed.receipt);
        for work in &minted.works {
            let vault = work.vault.map(|v| v.to_string()).unwrap_or_default();
            let vault = format!("{vault}{}", practice(work.practice));
            let said = console.say("mint.vault", &[("title", &work.title), ("vault", &vault)]);
            let _ = write!(text, "\n  {said}");
        }
        text
    })?;
    Ok(Answer::Yes)
}
