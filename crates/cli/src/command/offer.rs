use colophon_ipc::{ListOffers, OfferView, PracticeBuy, PrepareOffer};
use colophon_model::LicenceKind;
use serde::Serialize;
use serde_json::json;

use crate::args::{Global, Offer};
use crate::confirm::{self, Confirmed, confirm, money};
use crate::console::Console;
use crate::failure::{Answer, Result};
use crate::table::Table;
use crate::{home, work_id};

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

pub(super) async fn list(global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    let offers = app.offers(&ListOffers { work: None })?;
    console.answer(&json!({ "offers": offers }), || {
        let mut table = Table::right(&[0, 3]);
        for offer in &offers {
            table.row([
                offer.id.to_string(),
                offer.title.clone(),
                licence(console, offer.kind),
                money(&offer.price),
                console.say("offer.sold", &[("count", &offer.sold)]),
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

/// A licence by name.
pub(super) fn licence(console: &Console, kind: LicenceKind) -> String {
    console.word(match kind {
        LicenceKind::Personal => "licence.personal",
        LicenceKind::Commercial => "licence.commercial",
        LicenceKind::AiTraining => "licence.ai_training",
    })
}
