//! Consenting for one's own work in a dataset that was read from a file.

use colophon_ipc::{DatasetView, SignConsent, Until};
use leptos::prelude::*;

use super::desk::{Desk, Written};
use crate::{
    features::share::check::plain_percent,
    i18n::{fill, k, t},
};

/// Days for which a consent can be brought, unless something else is typed.
const DAYS: u32 = 30;

/// A form for each work of this home that has not joined. What is signed stands above it.
pub(super) fn consent(desk: Desk, view: &DatasetView) -> AnyView {
    let Some(path) = view.path.clone() else { return ().into_any() };
    let own: Vec<_> = view
        .works
        .iter()
        .filter(|work| !work.joined)
        .filter_map(|work| Some((work.work?, work.title.clone()?)))
        .collect();
    let Some((first, _)) = own.first().cloned() else { return ().into_any() };
    let work = RwSignal::new(first);
    let lowest = RwSignal::new(String::new());
    let days = RwSignal::new(DAYS.to_string());
    let id = view.id;
    let sign = move |_| {
        let call = SignConsent {
            path: path.clone(),
            id,
            work: work.get_untracked(),
            lowest_price: plain_percent(&lowest.get_untracked()),
            until: Until::Days(days.get_untracked().trim().parse().unwrap_or(0)),
            out: None,
        };
        desk.act(async move { desk.session.call(call).await }, move |signed| {
            desk.written.set(Some(Written::Consent(signed.path)));
        });
    };
    let choose = move |event| {
        if let Ok(id) = event_target_value(&event).parse() {
            work.set(id);
        }
    };
    let listed: Vec<_> = own
        .into_iter()
        .map(|(id, title)| view! { <option value=id.to_string() selected=id == first>{title}</option> })
        .collect();
    let lead = fill(k::DATASET_CONSENT_LEAD, &[("unit", &view.price.symbol)]);
    view! {
        <h3>{t(k::DATASET_CONSENT)}</h3>
        <p class="faint">{lead}</p>
        <div class="field"><label for="consent-work">{t(k::TABLE_WORK)}</label>
            <select id="consent-work" on:change=choose>{listed}</select></div>
        <div class="field"><label for="consent-lowest">{t(k::DATASET_LOWEST)}</label>
            <input id="consent-lowest" class="digits" inputmode="decimal" autocomplete="off" bind:value=lowest/></div>
        <div class="field"><label for="consent-days">{t(k::DATASET_CONSENT_DAYS)}</label>
            <input id="consent-days" class="digits" inputmode="numeric" autocomplete="off" bind:value=days/></div>
        <div class="acts"><button type="button" class="go" on:click=sign aria-disabled=move || desk.busy.get().to_string()>{t(k::DATASET_SIGN)}</button></div>
    }
    .into_any()
}
