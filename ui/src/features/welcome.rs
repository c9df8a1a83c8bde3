//! The first start: a name and a passphrase, twelve words, and perhaps sample works.

mod account;
mod words;

use colophon_ipc::RecoveryWords;
use leptos::prelude::*;

use crate::{
    components::rail::choices,
    i18n::{fill, k, t},
    session::use_session,
};

/// Where the welcome is. The words live only here.
#[derive(Clone)]
enum Stage {
    Account,
    Words(RecoveryWords),
    Check(RecoveryWords),
    Samples,
}

/// The welcome.
pub(crate) fn welcome() -> AnyView {
    let session = use_session();
    let stage = RwSignal::new(Stage::Account);
    let number = move || match stage.get() {
        Stage::Account => "1",
        Stage::Words(_) | Stage::Check(_) => "2",
        Stage::Samples => "3",
    };
    let content = move || match stage.get() {
        Stage::Account => account::account(stage),
        Stage::Words(secret) => words::shown(stage, secret),
        Stage::Check(secret) => words::check(stage, secret),
        Stage::Samples => words::samples(),
    };
    view! {
        <main class="welcome">
            <header><p class="brand" translate="no"><span>"C"</span>"olophon"</p>{choices(session)}</header>
            <p class="over">{move || fill(k::WELCOME_STEP, &[("n", number())])}</p>
            {content}
            <p class="faint">{t(k::WELCOME_LOCAL)}</p>
        </main>
    }
    .into_any()
}
