//! Datasets: many works under one licence, for curators, rights holders and buyers.

use colophon_ipc::{DatasetView, ListDatasets, ListWorks, WorkCard};
use leptos::prelude::*;

use crate::{
    components::{
        loaded::{Skeleton, loaded, never},
        notice::{empty, maybe_notice},
        small::head,
    },
    features::dataset::{
        desk::{Desk, Written, one},
        form::form,
    },
    fetch::Fetch,
    i18n::{fill, k, t},
    route::Route,
    session::use_session,
};

/// The page.
pub(crate) fn datasets() -> AnyView {
    let session = use_session();
    let desk = Desk::new(session);
    let kept = Fetch::new(move || session.call(ListDatasets {}));
    let works = Fetch::new(move || session.call(ListWorks {}));
    let changed = move || kept.again();
    let none = |list: &Vec<DatasetView>| {
        list.is_empty().then(|| empty(k::DATASET_EMPTY, k::DATASET_EMPTY_HINT, ()))
    };
    let all = move |list: Vec<DatasetView>| {
        let rows: Vec<_> = list
            .iter()
            .filter(|view| {
                desk.opened.with(|opened| opened.as_ref().map(|o| o.id) != Some(view.id))
            })
            .map(|view| view! { <li class="panel">{one(desk, view, changed)}</li> })
            .collect();
        view! { <ul class="sales">{rows}</ul> }.into_any()
    };
    let written = move || {
        let (text, path) = match desk.written.get()? {
            Written::Dataset(path) => (k::DATASET_WRITTEN, path),
            Written::Consent(path) => (k::DATASET_CONSENT_WRITTEN, path),
        };
        Some(view! { <p class="wrap" role="status">{fill(text, &[("path", &path)])}</p> })
    };
    let opened = move || {
        let view = desk.opened.get()?;
        Some(view! { <section class="panel">{one(desk, &view, changed)}</section> })
    };
    let back =
        view! { <a class="button" href=Route::License(None).to_string()>{t(k::RAIL_LICENSE)}</a> };
    view! {
        {head(t(k::DATASET_PAGE), back)}
        {maybe_notice(desk.failed)}
        <div class="license">
            <section class="panel">
                <p class="faint">{t(k::DATASET_LEAD)}</p>
                {written}
                <div class="acts"><button type="button" on:click=move |_| desk.open() aria-disabled=move || desk.busy.get().to_string()>{t(k::DATASET_READ)}</button></div>
                {loaded(works, Skeleton::Record, never, move |works: Vec<WorkCard>| form(desk, &works, changed))}
            </section>
            {opened}
            <section>{loaded(kept, Skeleton::Rows, none, all)}</section>
        </div>
    }
    .into_any()
}
