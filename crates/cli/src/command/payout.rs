use std::fmt::Write as _;
use std::path::{Path, absolute};

use colophon_app::read_fan_pack;
use colophon_ipc::{PaidOut, PassedOverReason, PreparePayout};

use crate::args::{Global, Payout};
use crate::confirm::{self, confirm, practice};
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::{home, work_id};

pub(super) async fn run(what: &Payout, global: &Global, console: &Console) -> Result<Answer> {
    match what {
        Payout::Run { work, batch } => pay(work, *batch, global, console).await,
        Payout::Packs { work, out } => packs(work, out, global, console).await,
        Payout::Check { file } => check(file, console),
    }
}

async fn pay(work: &str, batch: Option<u32>, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let work = work_id::find(&app, work).await?;
    let sheet = app.prepare_payout(&PreparePayout { work, batch }).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    let all = confirmed.receipt.payout.as_ref().is_none_or(|paid| paid.passed_over.is_empty());
    console.answer(&confirmed, || {
        let mut text = confirm::receipt(console, &confirmed.receipt);
        if let Some(paid) = &confirmed.receipt.payout {
            text.push('\n');
            text.push_str(&paid_out(console, paid));
        }
        text
    })?;
    Ok(if all { Answer::Yes } else { Answer::Partly })
}

fn paid_out(console: &Console, paid: &PaidOut) -> String {
    let mut text = console.say(
        "payout.done",
        &[("count", &paid.holders), ("gas", &paid.gas_per_holder), ("all", &paid.gas)],
    );
    for passed in &paid.passed_over {
        let why = console.word(match passed.reason {
            PassedOverReason::SelfOnly => "payout.self_only",
            PassedOverReason::Refused => "payout.refused",
            PassedOverReason::BadPlace => "payout.bad_place",
            PassedOverReason::Token => "payout.token",
        });
        let _ = write!(text, "\n  {}: {why}", passed.address);
    }
    if !paid.passed_over.is_empty() {
        let _ = write!(text, "\n{}", console.word("payout.keeps"));
    }
    text
}

async fn packs(work: &str, out: &Path, global: &Global, console: &Console) -> Result<Answer> {
    let folder = absolute(out).map_err(|e| Failure::io(out, &e))?;
    let app = home::open_to_read(global, console).await?;
    let written = app.write_fan_packs(work_id::find(&app, work).await?, &folder).await?;
    console.answer(&written, || {
        let done = console
            .say("payout.packs", &[("count", &written.holders), ("folder", &written.folder)]);
        format!("{done}\n{}", console.word("payout.waits"))
    })?;
    Ok(Answer::Yes)
}

fn check(file: &Path, console: &Console) -> Result<Answer> {
    let pack = read_fan_pack(file)?;
    console.answer(&pack, || {
        let word = practice(pack.practice);
        let place = console.say(
            "payout.place",
            &[
                ("holder", &format!("{}{word}", pack.holder)),
                ("share", &pack.shares),
                ("title", &pack.title),
                ("creator", &pack.creator),
            ],
        );
        let vault = console.say(
            "payout.vault",
            &[
                ("vault", &format!("{}{word}", pack.vault)),
                ("chain", &pack.chain),
                ("root", &pack.shares_root),
            ],
        );
        format!("{place}\n{vault}")
    })?;
    Ok(Answer::Yes)
}
