//! Offers: what can be bought, for how much, and how often it was.

use colophon_ipc::{ApiError, Call, CloseOffer, OfferView, PracticeBuy, Sheet};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        small::{money, pill, when},
        terms::beside,
    },
    format::{self, Detail},
    i18n::{Text, count, current, k, t},
    route::Route,
    session::use_session,
    words,
};

/// All offers, with a practice buyer at hand on the practice chain. Runs `changed` after a sale.
pub(crate) fn list(
    offers: &[OfferView],
    failed: RwSignal<Option<ApiError>>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let practice = use_session().practice();
    let rows: Vec<_> = offers
        .iter()
        .map(|offer| {
            let number = offer.id;
            let buyer = (practice && offer.open).then(|| {
                act(PracticeBuy { offer: number }, k::LICENSE_PRACTICE_BUY, failed, changed)
            });
            let end = offer
                .open
                .then(|| act(CloseOffer { offer: number }, k::LICENSE_END, failed, changed));
            let (state, tone) = state(offer);
            view! {
                <tr>
                    <th scope="row"><a href=Route::Work(offer.work).to_string()>{offer.title.clone()}</a></th>
                    <td>{words::licence(offer.kind)}<small>{lasts(offer)}</small></td>
                    <td class="n">{money(&offer.price)}</td>
                    <td class="n">{format::number(&offer.sold.to_string(), current())}</td>
                    <td>{when(offer.created, Detail::Day)}</td>
                    <td>{pill(state, tone)}</td>
                    <td><div class="acts">{buyer}{end}</div></td>
                </tr>
                <tr>
                    <td colspan="7"><details><summary>{t(k::LICENSE_TERMS)}</summary>{beside(&offer.clauses, &offer.exact)}</details></td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t(k::LICENSE_OFFERS)>
            <table>
                <thead><tr><th scope="col">{t(k::TABLE_WORK)}</th><th scope="col">{t(k::LICENSE_LICENCE)}</th><th scope="col" class="n">{t(k::LICENSE_PRICE)}</th><th scope="col" class="n">{t(k::LICENSE_SOLD)}</th><th scope="col">{t(k::LICENSE_SINCE)}</th><th scope="col">{t(k::TABLE_STATE)}</th><td></td></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The offers of one work, as a list.
pub(crate) fn short(offers: &[OfferView]) -> AnyView {
    let rows: Vec<_> = offers
        .iter()
        .map(|offer| {
            let (state, tone) = state(offer);
            let sold = count(k::LICENSE_SOLD_ONE, k::LICENSE_SOLD_OTHER, offer.sold);
            view! { <li><span>{words::licence(offer.kind)}<small>{lasts(offer)}</small></span><span class="faint">{sold}</span>{money(&offer.price)}{pill(state, tone)}</li> }
        })
        .collect();
    view! { <ul class="plain-list">{rows}</ul> }.into_any()
}

fn state(offer: &OfferView) -> (&'static str, &'static str) {
    if offer.open { (t(k::LICENSE_OPEN), "good") } else { (t(k::LICENSE_CLOSED), "plain") }
}

fn lasts(offer: &OfferView) -> String {
    offer.lasts_days.map_or_else(
        || t(k::LICENSE_FOR_EVER).to_owned(),
        |days| count(k::COUNT_DAYS_ONE, k::COUNT_DAYS_OTHER, days),
    )
}

/// A button that asks for a sheet and shows it.
fn act<C: Call<Reply = Sheet> + Copy + Send + 'static>(
    call: C,
    label: Text,
    failed: RwSignal<Option<ApiError>>,
    changed: impl Fn() + Copy + Send + 'static,
) -> AnyView {
    let session = use_session();
    let busy = RwSignal::new(false);
    let go = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match session.call(call).await {
                Ok(sheet) => {
                    if session.confirm(sheet).await.is_some() {
                        changed();
                    }
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
            busy.try_set(false);
        });
    };
    view! { <button type="button" class="quiet" on:click=go aria-disabled=move || busy.get().to_string()>{t(label)}</button> }.into_any()
}
