//! One work: its record, and the evidence below.

use colophon_ipc::{GetWork, ShowCopy, WorkPage};
use colophon_model::WorkId;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        icon::{Icon, icon},
        loaded::{Skeleton, loaded, never},
        notice::{maybe_notice, warnings},
        small::{pill, untouched, when},
        thumb::thumb,
    },
    features::work::{chain, evidence, money, payout, record},
    fetch::Fetch,
    format::Detail,
    i18n::{k, t},
    route::Route,
    session::use_session,
    words,
};

/// The page.
pub(crate) fn work(id: WorkId) -> AnyView {
    let session = use_session();
    let page = Fetch::new(move || session.call(GetWork { id }));
    view! {
        <p class="back"><a href=Route::Works.to_string()>{icon(Icon::Back)}{t(k::RAIL_WORKS)}</a></p>
        {loaded(page, Skeleton::Record, never, content)}
    }
    .into_any()
}

fn content(page: WorkPage) -> AnyView {
    let card = &page.card;
    let (state, tone) = words::work_state(card.state);
    view! {
        <article class="work">
            <div class="art">{thumb(card)}{acts(&page)}</div>
            <div>
                <p class="over">{t(words::media(card.kind))}" · "{t(k::WORK_REGISTERED)}" "{when(card.created, Detail::Day)}</p>
                <h1 tabindex="-1">{card.title.clone()}</h1>
                <p class="by">{t(k::WORK_BY)}" "<b>{card.creator.clone()}</b>" · "{card.size.clone()}" "{pill(t(state), tone)}</p>
                {warnings(&page.warnings)}
                {record::questions(&page)}
                {untouched(page.chain.as_ref().is_some_and(|chain| !chain.practice))}
                {chain::section(&page)}
                {money::section(&page)}
                {payout::section(&page)}
                {evidence::section(&page)}
            </div>
        </article>
    }
    .into_any()
}

fn acts(page: &WorkPage) -> AnyView {
    let session = use_session();
    let id = page.card.id;
    let failed = RwSignal::new(None);
    let show = move |_| {
        spawn_local(async move {
            failed.set(session.call(ShowCopy { id }).await.err());
        });
    };
    let minted = page.chain.as_ref().is_some_and(|chain| chain.token_id.is_some());
    let next = if minted {
        view! {
            <a class="button go" href=Route::License(Some(id)).to_string()>{t(k::WORK_LICENSE)}</a>
            <a class="button" href=Route::Share(Some(id)).to_string()>{t(k::WORK_HOLDERS)}</a>
        }
        .into_any()
    } else {
        view! { <a class="button go" href=Route::Share(Some(id)).to_string()>{t(k::WORK_SHARE)}</a> }.into_any()
    };
    view! {
        <div class="acts">{next}<button type="button" on:click=show>{t(k::WORK_SHOW_COPY)}</button></div>
        {maybe_notice(failed)}
    }
    .into_any()
}
