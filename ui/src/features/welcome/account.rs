//! The first step: a name and a passphrase.

use colophon_ipc::{ApiError, CreateAccount};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::Stage;
use crate::{
    components::{notice::maybe_notice, unlock::passphrase_field},
    i18n::{k, t},
    session::use_session,
};

/// The form.
pub(super) fn account(stage: RwSignal<Stage>) -> AnyView {
    let session = use_session();
    let creator = RwSignal::new(String::new());
    let passphrase = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let create = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let call = CreateAccount {
            creator: creator.get_untracked().trim().to_owned(),
            passphrase: passphrase.get_untracked(),
        };
        spawn_local(async move {
            match session.call_plainly(call).await {
                Ok(words) => {
                    passphrase.set(String::new());
                    stage.set(Stage::Words(words));
                }
                Err(error) => {
                    failed.set(Some(error));
                    busy.set(false);
                }
            }
        });
    };
    let incomplete =
        move || creator.with(|name| name.trim().is_empty()) || passphrase.with(String::is_empty);
    view! {
        <form on:submit=create>
            <h1 tabindex="-1">{t(k::WELCOME_TITLE)}</h1>
            <p class="lead">{t(k::WELCOME_LEAD)}</p>
            <div class="field">
                <label for="creator">{t(k::WELCOME_NAME)}</label>
                <input id="creator" autocomplete="name" autofocus aria-describedby="creator-hint" bind:value=creator/>
                <p id="creator-hint" class="faint">{t(k::WELCOME_NAME_HINT)}</p>
            </div>
            {passphrase_field(passphrase, "new-password", false)}
            <p class="faint">{t(k::WELCOME_PASSPHRASE_HINT)}</p>
            {maybe_notice(failed)}
            <div class="acts">
                <button type="submit" class="go" prop:disabled=move || busy.get() || incomplete()>
                    {move || if busy.get() { t(k::WELCOME_CREATING) } else { t(k::WELCOME_CREATE) }}
                </button>
            </div>
        </form>
    }
    .into_any()
}
