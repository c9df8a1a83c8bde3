//! Where files are dropped, with a button for those who browse.

use leptos::prelude::*;

use crate::{
    i18n::{Text, k, t},
    session::use_session,
};

/// The zone.
pub(crate) fn drop_zone(
    title: Text,
    hint: Text,
    small: bool,
    busy: RwSignal<bool>,
    browse: impl Fn() + Send + 'static,
) -> AnyView {
    let session = use_session();
    let class = move || match (small, session.dragging.get()) {
        (false, false) => "drop",
        (false, true) => "drop over",
        (true, false) => "drop small",
        (true, true) => "drop small over",
    };
    view! {
        <div class=class>
            <p><b>{t(title)}</b></p>
            <p class="faint">{t(hint)}</p>
            <button type="button" class=if small { "" } else { "go" } on:click=move |_| browse() prop:disabled=move || busy.get()>
                {t(k::REGISTER_BROWSE)}
            </button>
            <p class="faint" aria-live="polite">{move || busy.get().then(|| t(k::REGISTER_LOOKING))}</p>
        </div>
    }
    .into_any()
}
