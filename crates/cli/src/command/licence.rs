use colophon_app::licence_templates;
use colophon_ipc::{CheckLicence, ListLicences, RevokeLicence, TemplateView};
use serde_json::json;

use crate::args::{Global, Licence};
use crate::confirm::{self, confirm};
use crate::console::Console;
use crate::failure::{Answer, Result};
use crate::table::Table;
use crate::{home, terms, work_id};

pub(super) async fn run(what: &Licence, global: &Global, console: &Console) -> Result<Answer> {
    match what {
        Licence::Templates => templates(console),
        Licence::List { work } => list(work.as_deref(), global, console).await,
        Licence::Check { licence, holder } => check(licence, holder, global, console).await,
        Licence::Revoke { licence, holder, reason } => {
            let call = RevokeLicence {
                licence: licence.clone(),
                holder: holder.clone(),
                reason: reason.clone(),
            };
            revoke(&call, global, console).await
        }
    }
}

fn templates(console: &Console) -> Result<Answer> {
    let templates = licence_templates()?;
    console.answer(&json!({ "templates": templates }), || {
        templates.iter().map(|template| self::template(console, template)).collect()
    })?;
    Ok(Answer::Yes)
}

/// A template in plain words, beside what the contract stores.
pub(crate) fn template(console: &Console, template: &TemplateView) -> String {
    let name = serde_json::to_value(template.kind).ok();
    let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
    let words = terms::beside(console, &template.clauses, &template.exact);
    format!("{name}: {}\n{words}\n", terms::licence(console, template.kind))
}

async fn list(work: Option<&str>, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let work = match work {
        Some(work) => Some(work_id::find(&app, work).await?),
        None => None,
    };
    let licences = app.licences(ListLicences { work }).await?;
    console.answer(&json!({ "licences": licences }), || {
        let mut table = Table::default();
        for licence in &licences {
            table.row([
                licence.licence.clone(),
                licence.title.clone(),
                terms::licence(console, licence.kind),
                licence.buyer.to_string(),
                console.word(if licence.valid { "licence.valid" } else { "licence.not_valid" }),
            ]);
        }
        if licences.is_empty() { console.word("licence.sold_none") } else { table.render() }
    })?;
    Ok(Answer::Yes)
}

async fn check(licence: &str, holder: &str, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let call = CheckLicence { licence: licence.to_owned(), holder: holder.to_owned() };
    let checked = app.check_licence(&call).await?;
    console.answer(&checked, || {
        let key = if checked.valid { "licence.has" } else { "licence.has_not" };
        console.say(key, &[("holder", &checked.holder)])
    })?;
    Ok(if checked.valid { Answer::Yes } else { Answer::No })
}

async fn revoke(call: &RevokeLicence, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let sheet = app.prepare_revoke(call).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    console.answer(&confirmed, || confirm::receipt(console, &confirmed.receipt))?;
    Ok(Answer::Yes)
}
