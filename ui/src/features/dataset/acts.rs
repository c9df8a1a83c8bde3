//! What can be done with a dataset now, each behind its sheet.

use colophon_ipc::{DatasetPhase, DatasetStep, DatasetView};
use leptos::prelude::*;

use super::desk::Desk;
use crate::{
    features::share::check::plain_percent,
    i18n::{Text, fill, k, t},
};

/// The buttons. Runs `changed` after something was done.
pub(super) fn acts(
    desk: Desk,
    view: &DatasetView,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let button = |label: Text, step: DatasetStep| {
        let view = view.clone();
        let press = move |_| desk.step(&view, step.clone(), changed);
        view! { <button type="button" class="go" on:click=press aria-disabled=move || desk.busy.get().to_string()>{t(label)}</button> }
    };
    let open = (view.own && view.phase == DatasetPhase::Draft)
        .then(|| button(k::DATASET_OPEN, DatasetStep::Open));
    let join = (view.phase == DatasetPhase::Gathering).then(|| {
        let view = view.clone();
        let press = move |_| desk.bring(&view, changed);
        view! { <button type="button" class="go" on:click=press aria-disabled=move || desk.busy.get().to_string()>{t(k::DATASET_JOIN)}</button> }
    });
    let buy = (view.refusal.is_none()).then(|| button(k::DATASET_BUY, DatasetStep::Buy(1)));
    let draw = view
        .works
        .iter()
        .any(|work| !work.waiting.is_empty())
        .then(|| button(k::DATASET_DRAW, DatasetStep::Draw));
    let back: Vec<_> = view
        .works
        .iter()
        .filter(|work| work.joined)
        .filter_map(|work| Some((work.work?, work.title.clone()?)))
        .map(|(id, title)| {
            let view = view.clone();
            let press = move |_| desk.step(&view, DatasetStep::TakeOut(id), changed);
            let said = fill(k::DATASET_TAKE_OUT, &[("title", &title)]);
            view! { <button type="button" class="quiet" on:click=press aria-disabled=move || desk.busy.get().to_string()>{said}</button> }
        })
        .collect();
    let price = (view.own && view.phase != DatasetPhase::Draft).then(|| price(desk, view, changed));
    view! { <div class="acts">{open}{join}{buy}{draw}{back}</div>{price} }.into_any()
}

fn price(
    desk: Desk,
    view: &DatasetView,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let view = view.clone();
    let press = move |_| {
        let step = DatasetStep::SetPrice(plain_percent(&typed.get_untracked()));
        desk.step(&view, step, changed);
    };
    view! {
        <div class="with-button">
            <input class="digits" inputmode="decimal" aria-label=t(k::DATASET_NEW_PRICE) placeholder=t(k::DATASET_NEW_PRICE) autocomplete="off" bind:value=typed/>
            <button type="button" class="quiet" on:click=press aria-disabled=move || desk.busy.get().to_string()>{t(k::DATASET_SET_PRICE)}</button>
        </div>
    }
    .into_any()
}
