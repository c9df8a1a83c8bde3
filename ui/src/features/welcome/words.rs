//! The second and third step: twelve words, a check of some of them, and sample works.

use colophon_ipc::{ApiError, CheckWords, RecoveryWords};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::Stage;
use crate::{
    components::notice::maybe_notice,
    features::register::samples::samples_button,
    i18n::{fill, k, t},
    route::{self, Route},
    session::use_session,
};

/// The twelve words, to be written down.
pub(super) fn shown(stage: RwSignal<Stage>, secret: RecoveryWords) -> AnyView {
    let list: Vec<_> =
        secret.words.iter().map(|word| view! { <li><span>{word.clone()}</span></li> }).collect();
    let written = move |_| stage.set(Stage::Check(secret.clone()));
    view! {
        <section>
            <h1 tabindex="-1">{t(k::WORDS_TITLE)}</h1>
            <p class="lead">{t(k::WORDS_LEAD)}</p>
            <ol class="words" translate="no" lang="en">{list}</ol>
            <p>{t(k::WORDS_WARNING)}</p>
            <div class="acts"><button type="button" class="go" on:click=written>{t(k::WORDS_WRITTEN)}</button></div>
        </section>
    }
    .into_any()
}

/// Asks for some of them.
pub(super) fn check(stage: RwSignal<Stage>, secret: RecoveryWords) -> AnyView {
    let session = use_session();
    let answers: Vec<_> =
        secret.ask.iter().map(|place| (*place, RwSignal::new(String::new()))).collect();
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let given = answers.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let typed =
            given.iter().map(|(_, word)| word.get_untracked().trim().to_lowercase()).collect();
        spawn_local(async move {
            match session.call_plainly(CheckWords { answers: typed }).await {
                // The status would end the welcome; it is taken over when the last step is done.
                Ok(_) => stage.set(Stage::Samples),
                Err(error) => {
                    failed.set(Some(error));
                    busy.set(false);
                }
            }
        });
    };
    let fields: Vec<_> = answers
        .into_iter()
        .map(|(place, word)| {
            let id = format!("word-{place}");
            view! {
                <div class="field"><label for=id.clone()>{fill(k::WORDS_NUMBER, &[("n", &place.to_string())])}</label>
                    <input id=id autocomplete="off" autocapitalize="none" spellcheck="false" bind:value=word/></div>
            }
        })
        .collect();
    view! {
        <form on:submit=send>
            <h1 tabindex="-1">{t(k::WORDS_CHECK)}</h1>
            <p class="lead">{t(k::WORDS_CHECK_LEAD)}</p>
            <div class="asked">{fields}</div>
            {maybe_notice(failed)}
            <div class="acts">
                <button type="submit" class="go" prop:disabled=move || busy.get()>{t(k::WORDS_CHECK_GO)}</button>
                <button type="button" on:click=move |_| stage.set(Stage::Words(secret.clone()))>{t(k::WORDS_AGAIN)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Offers the sample works; either way the window opens.
pub(super) fn samples() -> AnyView {
    let session = use_session();
    let empty = move |_| {
        route::go(Route::Register);
        session.refresh();
    };
    view! {
        <section>
            <h1 tabindex="-1">{t(k::WELCOME_READY)}</h1>
            <p class="lead">{t(k::WELCOME_READY_LEAD)}</p>
            <div class="acts"><span on:click=move |_| session.refresh()>{samples_button()}</span><button type="button" on:click=empty>{t(k::WELCOME_EMPTY)}</button></div>
        </section>
    }
    .into_any()
}
