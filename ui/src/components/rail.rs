//! The rail at the left: the five verbs, the account, the chain, language and theme.

use colophon_ipc::{Lock, Preferences, Status};
use leptos::{prelude::*, task::spawn_local};

use super::{
    icon::{Icon, icon},
    small::practice,
};
use crate::{
    format,
    i18n::{Locale, Text, current, k, t},
    route::Route,
    session::{Session, use_session},
};

/// The rail.
pub(crate) fn rail() -> AnyView {
    let session = use_session();
    let counted = move |pick: fn(&Status) -> u64| {
        move || session.status.with(|status| status.as_ref().map(pick).filter(|n| *n > 0))
    };
    view! {
        <nav class="rail" aria-label=t(k::RAIL_LABEL)>
            <p class="brand" translate="no"><span>"C"</span>"olophon"</p>
            <ul>
                {entry(session, Route::Works, k::RAIL_WORKS, counted(|s| s.works))}
                {entry(session, Route::Register, k::RAIL_REGISTER, || None)}
                {entry(session, Route::License(None), k::RAIL_LICENSE, counted(|s| s.offers))}
                {entry(session, Route::Share(None), k::RAIL_SHARE, || None)}
                {entry(session, Route::Collect, k::RAIL_COLLECT, || None)}
                {entry(session, Route::Inspect, k::RAIL_INSPECT, || None)}
            </ul>
            <div class="foot">
                {move || session.status.get().map(|status| account(session, &status))}
                {move || session.status.get().map(|status| chain(&status))}
                {choices(session)}
            </div>
        </nav>
    }
    .into_any()
}

fn entry(
    session: Session,
    route: Route,
    name: Text,
    counted: impl Fn() -> Option<u64> + Send + Sync + 'static,
) -> AnyView {
    let here = move || (session.route.get().section() == route).then_some("page");
    let number = move || {
        counted().map(
            |n| view! { <span class="count">{format::number(&n.to_string(), current())}</span> },
        )
    };
    view! { <li><a href=route.to_string() aria-current=here>{t(name)}{number}</a></li> }.into_any()
}

fn account(session: Session, status: &Status) -> AnyView {
    let Some(account) = &status.account else { return ().into_any() };
    let open = account.unlocked;
    let turn = move |_| {
        spawn_local(async move {
            if open {
                let answer = session.call_plainly(Lock {}).await;
                session.stands(answer);
            } else {
                session.ask_passphrase().await;
            }
        });
    };
    let (state, verb, drawing) = if open {
        (k::RAIL_UNLOCKED, k::RAIL_LOCK, Icon::Open)
    } else {
        (k::RAIL_LOCKED, k::RAIL_UNLOCK, Icon::Lock)
    };
    view! {
        <div class="account">
            <b>{account.creator.clone()}</b>
            <button type="button" class="plain" on:click=turn title=t(verb)>
                {icon(drawing)}<span>{t(state)}</span><span class="hidden">{t(verb)}</span>
            </button>
        </div>
    }
    .into_any()
}

fn chain(status: &Status) -> AnyView {
    let name = if status.chain.practice {
        t(k::RAIL_PRACTICE_CHAIN).to_owned()
    } else {
        status.chain.name.clone()
    };
    let badge = status.chain.practice.then(practice);
    let class = if status.chain.practice { "chain hatched" } else { "chain" };
    view! { <p class=class title=status.chain.caip2.clone()><span>{name}</span>{badge}</p> }
        .into_any()
}

/// Language and theme. They work before there is an account, too.
pub(crate) fn choices(session: Session) -> AnyView {
    let preferences = move || {
        session.status.with(|s| s.as_ref().map(|s| s.preferences.clone()).unwrap_or_default())
    };
    let language = move |event| {
        let wanted = Preferences { language: Some(event_target_value(&event)), ..preferences() };
        session.prefer(wanted);
    };
    let theme = move |event| {
        let theme = Some(event_target_value(&event)).filter(|theme| !theme.is_empty());
        session.prefer(Preferences { theme, ..preferences() });
    };
    let languages: Vec<_> = Locale::ALL
        .into_iter()
        .map(|locale| view! { <option value=locale.code() lang=locale.code() selected=locale == current()>{locale.name()}</option> })
        .collect();
    let themes: Vec<_> =
        [("", k::THEME_SYSTEM), ("light", k::THEME_LIGHT), ("dark", k::THEME_DARK)]
            .into_iter()
            .map(|(name, label)| {
                let chosen = move || preferences().theme.as_deref().unwrap_or_default() == name;
                view! { <option value=name selected=chosen>{t(label)}</option> }
            })
            .collect();
    view! {
        <div class="choices">
            <select aria-label=t(k::RAIL_LANGUAGE) on:change=language>{languages}</select>
            <select aria-label=t(k::RAIL_THEME) on:change=theme>{themes}</select>
        </div>
    }
    .into_any()
}
