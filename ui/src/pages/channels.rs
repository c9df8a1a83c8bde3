//! Payments per use: channels that pay this home's works, and channels that it pays.

use colophon_ipc::{
    AcceptChannel, ChannelAct, ChannelView, ListChannels, PrepareChannelClaim, ReceiveVoucher,
};
use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        loaded::{Skeleton, loaded},
        notice::{empty, maybe_notice},
        small::{head, money_text},
    },
    features::channel::{desk::Desk, list::list, open::form},
    fetch::Fetch,
    i18n::{fill, k, t},
    route::Route,
    session::use_session,
};

/// The page.
pub(crate) fn channels() -> AnyView {
    let session = use_session();
    let page = Fetch::new(move || session.call(ListChannels {}));
    let desk = Desk::new(session, page);
    let none = move |list: &Vec<ChannelView>| {
        list.is_empty().then(|| {
            let action = view! { <button type="button" class="go" on:click=move |_| accept(desk)>{t(k::CHANNEL_ACCEPT)}</button> };
            empty(k::CHANNEL_EMPTY, k::CHANNEL_EMPTY_HINT, action)
        })
    };
    let content = move |views: Vec<ChannelView>| {
        view! { {tools(desk, &views)}{list(desk, &views)} }.into_any()
    };
    let said = move || {
        desk.said.get().map(|said| view! { <p class="notice calm wrap" role="status">{said}</p> })
    };
    view! {
        {head(t(k::CHANNEL_TITLE), ())}
        <p class="back"><a href=Route::Collect.to_string()>{icon(Icon::Back)}{t(k::RAIL_COLLECT)}</a></p>
        <p class="lead">{t(k::CHANNEL_LEAD)}</p>
        {maybe_notice(desk.failed)}{said}
        {loaded(page, Skeleton::Rows, none, content)}
        {form(desk)}
    }
    .into_any()
}

fn tools(desk: Desk, views: &[ChannelView]) -> AnyView {
    let busy = move || desk.busy.get().to_string();
    let can_claim = views.iter().any(|view| view.can.contains(&ChannelAct::Claim));
    let earning = views.iter().any(|view| view.earning);
    let receive = earning.then(|| {
        view! { <button type="button" on:click=move |_| receive(desk) aria-disabled=busy>{t(k::CHANNEL_RECEIVE)}</button> }
    });
    view! {
        <div class="bar"><p></p><div class="tools">
            <button type="button" on:click=move |_| accept(desk) aria-disabled=busy>{t(k::CHANNEL_ACCEPT)}</button>
            {receive}
            <button type="button" class="go" on:click=move |_| claim(desk) prop:disabled=!can_claim aria-disabled=busy>{t(k::CHANNEL_CLAIM)}</button>
        </div></div>
    }
    .into_any()
}

fn accept(desk: Desk) {
    let session = desk.session;
    let task = async move { session.call(AcceptChannel { path: None }).await };
    desk.act(task, move |_| desk.say(t(k::CHANNEL_ACCEPTED).to_owned()));
}

fn receive(desk: Desk) {
    let session = desk.session;
    let task = async move { session.call(ReceiveVoucher { path: None, price: None }).await };
    desk.act(task, move |taken| {
        desk.say(fill(k::CHANNEL_TAKEN, &[("added", &money_text(&taken.added))]));
    });
}

fn claim(desk: Desk) {
    let session = desk.session;
    desk.sheet(async move { session.call(PrepareChannelClaim::default()).await });
}
