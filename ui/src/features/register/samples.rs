//! The works that come with Colophon, for whoever wants to try first.

use colophon_ipc::RegisterSamples;
use leptos::prelude::*;

use super::draft::use_draft;
use crate::{
    i18n::{k, t},
    route::{self, Route},
    session::use_session,
};

/// Registers the sample works and shows the job.
pub(crate) fn samples_button() -> AnyView {
    let (session, draft) = (use_session(), use_draft());
    let add = move |_| {
        draft.clear();
        draft.start(session, RegisterSamples {});
        route::go(Route::Register);
    };
    view! {
        <button type="button" on:click=add prop:disabled=move || draft.starting.get()>{t(k::WELCOME_SAMPLES)}</button>
    }
    .into_any()
}
