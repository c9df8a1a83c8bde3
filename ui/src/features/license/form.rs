//! A new offer: which work, which licence, for how much.

use colophon_ipc::{ApiError, PayIn, PrepareOffer, WorkCard, WorkState};
use colophon_model::{Units, WorkId};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use crate::{
    components::{notice::maybe_notice, small::practice},
    features::{
        license::options::{Draft, options, templates},
        share::check::plain_percent,
    },
    i18n::{k, t},
    route::Route,
    session::use_session,
};

/// The form. Runs `changed` once an offer was put up.
pub(crate) fn form(
    works: &[WorkCard],
    chosen: Option<WorkId>,
    changed: impl Fn() + Copy + 'static,
) -> AnyView {
    let session = use_session();
    let minted: Vec<_> =
        works.iter().filter(|card| card.state != WorkState::Signed).cloned().collect();
    let Some(first) = minted.first().map(|card| card.id) else {
        return view! {
            <section class="panel"><h2>{t(k::LICENSE_NEW)}</h2><p>{t(k::LICENSE_NONE_MINTED)}</p>
                <p><a class="button" href=Route::Share(None).to_string()>{t(k::LICENSE_TO_SHARE)}</a></p></section>
        }
        .into_any();
    };
    let chosen = chosen.filter(|id| minted.iter().any(|card| card.id == *id)).unwrap_or(first);
    let work = RwSignal::new(chosen.to_string());
    let draft = Draft::new();
    let pay_in = draft.pay_in;
    let price = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let amount = move || readable_price(&price.get());
    let wrong =
        move || (!price.get().is_empty() && amount().is_none()).then(|| t(k::LICENSE_PRICE_WRONG));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Ok(work), Some(price), Some(asked)) =
            (work.get_untracked().parse(), amount(), untrack(|| draft.asked()))
        else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let call = PrepareOffer {
            work,
            kind: draft.kind.get_untracked(),
            price,
            pay_in: pay_in.get_untracked(),
            asked,
        };
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
    let listed: Vec<_> = minted
        .iter()
        .map(|card| view! { <option value=card.id.to_string() selected=card.id == chosen>{card.title.clone()}</option> })
        .collect();
    view! {
        <form class="panel" on:submit=submit>
            <h2>{t(k::LICENSE_NEW)}</h2>
            <div class="field"><label for="offer-work">{t(k::TABLE_WORK)}</label>
                <select id="offer-work" on:change=move |event| work.set(event_target_value(&event))>{listed}</select></div>
            {templates(draft)}
            {options(draft)}
            <div class="field">
                <label for="offer-price">{t(k::LICENSE_PRICE)}</label>
                <div class="with-unit">
                    <input id="offer-price" class="digits" inputmode="decimal" autocomplete="off" aria-describedby="price-wrong" bind:value=price/>
                    {coins(pay_in)}
                    {move || session.practice().then(practice)}
                </div>
                <p id="price-wrong" class="fault" role="status">{wrong}</p>
            </div>
            {maybe_notice(failed)}
            <div class="acts"><button type="submit" class="go" prop:disabled=move || amount().is_none() || draft.terms().is_none() aria-disabled=move || busy.get().to_string()>{t(k::LICENSE_GO)}</button></div>
        </form>
    }
    .into_any()
}

fn coins(pay_in: RwSignal<PayIn>) -> AnyView {
    let change = move |event| {
        pay_in.set(if event_target_value(&event) == "coin" { PayIn::Coin } else { PayIn::Dollar })
    };
    view! {
        <select aria-label=t(k::LICENSE_PAY_IN) on:change=change>
            <option value="dollar">{t(k::LICENSE_DOLLAR)}</option><option value="coin">{t(k::LICENSE_COIN)}</option>
        </select>
    }
    .into_any()
}

/// The price as the shell reads it, where it is one: more than nothing, at most 18 places.
fn readable_price(typed: &str) -> Option<String> {
    let plain = plain_percent(typed);
    Units::parse_decimal(&plain, 18).ok().filter(|units| !units.is_zero()).map(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::readable_price;

    #[test]
    fn a_price_is_read_as_typed() {
        for (typed, price) in [
            ("12.50", Some("12.50")),
            ("12,5", Some("12.5")),
            ("0", None),
            ("", None),
            ("-1", None),
            ("ten", None),
        ] {
            assert_eq!(readable_price(typed).as_deref(), price, "{typed:?}");
        }
    }
}
