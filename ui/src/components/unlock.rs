//! Asks for the passphrase when a call needs the keys and they are locked.

use colophon_ipc::{ApiError, Unlock};
use leptos::{prelude::*, task::spawn_local};

use super::{dialog::dialog, notice::maybe_notice};
use crate::{
    i18n::{k, t},
    session::{Session, use_session},
};

/// Shows the question while somebody waits for the keys.
pub(crate) fn unlock() -> AnyView {
    let session = use_session();
    (move || session.unlocking.get().then(|| question(session))).into_any()
}

fn question(session: Session) -> AnyView {
    let passphrase = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let call = Unlock { passphrase: passphrase.get_untracked() };
        spawn_local(async move {
            let answer = session.call_plainly(call).await;
            busy.set(false);
            match answer {
                Ok(status) => {
                    passphrase.set(String::new());
                    session.stands(Ok(status));
                    session.passphrase_given(true);
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    let content = view! {
        <form on:submit=open>
            <h2 id="unlock-title">{t(k::UNLOCK_TITLE)}</h2>
            <p>{t(k::UNLOCK_WHY)}</p>
            {passphrase_field(passphrase, "current-password", true)}
            {maybe_notice(failed)}
            <div class="acts">
                <button type="button" on:click=move |_| session.passphrase_given(false)>{t(k::COMMON_CANCEL)}</button>
                <button type="submit" class="go" prop:disabled=move || busy.get()>
                    {move || if busy.get() { t(k::UNLOCK_OPENING) } else { t(k::UNLOCK_GO) }}
                </button>
            </div>
        </form>
    };
    dialog(
        "sheet narrow",
        "unlock-title",
        move || session.passphrase_given(false),
        content.into_any(),
    )
}

/// A field for a passphrase that can be shown and pasted into.
pub(crate) fn passphrase_field(
    value: RwSignal<String>,
    autocomplete: &'static str,
    focus: bool,
) -> AnyView {
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label for="passphrase">{t(k::UNLOCK_PASSPHRASE)}</label>
            <div class="with-button">
                <input id="passphrase" autocomplete=autocomplete autofocus=focus spellcheck="false"
                    type=move || if shown.get() { "text" } else { "password" } bind:value=value/>
                <button type="button" aria-pressed=move || shown.get().to_string() on:click=move |_| shown.update(|s| *s = !*s)>
                    {t(k::UNLOCK_SHOW)}
                </button>
            </div>
        </div>
    }
    .into_any()
}
