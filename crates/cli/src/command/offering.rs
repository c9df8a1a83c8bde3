use std::fmt::Write as _;

use colophon_app::App;
use colophon_ipc::{
    ListOfferings, OfferingPhase, OfferingStep, OfferingView, PracticeFans, PrepareOffering,
    PrepareOfferingStep, Sheet, SimulateOffering, Until,
};
use colophon_model::{Address, Shares, read_address};
use serde::Serialize;
use serde_json::json;

use crate::args::{Global, Offering, OpenOffering, Simulate};
use crate::confirm::{self, Confirmed, confirm, money, practice};
use crate::console::{Console, one_line};
use crate::failure::{Answer, Failure, Result};
use crate::{home, work_id};

mod aloud;

/// An offering as it stands after what was done.
#[derive(Debug, Serialize)]
struct Stands {
    offering: Option<OfferingView>,
    #[serde(flatten)]
    confirmed: Confirmed,
}

pub(super) async fn run(what: &Offering, global: &Global, console: &Console) -> Result<Answer> {
    use OfferingStep as S;
    match what {
        Offering::Simulate(asked) => simulate(asked, global, console).await,
        Offering::Open(order) => open(order, global, console).await,
        Offering::List => list(global, console).await,
        Offering::Show { offering } => show(offering, global, console).await,
        Offering::CallOff { offering } => step(offering, S::CallOff, global, console).await,
        Offering::Settle { offering } => step(offering, S::Settle, global, console).await,
        Offering::Refund { offering } => step(offering, S::Refund, global, console).await,
        Offering::Pay { offering } => step(offering, S::PayFans, global, console).await,
        Offering::End { offering } => step(offering, S::End, global, console).await,
        Offering::Buy { offering } => buy(offering, global, console).await,
    }
}

async fn simulate(asked: &Simulate, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let call = SimulateOffering {
        percent: asked.percent.clone(),
        price: asked.price.clone(),
        ceiling: asked.ceiling.clone(),
        buys: asked.buys.clone(),
        pay_in: asked.pay_in.into(),
        incomes: asked.income.clone(),
    };
    let outlook = app.simulate_offering(&call).await?;
    console.answer(&outlook, || aloud::simulated(console, &outlook))?;
    Ok(Answer::Yes)
}

async fn open(order: &OpenOffering, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let work = work_id::find(&app, &order.work).await?;
    let until = |date: &Option<String>, else_| date.clone().map_or(else_, Until::Date);
    let call = PrepareOffering {
        work,
        percent: order.percent.clone(),
        price: order.price.clone(),
        pay_in: order.pay_in.into(),
        ceiling: order.ceiling.clone(),
        minimum: order.minimum.clone(),
        per_buyer: order.per_buyer.clone(),
        deadline: until(&order.deadline, Until::Days(order.days)),
        term: until(&order.term, Until::Years(order.years)),
        jurisdiction: order.jurisdiction.clone(),
        text: order.text.clone(),
        warned: order.warned,
    };
    let sheet = app.prepare_offering(&call).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    // Newest first.
    let offering = app.offerings(&ListOfferings { work: Some(work) }).await?.into_iter().next();
    let stands = Stands { offering, confirmed };
    console.answer(&stands, || {
        let at = stands.offering.as_ref().map_or_else(String::new, |view| {
            let address = format!("{}{}", view.offering, practice(view.practice));
            console.say("offering.opened", &[("offering", &address)])
        });
        format!("{at}\n{}", confirm::receipt(console, &stands.confirmed.receipt))
    })?;
    Ok(Answer::Yes)
}

async fn list(global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let offerings = app.offerings(&ListOfferings { work: None }).await?;
    console.answer(&json!({ "offerings": offerings }), || {
        let mut text = String::new();
        for view in &offerings {
            let title = view.title.as_deref().map(one_line).unwrap_or_default();
            let word = practice(view.practice);
            let _ = writeln!(text, "{}{word}  {title}", view.offering);
            let _ = writeln!(text, "  {}", sold(console, view));
            let _ = writeln!(text, "  {}", next(console, view));
        }
        if offerings.is_empty() {
            console.word("offering.none")
        } else {
            text.trim_end().to_owned()
        }
    })?;
    Ok(Answer::Yes)
}

async fn show(offering: &str, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let view = app.offering_view(address(offering)?).await?;
    console.answer(&view, || aloud::shown(console, &view))?;
    Ok(Answer::Yes)
}

async fn step(
    offering: &str,
    step: OfferingStep,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let offering = address(offering)?;
    let app = home::open_unlocked(global, console).await?;
    let sheet = app.prepare_offering_step(PrepareOfferingStep { offering, step }).await?;
    done(&app, offering, sheet, global, console).await
}

async fn buy(offering: &str, global: &Global, console: &Console) -> Result<Answer> {
    let offering = address(offering)?;
    let app = home::open_unlocked(global, console).await?;
    let sheet = app.prepare_practice_fans(PracticeFans { offering }).await?;
    done(&app, offering, sheet, global, console).await
}

async fn done(
    app: &App,
    offering: Address,
    sheet: Sheet,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    let confirmed = confirm(app, global, console, sheet).await?;
    let stands = Stands { offering: Some(app.offering_view(offering).await?), confirmed };
    console.answer(&stands, || {
        let mut text = confirm::receipt(console, &stands.confirmed.receipt);
        if let Some(view) = &stands.offering {
            let _ = write!(text, "\n{}\n{}", sold(console, view), next(console, view));
        }
        text
    })?;
    Ok(Answer::Yes)
}

fn address(typed: &str) -> Result<Address> {
    read_address(typed).map_err(|e| Failure::from(colophon_app::Error::from(e)))
}

/// How far the sale is.
fn sold(console: &Console, view: &OfferingView) -> String {
    let state = console.word(match view.phase {
        OfferingPhase::Selling => "offering.phase_selling",
        OfferingPhase::Enough => "offering.phase_enough",
        OfferingPhase::Failed => "offering.phase_failed",
        OfferingPhase::PaidBack => "offering.phase_paid_back",
        OfferingPhase::Earning => "offering.phase_earning",
        OfferingPhase::Over => "offering.phase_over",
        OfferingPhase::Ended => "offering.phase_ended",
    });
    console.say(
        "offering.sold",
        &[
            ("state", &state),
            ("sold", &Shares(view.sold)),
            ("cap", &Shares(view.cap)),
            ("minimum", &Shares(view.minimum)),
        ],
    )
}

/// Which of this program's commands can be used now.
fn next(console: &Console, view: &OfferingView) -> String {
    let command = |step: &OfferingStep| match step {
        OfferingStep::CallOff => "call-off",
        OfferingStep::Settle => "settle",
        OfferingStep::Refund => "refund",
        OfferingStep::PayFans => "pay",
        OfferingStep::End => "end",
    };
    let steps: Vec<&str> = view.steps.iter().map(command).collect();
    if steps.is_empty() {
        return console.word("offering.can_nothing");
    }
    console.say("offering.can", &[("steps", &steps.join(", "))])
}

/// The amounts that a pool of fans has, where there is one.
fn pool(console: &Console, view: &OfferingView) -> Option<String> {
    let (pool, received) = (view.pool?, view.received.as_ref()?);
    let values: &[(&str, &dyn std::fmt::Display)] =
        &[("pool", &pool), ("received", &money(received)), ("most", &money(&view.most))];
    Some(console.say("offering.pool", values))
}
