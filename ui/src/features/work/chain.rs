//! Where a work stands on a chain.

use colophon_ipc::{ChainRecord, WorkPage};
use leptos::prelude::*;

use crate::{
    components::small::{address, pill, practice, when},
    format::{self, Detail},
    i18n::{count, current, k, t},
    route::Route,
};

/// The section.
pub(crate) fn section(page: &WorkPage) -> AnyView {
    let inside = match &page.chain {
        Some(chain) => lines(chain),
        None => view! {
            <p>{t(k::CHAIN_NOT_YET)}" "<a href=Route::Share(Some(page.card.id)).to_string()>{t(k::CHAIN_NOT_YET_GO)}</a></p>
        }
        .into_any(),
    };
    view! { <section><h2>{t(k::CHAIN_TITLE)}</h2>{inside}</section> }.into_any()
}

fn lines(chain: &ChainRecord) -> AnyView {
    let (state, tone) =
        if chain.is_final { (k::FINALITY_FINAL, "good") } else { (k::FINALITY_SEEN, "wait") };
    let block = format::number(&chain.block.to_string(), current());
    let batch = count(k::COUNT_WORKS_ONE, k::COUNT_WORKS_OTHER, chain.batch);
    let token = chain
        .token_id
        .clone()
        .map(|id| view! { <div><dt>{t(k::CHAIN_TOKEN)}</dt><dd>{id}</dd></div> });
    let vault = chain.vault.map(|vault| {
        view! { <div><dt>{t(k::CHAIN_VAULT)}</dt><dd>{address(&vault.to_string(), chain.practice)}</dd></div> }
    });
    view! {
        <dl class="lines">
            <div><dt>{t(k::CHAIN_ANCHORED)}</dt><dd>{when(chain.at, Detail::Minute)}" "{pill(t(state), tone)}</dd></div>
            <div><dt>{t(k::CHAIN_BLOCK)}</dt><dd>{block}" · "{chain.caip2.clone()}" "{chain.practice.then(practice)}</dd></div>
            <div><dt>{t(k::CHAIN_BATCH)}</dt><dd>{batch}</dd></div>
            <div><dt>{t(k::CHAIN_TX)}</dt><dd>{address(&chain.tx, chain.practice)}</dd></div>
            {token}{vault}
        </dl>
    }
    .into_any()
}
