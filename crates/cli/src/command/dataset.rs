use std::fmt::Write as _;
use std::path::Path;

use colophon_app::App;
use colophon_ipc::{
    CheckDataset, DatasetAt, DatasetPhase, DatasetStep, DatasetView, DraftDataset, PrepareDataset,
    ReadDataset, SignConsent, Until,
};
use colophon_model::{B256, WorkId};
use serde::Serialize;
use serde_json::json;

use crate::args::{Consent, Dataset, Global, NewDataset};
use crate::confirm::{self, Confirmed, agree, confirm};
use crate::console::{Console, one_line};
use crate::failure::{Answer, Failure, Result};
use crate::{home, work_id};

mod aloud;

/// The number of a token has more characters than the id of a work, or begins so.
const HEX: &str = "0x";
const LONGEST_ID: usize = 36;

/// A dataset as it stands after what was done.
#[derive(Debug, Serialize)]
struct Stands {
    dataset: DatasetView,
    /// `None` where nothing was left to do.
    #[serde(flatten)]
    confirmed: Option<Confirmed>,
}

pub(super) async fn run(what: &Dataset, global: &Global, console: &Console) -> Result<Answer> {
    match what {
        Dataset::New(order) => new(order, global, console).await,
        Dataset::Consent(order) => consent(order, global, console).await,
        Dataset::Check { dataset, consents } => check(dataset, consents, global, console).await,
        Dataset::Show { dataset } => show(dataset, global, console, aloud::shown).await,
        Dataset::Income { dataset } => show(dataset, global, console, aloud::income).await,
        Dataset::List => list(global, console).await,
        Dataset::Open { dataset } => open(dataset, global, console).await,
        Dataset::Join { dataset, consents } => {
            step(dataset, DatasetStep::Join(consents.clone()), global, console).await
        }
        Dataset::Buy { dataset, quantity } => {
            step(dataset, DatasetStep::Buy(*quantity), global, console).await
        }
        Dataset::Claim { dataset } => step(dataset, DatasetStep::Draw, global, console).await,
        Dataset::Price { dataset, price } => {
            step(dataset, DatasetStep::SetPrice(price.clone()), global, console).await
        }
        Dataset::TakeOut { dataset, work } => {
            let app = home::open_unlocked(global, console).await?;
            let work = work_id::find(&app, work).await?;
            done(&app, dataset, DatasetStep::TakeOut(work), global, console).await
        }
    }
}

async fn new(order: &NewDataset, global: &Global, console: &Console) -> Result<Answer> {
    let licence = match &order.licence {
        Some(path) => std::fs::read_to_string(path).map_err(|e| Failure::io(path, &e))?,
        None => String::new(),
    };
    let app = home::open(global).await?;
    let mut works = order.rows();
    for row in &mut works {
        if !row.work.starts_with(HEX) && row.work.len() <= LONGEST_ID {
            row.work = work_id::find(&app, &row.work).await?.to_string();
        }
    }
    let call = DraftDataset {
        title: order.title.clone(),
        notes: order.notes.clone(),
        works,
        allows: order.permissions(),
        days: order.days,
        transferable: order.transferable,
        licence,
        price: order.price.clone(),
        pay_in: order.pay_in.into(),
        path: Some(text(&order.out)),
    };
    let view = app.draft_dataset(&call).await?;
    console.answer(&view, || {
        let path = view.path.as_deref().unwrap_or_default();
        let written = console.say("dataset.written", &[("path", &path)]);
        format!("{written}\n\n{}", aloud::shown(console, &view))
    })?;
    Ok(Answer::Yes)
}

async fn consent(order: &Consent, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open(global).await?;
    let work = work_id::find(&app, &order.work).await?;
    let path = text(&order.file);
    let read = app.read_dataset(&ReadDataset { path: Some(path.clone()) }).await?;
    // Read before the passphrase is asked for.
    let aloud = aloud::consenting(console, &read, work, &order.lowest);
    agree(global, console, &aloud, "dataset.unasked")?;
    home::unlock(&app, global, console).await?;
    let call = SignConsent {
        path,
        id: read.id,
        work,
        lowest_price: order.lowest.clone(),
        until: order.until.clone().map_or(Until::Days(order.days), Until::Date),
        out: order.out.as_deref().map(text),
    };
    let view = app.sign_consent(&call).await?;
    console.answer(&view, || {
        let deadline = colophon_app::moment_text(view.deadline);
        console.say("dataset.consented", &[("path", &view.path), ("deadline", &deadline)])
    })?;
    Ok(Answer::Yes)
}

async fn check(
    dataset: &str,
    consents: &[String],
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let call = CheckDataset { dataset: at(dataset), consents: consents.to_vec() };
    let checked = app.check_dataset(&call).await?;
    console.answer(&checked, || {
        let mut text = match (checked.ok, checked.can_join.len()) {
            (false, _) => console.word("dataset.check_no"),
            (true, 0) => console.word("dataset.check_yes"),
            (true, count) => console.say("dataset.check_join", &[("count", &count)]),
        };
        for why in &checked.differences {
            let path = why.args.get("path").map(|path| format!("{path}: ")).unwrap_or_default();
            let _ = write!(text, "\n  {path}{}", one_line(&why.detail));
        }
        if let Some(view) = &checked.dataset {
            let _ = write!(text, "\n\n{}", aloud::works(console, view));
        }
        text
    })?;
    Ok(Answer::of(checked.ok))
}

async fn show(
    dataset: &str,
    global: &Global,
    console: &Console,
    said: fn(&Console, &DatasetView) -> String,
) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let view = find(&app, dataset).await?;
    console.answer(&view, || said(console, &view))?;
    Ok(Answer::Yes)
}

async fn list(global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let datasets = app.datasets().await?;
    console.answer(&json!({ "datasets": datasets }), || {
        if datasets.is_empty() {
            return console.word("dataset.none");
        }
        let one = |view: &DatasetView| {
            format!("{}  {}\n  {}", view.id, one_line(&view.title), aloud::state(console, view))
        };
        datasets.iter().map(one).collect::<Vec<_>>().join("\n")
    })?;
    Ok(Answer::Yes)
}

/// Opens a dataset. One that an earlier run opened is said to be open, so that a script may try again.
async fn open(dataset: &str, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let view = find(&app, dataset).await?;
    if !view.own || view.phase == DatasetPhase::Draft {
        return done(&app, dataset, DatasetStep::Open, global, console).await;
    }
    let stands = Stands { dataset: view, confirmed: None };
    console.answer(&stands, || aloud::state(console, &stands.dataset))?;
    Ok(Answer::Yes)
}

async fn step(
    dataset: &str,
    step: DatasetStep,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    done(&app, dataset, step, global, console).await
}

async fn done(
    app: &App,
    dataset: &str,
    step: DatasetStep,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let sheet = app.prepare_dataset(&PrepareDataset { dataset: at(dataset), step }).await?;
    let confirmed = confirm(app, global, console, sheet).await?;
    let receipt = confirm::receipt(console, &confirmed.receipt);
    let stands = Stands { dataset: find(app, dataset).await?, confirmed: Some(confirmed) };
    console.answer(&stands, || format!("{receipt}\n{}", aloud::state(console, &stands.dataset)))?;
    Ok(Answer::Yes)
}

async fn find(app: &App, dataset: &str) -> Result<DatasetView> {
    match at(dataset) {
        DatasetAt::File(path) => Ok(app.read_dataset(&ReadDataset { path: Some(path) }).await?),
        DatasetAt::Kept(id) => {
            let all = app.datasets().await?;
            let none = || colophon_app::Error::NotFound(format!("dataset {id} in this home"));
            Ok(all.into_iter().find(|view| view.id == id).ok_or_else(none)?)
        }
    }
}

/// A number of 32 bytes is a dataset that this home keeps; all else is a file.
fn at(typed: &str) -> DatasetAt {
    match typed.parse::<B256>() {
        Ok(id) if typed.starts_with(HEX) => DatasetAt::Kept(id),
        _ => DatasetAt::File(typed.to_owned()),
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Whether this is the work that is meant.
fn is_it(view: &colophon_ipc::DatasetWorkView, work: WorkId) -> bool {
    view.work == Some(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_is_named_by_its_file_or_its_number() {
        let id = B256::repeat_byte(0xab);
        assert_eq!(at(&id.to_string()), DatasetAt::Kept(id));
        for path in [
            "tides.json",
            "0xab",
            "abababababababababababababababababababababababababababababababab",
        ] {
            assert_eq!(at(path), DatasetAt::File(path.to_owned()), "{path}");
        }
    }
}
