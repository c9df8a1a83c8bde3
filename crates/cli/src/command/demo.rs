use std::fmt::Write as _;
use std::path::Path;

use colophon_app::demo::{self, DemoReport, Story};

use crate::args::Global;
use crate::confirm::{money, practice};
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::home;
use crate::table::Table;

/// Plays the main job. Without `--home` it gets a new folder, which stays, so that it can be looked at.
pub(super) async fn run(global: &Global, console: &Console) -> Result<Answer> {
    let folder = match &global.home {
        Some(_) => home::choose(global)?,
        None => tempfile::Builder::new()
            .prefix("colophon-demo-")
            .tempdir()
            .map_err(|e| Failure::io(Path::new("the folder for temporary files"), &e))?
            .keep(),
    };
    console.message(console.say("demo.home", &[("home", &folder.display())]));
    let app = home::open_at(&folder).await?;
    let report = demo::run(&app, &|scene| console.message(format_args!("  {scene}"))).await?;
    console.answer(&report, || text(console, &report))?;
    Ok(Answer::of(report.ok()))
}

fn text(console: &Console, report: &DemoReport) -> String {
    let mut text = String::new();
    let mut section = |key: &str, table: &Table| {
        let _ = write!(text, "\n{}\n{}", console.word(key), table.render());
    };

    let mut works = Table::default();
    for (work, minted) in report.works.iter().zip(&report.minted) {
        let mark = work.payload.map_or_else(|| console.word("demo.no_mark"), |p| p.to_string());
        works.row([minted.title.clone(), mark, work.iscc.clone()]);
    }
    section("demo.works", &works);

    let mut chain = Table::default();
    for minted in &report.minted {
        chain.row([
            minted.title.clone(),
            console.say("demo.shares", &[("holders", &minted.holders)]),
            format!("{} {} PRACTICE", console.word("demo.vault"), minted.vault),
        ]);
    }
    section("demo.chain", &chain);

    section("demo.ledger", &super::income::ledger(console, &report.ledger));

    let mut people = Table::right(&[3]);
    for person in &report.people {
        people.row([
            person.name.clone(),
            person.work.clone(),
            person.share.clone(),
            money(&person.earned),
            console.say("demo.owed", &[("owed", &money(&person.owed))]),
        ]);
    }
    section("demo.people", &people);
    section("demo.totals", &super::income::totals(console, &report.totals));

    let _ = write!(text, "\n{}\n", console.word("demo.story"));
    for line in story(console, &report.story) {
        let _ = writeln!(text, "  {line}");
    }

    let _ = write!(text, "\n{}\n", console.word("demo.tour"));
    for line in super::inspect::lines(console, &report.damaged) {
        let _ = writeln!(text, "  {line}");
    }

    let held = report.checks.iter().filter(|c| c.ok).count();
    let all = report.checks.len();
    let _ = writeln!(text, "\n{}", console.say("demo.checks", &[("held", &held), ("all", &all)]));
    for check in report.checks.iter().filter(|c| !c.ok) {
        let said = console.say(
            "demo.broken",
            &[("name", &check.name), ("expected", &check.expected), ("found", &check.found)],
        );
        let _ = writeln!(text, "  {said}");
    }
    let _ = writeln!(text, "{}", console.say("demo.statement", &[("path", &report.statement)]));
    let _ = writeln!(text, "{}", console.say("demo.home", &[("home", &report.home)]));
    let _ = write!(text, "{}{}", console.word("demo.worthless"), practice(true));
    text
}

/// What works did beyond being licensed, a sentence each.
fn story(console: &Console, story: &Story) -> [String; 5] {
    let Story { remix, fans, dataset, uses } = story;
    [
        console.say(
            "demo.remix",
            &[
                ("paid", &money(&remix.paid)),
                ("first", &money(&remix.first)),
                ("second", &money(&remix.second)),
            ],
        ),
        console.say(
            "demo.fans",
            &[
                ("raised", &money(&fans.raised)),
                ("fans", &money(&fans.fans)),
                ("surplus", &money(&fans.surplus)),
            ],
        ),
        console.say("demo.refund", &[("refunded", &money(&fans.refunded))]),
        console.say(
            "demo.dataset",
            &[
                ("works", &dataset.works),
                ("holders", &dataset.holders),
                ("paid", &money(&dataset.paid)),
            ],
        ),
        console.say(
            "demo.uses",
            &[
                ("vouchers", &uses.vouchers),
                ("transactions", &uses.transactions),
                ("paid", &money(&uses.paid)),
            ],
        ),
    ]
}
