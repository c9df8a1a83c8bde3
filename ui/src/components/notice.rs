//! Failures in words, and the states of a list without content.

use colophon_ipc::{ApiError, Code};
use leptos::prelude::*;

use crate::{
    i18n::{Text, k, t},
    words,
};

/// A failure: one sentence, what the program says itself folded below, and a second try where that makes sense.
pub(crate) fn notice(error: &ApiError, retry: Option<Callback<()>>) -> AnyView {
    let detail = (!error.detail.is_empty()).then(|| {
        view! { <details><summary>{t(k::COMMON_DETAIL)}</summary><p lang="en"><code>{error.detail.clone()}</code></p></details> }
    });
    // What the user stopped is no failure.
    let class = if error.code == Code::Cancelled { "notice calm" } else { "notice" };
    let again = retry.map(|retry| {
        view! { <button type="button" on:click=move |_| retry.run(())>{t(k::COMMON_RETRY)}</button> }
    });
    view! {
        <div class=class role="alert"><p>{words::error(error)}</p>{detail}{again}</div>
    }
    .into_any()
}

/// A failure that may be there.
pub(crate) fn maybe_notice(error: RwSignal<Option<ApiError>>) -> AnyView {
    (move || error.get().map(|error| notice(&error, None))).into_any()
}

/// A list that is known to be empty, with the first thing to do.
pub(crate) fn empty(title: Text, sentence: Text, action: impl IntoView + 'static) -> AnyView {
    view! {
        <section class="empty"><h2>{t(title)}</h2><p>{t(sentence)}</p><div class="acts">{action.into_any()}</div></section>
    }
    .into_any()
}

/// Sentences worth reading, as the domain wrote them.
pub(crate) fn warnings(list: &[String]) -> AnyView {
    if list.is_empty() {
        return ().into_any();
    }
    let lines: Vec<_> = list.iter().map(|line| view! { <li>{line.clone()}</li> }).collect();
    view! { <ul class="warnings" aria-label=t(k::COMMON_WARNINGS)>{lines}</ul> }.into_any()
}
