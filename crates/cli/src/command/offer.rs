use colophon_ipc::{CloseOffer, Code, ListOffers, OfferView, PracticeBuy, PrepareOffer};
use serde::Serialize;
use serde_json::json;

use crate::args::{Global, Offer, Offers};
use crate::confirm::{self, Confirmed, confirm, money};
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::table::Table;
use crate::{home, terms, work_id};

#[derive(Debug, Serialize)]
struct PutUp {
    offer: Option<OfferView>,
    #[serde(flatten)]
    confirmed: Confirmed,
}

pub(super) async fn put_up(order: &Offer, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let work = work_id::find(&app, &order.work).await?;
    let call = PrepareOffer {
        work,
        kind: order.kind.into(),
        price: order.price.clone(),
        pay_in: order.pay_in.into(),
        asked: (&order.terms).into(),
    };
    let sheet = app.prepare_offer(&call).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    // Newest first.
    let offer = app.offers(&ListOffers { work: Some(work) })?.into_iter().next();
    let put_up = PutUp { offer, confirmed };
    console.answer(&put_up, || {
        let number = put_up.offer.as_ref().map(|o| o.id).unwrap_or_default();
        let done = confirm::receipt(console, &put_up.confirmed.receipt);
        format!("{}\n{done}", console.say("offer.number", &[("number", &number)]))
    })?;
    Ok(Answer::Yes)
}

pub(super) async fn run(
    what: Option<&Offers>,
    global: &Global,
    console: &Console,
) -> Result<Answer> {
    match what {
        None => list(global, console).await,
        Some(Offers::Show { offer }) => show(*offer, global, console).await,
        Some(Offers::Close { offer }) => close(*offer, global, console).await,
    }
}

async fn show(number: i64, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let offers = app.offers(&ListOffers { work: None })?;
    let offer = offers.iter().find(|offer| offer.id == number).ok_or_else(|| {
        Failure::new(Code::NotFound, console.say("offer.unknown", &[("number", &number)]))
    })?;
    console.answer(offer, || {
        let kind = terms::licence(console, offer.kind);
        let words = terms::beside(console, &offer.clauses, &offer.exact);
        format!(
            "{}, {kind}, {}, {}\n{words}",
            offer.title,
            money(&offer.price),
            state(console, offer)
        )
    })?;
    Ok(Answer::Yes)
}

async fn close(offer: i64, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let sheet = app.prepare_close_offer(CloseOffer { offer }).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    console.answer(&confirmed, || confirm::receipt(console, &confirmed.receipt))?;
    Ok(Answer::Yes)
}

fn state(console: &Console, offer: &OfferView) -> String {
    console.word(if offer.open { "offer.open" } else { "offer.closed" })
}

async fn list(global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let offers = app.offers(&ListOffers { work: None })?;
    console.answer(&json!({ "offers": offers }), || {
        let mut table = Table::right(&[0, 3]);
        for offer in &offers {
            table.row([
                offer.id.to_string(),
                offer.title.clone(),
                terms::licence(console, offer.kind),
                money(&offer.price),
                console.say("offer.sold", &[("count", &offer.sold)]),
                state(console, offer),
            ]);
        }
        if offers.is_empty() { console.word("offer.none") } else { table.render() }
    })?;
    Ok(Answer::Yes)
}

pub(super) async fn buy(offer: i64, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_unlocked(global, console).await?;
    let sheet = app.prepare_practice_buy(PracticeBuy { offer }).await?;
    let confirmed = confirm(&app, global, console, sheet).await?;
    console.answer(&confirmed, || confirm::receipt(console, &confirmed.receipt))?;
    Ok(Answer::Yes)
}
