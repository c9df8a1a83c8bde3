//! Everything that a consent or a purchase would bind to, and how far the dataset is.

use colophon_ipc::{DatasetPhase, DatasetSaleView, DatasetView, DatasetWorkView};
use leptos::prelude::*;

use crate::{
    components::{
        small::{address, long_value, money, pill, sums, when},
        terms,
    },
    format::{self, Detail},
    i18n::{Text, current, fill, k, t},
    route::Route,
};

/// The dataset in words.
pub(super) fn reading(view: &DatasetView) -> AnyView {
    let (state, tone) = state(view.phase);
    let notes =
        (!view.notes.is_empty()).then(|| view! { <p class="wrap">{view.notes.clone()}</p> });
    let licence = (!view.licence.is_empty()).then(|| {
        view! { <details><summary>{t(k::DATASET_TEXT)}</summary><p class="wrap">{view.licence.clone()}</p></details> }
    });
    let refusal = view.refusal.as_ref().map(|refusal| {
        view! { <p>{t(k::DATASET_REFUSED)}</p><p lang="en" class="faint">{refusal.detail.clone()}</p> }
    });
    let joined = view.works.iter().filter(|work| work.joined).count();
    let said = fill(
        k::DATASET_JOINED_OF,
        &[("joined", &joined.to_string()), ("works", &view.works.len().to_string())],
    );
    let practice = view.practice;
    let mut lines = vec![
        line(k::DATASET_PRICE, money(&view.price)),
        line(k::DATASET_CURATOR, address(&view.curator.to_string(), practice)),
        line(k::CHAIN_VAULT, address(&view.vault.to_string(), practice)),
        line(k::DATASET_ROOT, long_value(&view.shares_root.to_string())),
        line(k::DATASET_NUMBER, long_value(&view.id.to_string())),
    ];
    if view.joined > 0 {
        lines.insert(1, line(k::DATASET_FLOOR, money(&view.floor)));
    }
    if view.books_agree.is_some() {
        lines.push(line(k::DATASET_RECEIVED, sums(&view.received)));
        lines.push(line(k::DATASET_WAITING, sums(&view.waiting)));
    }
    let differ = (view.books_agree == Some(false))
        .then(|| view! { <p class="notice" role="alert">{t(k::DATASET_BOOKS_DIFFER)}</p> });
    view! {
        <h2>{view.title.clone()}" "{pill(t(state), tone)}</h2>
        {notes}
        {terms::beside(&view.clauses, &view.exact)}
        {licence}
        <p>{said}</p>
        {works(view)}
        <dl class="lines">{lines}</dl>
        {differ}
        {refusal}
        {sales(&view.sales, practice)}
    }
    .into_any()
}

const fn state(phase: DatasetPhase) -> (Text, &'static str) {
    match phase {
        DatasetPhase::Draft => (k::DATASET_PHASE_DRAFT, "plain"),
        DatasetPhase::Gathering => (k::DATASET_PHASE_GATHERING, "wait"),
        DatasetPhase::Selling => (k::DATASET_PHASE_SELLING, "good"),
        DatasetPhase::Resting => (k::DATASET_PHASE_RESTING, "plain"),
    }
}

fn works(view: &DatasetView) -> AnyView {
    let rows: Vec<_> = view.works.iter().map(row).collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t(k::DATASET_WORKS)>
            <table>
                <thead><tr><th scope="col">{t(k::TABLE_WORK)}</th><th scope="col" class="n">{t(k::DATASET_WEIGHT)}</th><th scope="col">{t(k::TABLE_STATE)}</th><th scope="col">{t(k::DATASET_LOWEST)}</th><th scope="col">{t(k::DATASET_DRAWN)}</th><th scope="col">{t(k::DATASET_WAITING)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(work: &DatasetWorkView) -> AnyView {
    let name = match (&work.work, &work.title) {
        (Some(id), Some(title)) => {
            view! { <a href=Route::Work(*id).to_string()>{title.clone()}</a> }.into_any()
        }
        _ => {
            view! { <code title=work.token.clone()>{format::short(&work.token)}</code> }.into_any()
        }
    };
    let (state, tone) =
        if work.joined { (k::DATASET_JOINED, "good") } else { (k::DATASET_MISSING, "wait") };
    let lowest = work.lowest_price.as_ref().map(money);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="n">{format::percent(u64::from(work.weight), current())}</td>
            <td>{pill(t(state), tone)}</td><td>{lowest}</td>
            <td>{sums(&work.drawn)}</td><td>{sums(&work.waiting)}</td>
        </tr>
    }
    .into_any()
}

fn sales(sales: &[DatasetSaleView], practice: bool) -> AnyView {
    if sales.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = sales
        .iter()
        .map(|sale| {
            let (state, tone) = if sale.valid {
                (k::LICENSE_VALID, "good")
            } else {
                (k::LICENSE_NOT_VALID, "plain")
            };
            let you = sale.own.then(|| view! { " "<span class="faint">{t(k::TREATY_YOU)}</span> });
            let ends = sale
                .ends
                .map_or_else(|| t(k::LICENSE_FOR_EVER).into_any(), |ends| when(ends, Detail::Day));
            view! {
                <tr>
                    <th scope="row">{address(&sale.buyer.to_string(), practice)}{you}</th>
                    <td>{money(&sale.paid)}</td><td>{ends}</td><td>{pill(t(state), tone)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t(k::LICENSE_SOLD_LIST)>
            <table>
                <thead><tr><th scope="col">{t(k::LICENSE_BUYER)}</th><th scope="col">{t(k::LICENSE_PRICE)}</th><th scope="col">{t(k::DATASET_ENDS)}</th><th scope="col">{t(k::TABLE_STATE)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(label: Text, value: AnyView) -> AnyView {
    view! { <div><dt>{t(label)}</dt><dd>{value}</dd></div> }.into_any()
}
