//! Which works a split is for.

use colophon_ipc::{WorkCard, WorkState};
use leptos::prelude::*;

use super::rows::use_editor;
use crate::{
    components::{small::pill, thumb::thumb},
    i18n::{count, k, t},
    route::Route,
    words,
};

/// Works to choose from, and below them those whose split is fixed.
pub(crate) fn works(list: &[WorkCard]) -> AnyView {
    let editor = use_editor();
    let free: Vec<_> = list
        .iter()
        .filter(|card| card.state == WorkState::Signed)
        .map(|card| {
            let id = card.id;
            let chosen = move || editor.works.with(|works| works.contains(&id));
            let choose = move |event| {
                let on = event_target_checked(&event);
                editor.works.update(|works| {
                    works.retain(|known| *known != id);
                    if on {
                        works.push(id);
                    }
                });
            };
            view! {
                <li><label class="pick"><input type="checkbox" prop:checked=chosen on:change=choose/>{thumb(card)}<span>{card.title.clone()}</span></label></li>
            }
        })
        .collect();
    let none = free.is_empty().then(|| view! { <p class="faint">{t(k::SHARE_ALL_FIXED)}</p> });
    view! { <fieldset class="picks"><legend>{t(k::SHARE_WORKS)}</legend>{none}<ul>{free}</ul></fieldset> }.into_any()
}

/// Works whose shares are written into a vault.
pub(crate) fn fixed_works(list: &[WorkCard]) -> AnyView {
    let rows: Vec<_> = list
        .iter()
        .filter(|card| card.state != WorkState::Signed)
        .map(|card| {
            let (state, tone) = words::work_state(card.state);
            view! {
                <li><a href=Route::Share(Some(card.id)).to_string()>{card.title.clone()}</a>
                    <span class="faint">{count(k::COUNT_HOLDERS_ONE, k::COUNT_HOLDERS_OTHER, card.holders)}</span>{pill(t(state), tone)}</li>
            }
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! { <section><h2>{t(k::SHARE_FIXED_WORKS)}</h2><ul class="plain-list">{rows}</ul></section> }.into_any()
}
