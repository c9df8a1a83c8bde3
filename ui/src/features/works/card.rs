//! A work in the grid.

use colophon_ipc::WorkCard;
use leptos::prelude::*;

use crate::{
    components::{
        small::{pill, when},
        thumb::thumb,
    },
    format::Detail,
    i18n::{count, k, t},
    route::Route,
    words,
};

/// The work with its picture, title and state.
pub(crate) fn card(card: &WorkCard) -> AnyView {
    let (state, tone) = words::work_state(card.state);
    let holders = (card.holders > 0).then(|| {
        format!(" · {}", count(k::COUNT_HOLDERS_ONE, k::COUNT_HOLDERS_OTHER, card.holders))
    });
    view! {
        <li class="card">
            <a href=Route::Work(card.id).to_string()>
                {thumb(card)}
                <span class="title">{card.title.clone()}</span>
            </a>
            <p class="about">{card.creator.clone()}" · "{card.size.clone()}{holders}</p>
            <p class="about">{when(card.created, Detail::Day)}</p>
            {pill(t(state), tone)}
        </li>
    }
    .into_any()
}
