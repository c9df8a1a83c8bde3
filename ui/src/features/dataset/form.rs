//! A new dataset: which works with which parts, what a licence allows, and for how much. It is written as a file.

use colophon_ipc::{DraftDataset, PayIn, WorkCard, WorkState};
use colophon_model::Permissions;
use leptos::prelude::*;

use super::{
    desk::{Desk, Written},
    rows::{rows, with_line},
};
use crate::{
    features::share::check::plain_percent,
    i18n::{Text, k, t},
};

/// Days that a licence lasts, unless something else is typed.
const DAYS: u32 = 365;

/// What is typed. Cheap to copy.
#[derive(Clone, Copy)]
struct Draft {
    title: RwSignal<String>,
    notes: RwSignal<String>,
    works: RwSignal<String>,
    allows: RwSignal<Permissions>,
    days: RwSignal<String>,
    transferable: RwSignal<bool>,
    licence: RwSignal<String>,
    price: RwSignal<String>,
    pay_in: RwSignal<PayIn>,
}

impl Draft {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        // Training is what most ask for.
        let allows =
            Permissions { ai_train: true, ai_train_generative: true, ..Permissions::default() };
        Self {
            title: text(),
            notes: text(),
            works: text(),
            allows: RwSignal::new(allows),
            days: RwSignal::new(DAYS.to_string()),
            transferable: RwSignal::new(false),
            licence: text(),
            price: text(),
            pay_in: RwSignal::new(PayIn::Dollar),
        }
    }

    /// What is asked of the shell; `None` for days that are no number.
    fn asked(self) -> Option<DraftDataset> {
        Some(DraftDataset {
            title: self.title.get().trim().to_owned(),
            notes: self.notes.get().trim().to_owned(),
            works: rows(&self.works.get()),
            allows: self.allows.get(),
            days: self.days.get().trim().parse().ok()?,
            transferable: self.transferable.get(),
            licence: self.licence.get().trim().to_owned(),
            price: plain_percent(&self.price.get()),
            pay_in: self.pay_in.get(),
            path: None,
        })
    }
}

/// The form. Runs `changed` once a file was written.
pub(crate) fn form(desk: Desk, works: &[WorkCard], changed: impl Fn() + Copy + 'static) -> AnyView {
    let draft = Draft::new();
    let write = move |_| {
        let Some(call) = untrack(|| draft.asked()) else { return };
        desk.act(async move { desk.session.call(call).await }, move |view| {
            desk.written.set(view.path.clone().map(Written::Dataset));
            desk.opened.set(Some(view));
            changed();
        });
    };
    let unready = move || {
        let asked = draft.asked();
        asked.is_none_or(|asked| asked.title.is_empty() || asked.works.len() < 2)
    };
    view! {
        <details>
            <summary>{t(k::DATASET_NEW)}</summary>
            <p class="faint">{t(k::DATASET_NEW_HINT)}</p>
            {field("dataset-title", k::DATASET_TITLE, draft.title)}
            {area("dataset-notes", k::DATASET_NOTES, "2", draft.notes)}
            {own(works, draft.works)}
            {area("dataset-works", k::DATASET_WORKS_LINES, "5", draft.works)}
            <p class="faint">{t(k::DATASET_WORKS_HINT)}</p>
            {uses(draft.allows)}
            {field("dataset-days", k::LICENSE_DAYS, draft.days)}
            <label class="choice"><input type="checkbox" bind:checked=draft.transferable/><span>{t(k::LICENSE_TRANSFERABLE)}</span></label>
            {area("dataset-licence", k::DATASET_TEXT_OPTIONAL, "3", draft.licence)}
            {price(draft)}
            <div class="acts"><button type="button" class="go" on:click=write prop:disabled=unready aria-disabled=move || desk.busy.get().to_string()>{t(k::DATASET_WRITE)}</button></div>
        </details>
    }
    .into_any()
}

/// One's own minted works, each a line at the press of a button.
fn own(works: &[WorkCard], typed: RwSignal<String>) -> AnyView {
    let minted: Vec<_> = works.iter().filter(|card| card.state != WorkState::Signed).collect();
    if minted.is_empty() {
        return view! { <p class="faint">{t(k::LICENSE_NONE_MINTED)}</p> }.into_any();
    }
    let buttons: Vec<_> = minted
        .iter()
        .map(|card| {
            let id = card.id.to_string();
            let add = move |_| typed.update(|typed| *typed = with_line(typed, &id));
            view! { <button type="button" class="quiet" on:click=add>{card.title.clone()}</button> }
        })
        .collect();
    view! { <p>{t(k::DATASET_ADD_OWN)}</p><div class="acts">{buttons}</div> }.into_any()
}

fn uses(allows: RwSignal<Permissions>) -> AnyView {
    type Get = fn(&mut Permissions) -> &mut bool;
    let all: [(Text, Get); 6] = [
        (k::CLAUSE_PERSONAL, |p| &mut p.personal),
        (k::CLAUSE_COMMERCIAL, |p| &mut p.commercial),
        (k::CLAUSE_AI_MINE, |p| &mut p.ai_mine),
        (k::CLAUSE_AI_INFER, |p| &mut p.ai_infer),
        (k::CLAUSE_AI_TRAIN, |p| &mut p.ai_train),
        (k::CLAUSE_AI_TRAIN_GENERATIVE, |p| &mut p.ai_train_generative),
    ];
    let boxes: Vec<_> = all
        .into_iter()
        .map(|(label, field)| {
            let on = move || *field(&mut allows.get());
            let change = move |event| {
                let on = event_target_checked(&event);
                allows.update(|allows| *field(allows) = on);
            };
            view! { <label class="choice"><input type="checkbox" prop:checked=on on:change=change/><span>{t(label)}</span></label> }
        })
        .collect();
    view! { <fieldset><legend>{t(k::DATASET_ALLOWS)}</legend>{boxes}</fieldset> }.into_any()
}

fn price(draft: Draft) -> AnyView {
    let change = move |event| {
        let coin = event_target_value(&event) == "coin";
        draft.pay_in.set(if coin { PayIn::Coin } else { PayIn::Dollar });
    };
    view! {
        <div class="field">
            <label for="dataset-price">{t(k::DATASET_PRICE)}</label>
            <div class="with-unit">
                <input id="dataset-price" class="digits" inputmode="decimal" autocomplete="off" bind:value=draft.price/>
                <select aria-label=t(k::LICENSE_PAY_IN) on:change=change>
                    <option value="dollar">{t(k::LICENSE_DOLLAR)}</option><option value="coin">{t(k::LICENSE_COIN)}</option>
                </select>
            </div>
        </div>
    }
    .into_any()
}

fn field(id: &'static str, label: Text, value: RwSignal<String>) -> AnyView {
    view! {
        <div class="field"><label for=id>{t(label)}</label>
            <input id=id autocomplete="off" bind:value=value/></div>
    }
    .into_any()
}

fn area(id: &'static str, label: Text, lines: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <div class="field"><label for=id>{t(label)}</label>
            <textarea id=id rows=lines bind:value=value></textarea></div>
    }
    .into_any()
}
