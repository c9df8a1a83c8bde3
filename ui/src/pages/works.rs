//! Works: everything that was registered, as pictures.

use colophon_ipc::{ListWorks, WorkCard, WorkState};
use colophon_model::MediaKind;
use leptos::prelude::*;

use crate::{
    components::{
        loaded::{Skeleton, loaded},
        notice::empty,
        small::head,
    },
    features::{register::samples::samples_button, works::card},
    fetch::Fetch,
    i18n::{Text, k, t},
    route::Route,
    session::use_session,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    All,
    Pictures,
    Music,
    OnChain,
}

impl Tab {
    const ALL: [(Self, Text); 4] = [
        (Self::All, k::WORKS_ALL),
        (Self::Pictures, k::WORKS_PICTURES),
        (Self::Music, k::WORKS_MUSIC),
        (Self::OnChain, k::WORKS_ON_CHAIN),
    ];

    fn holds(self, card: &WorkCard) -> bool {
        match self {
            Self::All => true,
            Self::Pictures => card.kind == MediaKind::Picture,
            Self::Music => card.kind == MediaKind::Music,
            Self::OnChain => card.state != WorkState::Signed,
        }
    }
}

/// The page.
pub(crate) fn works() -> AnyView {
    let session = use_session();
    let list = Fetch::new(move || session.call(ListWorks {}));
    let tab = RwSignal::new(Tab::All);
    let search = RwSignal::new(String::new());
    let tools = view! {
        <input type="search" aria-label=t(k::WORKS_SEARCH) placeholder=t(k::WORKS_SEARCH) bind:value=search/>
        <a class="button go" href=Route::Register.to_string()>{t(k::WORKS_REGISTER)}</a>
    };
    let none_yet = move |list: &Vec<WorkCard>| {
        list.is_empty().then(|| {
            let action = view! {
                <a class="button go" href=Route::Register.to_string()>{t(k::WORKS_REGISTER)}</a>
                {samples_button()}
            };
            empty(k::WORKS_EMPTY, k::WORKS_EMPTY_HINT, action)
        })
    };
    let content = move |list: Vec<WorkCard>| {
        view! { {tabs(tab)}{move || grid(&list, tab.get(), &search.get())} }.into_any()
    };
    view! { {head(t(k::RAIL_WORKS), tools)}{loaded(list, Skeleton::Grid, none_yet, content)} }
        .into_any()
}

fn tabs(tab: RwSignal<Tab>) -> AnyView {
    let buttons: Vec<_> = Tab::ALL
        .into_iter()
        .map(|(one, label)| {
            let pressed = move || (tab.get() == one).to_string();
            view! { <button type="button" aria-pressed=pressed on:click=move |_| tab.set(one)>{t(label)}</button> }
        })
        .collect();
    view! { <div class="tabs" role="group" aria-label=t(k::WORKS_SHOW)>{buttons}</div> }.into_any()
}

fn grid(list: &[WorkCard], tab: Tab, search: &str) -> AnyView {
    let wanted = search.trim().to_lowercase();
    let found: Vec<_> = list
        .iter()
        .filter(|card| tab.holds(card))
        .filter(|card| {
            card.title.to_lowercase().contains(&wanted)
                || card.creator.to_lowercase().contains(&wanted)
        })
        .map(card::card)
        .collect();
    if found.is_empty() {
        return view! { <p class="faint" role="status">{t(k::WORKS_NO_MATCH)}</p> }.into_any();
    }
    view! { <ul class="grid">{found}</ul> }.into_any()
}
