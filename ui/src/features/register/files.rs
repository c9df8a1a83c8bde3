//! The files before they are registered: what each is, its title, or why it cannot go on.

use leptos::prelude::*;

use super::draft::{Candidate, Draft};
use crate::{
    components::{
        icon::{Icon, icon},
        notice::{notice, warnings},
    },
    format,
    i18n::{current, fill, k, t},
    route::Route,
};

/// The list.
pub(crate) fn files(draft: Draft) -> AnyView {
    view! {
        <ul class="files" aria-label=t(k::REGISTER_FILES)>
            <For each=move || draft.files.get() key=|file| file.probed.path.clone() let:file>
                {row(draft, file)}
            </For>
        </ul>
    }
    .into_any()
}

fn row(draft: Draft, file: Candidate) -> AnyView {
    let Candidate { probed, title } = file;
    let path = probed.path.clone();
    let remove = move |_| draft.files.update(|files| files.retain(|file| file.probed.path != path));
    let label = fill(k::REGISTER_REMOVE, &[("name", &probed.name)]);
    let body = match &probed.error {
        Some(error) => notice(error, None),
        None => {
            let known = probed.same_as.map(|id| {
                view! { <p class="known"><a href=Route::Work(id).to_string()>{t(k::REGISTER_KNOWN)}</a></p> }
            });
            let shown = title.clone();
            let id = format!("title-{}", probed.path);
            view! {
                <label class="field">
                    <span>{t(k::REGISTER_TITLE)}</span>
                    <input id=id prop:value=move || shown.get() on:input=move |event| title.set(event_target_value(&event))/>
                </label>
                {known}{warnings(&probed.warnings)}
            }
            .into_any()
        }
    };
    let facts =
        if probed.facts.is_empty() { String::new() } else { format!(" · {}", probed.facts) };
    view! {
        <li class:bad=probed.error.is_some()>
            <div class="file-head">
                <p><b class="wrap">{probed.name.clone()}</b><span class="faint">{facts}" · "{format::bytes(probed.bytes, current())}</span></p>
                <button type="button" class="tiny" aria-label=label.clone() title=label on:click=remove>{icon(Icon::Cross)}</button>
            </div>
            {body}
        </li>
    }
    .into_any()
}
