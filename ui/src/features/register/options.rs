//! What is asked once for all files: what machines may do, how the works came about, the mark, private metadata.

use colophon_ipc::{KeepPrivate, Origin};
use colophon_model::PolicyPreset;
use leptos::prelude::*;

use super::draft::Draft;
use crate::{
    i18n::{Text, k, t},
    session::use_session,
    words,
};

/// The choices, with the one button.
pub(crate) fn options(draft: Draft) -> AnyView {
    let session = use_session();
    let reason = move || match (draft.ready(), draft.origin.get()) {
        (0, _) => Some(t(k::REGISTER_NO_FILE)),
        (_, None) => Some(t(k::REGISTER_NO_ORIGIN)),
        _ => None,
    };
    let blocked = move || reason().is_some() || draft.starting.get();
    view! {
        <div class="options">
            {policies(draft)}{origins(draft)}{details(draft)}
            <div class="acts">
                <button type="button" class="go" aria-describedby="why-not" on:click=move |_| draft.register(session) prop:disabled=blocked>
                    {move || crate::i18n::count(k::REGISTER_GO_ONE, k::REGISTER_GO_OTHER, draft.ready() as u64)}
                </button>
                <p id="why-not" class="faint" aria-live="polite">{reason}</p>
            </div>
        </div>
    }
    .into_any()
}

fn policies(draft: Draft) -> AnyView {
    let choices: Vec<_> = PolicyPreset::ALL
        .into_iter()
        .map(|preset| {
            let (name, hint) = match preset {
                PolicyPreset::Open => (k::REGISTER_OPEN, k::REGISTER_OPEN_HINT),
                PolicyPreset::TrainByLicence => {
                    (k::REGISTER_BY_LICENCE, k::REGISTER_BY_LICENCE_HINT)
                }
                PolicyPreset::NoAi => (k::REGISTER_NO_AI, k::REGISTER_NO_AI_HINT),
            };
            let chosen = move || draft.policy.get() == preset;
            radio("policy", name, hint, chosen, move || draft.policy.set(preset))
        })
        .collect();
    view! { <fieldset><legend>{t(k::ASK_MACHINES)}</legend>{choices}</fieldset> }.into_any()
}

fn origins(draft: Draft) -> AnyView {
    let choices: Vec<_> = Origin::ALL
        .into_iter()
        .map(|origin| {
            let (name, hint) = words::origin(origin);
            let chosen = move || draft.origin.get() == Some(origin);
            radio("origin", name, hint, chosen, move || draft.origin.set(Some(origin)))
        })
        .collect();
    view! { <fieldset><legend>{t(k::ASK_HOW)}</legend>{choices}</fieldset> }.into_any()
}

fn radio(
    group: &'static str,
    name: Text,
    hint: Text,
    chosen: impl Fn() -> bool + Send + 'static,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label class="choice">
            <input type="radio" name=group prop:checked=chosen on:change=move |_| choose()/>
            <span>{t(name)}<small>{t(hint)}</small></span>
        </label>
    }
    .into_any()
}

fn details(draft: Draft) -> AnyView {
    let keep = move |change: fn(&mut KeepPrivate, bool)| {
        move |on: bool| draft.keep.update(|keep| change(keep, on))
    };
    view! {
        <fieldset>
            <legend>{t(k::REGISTER_MARK_LEGEND)}</legend>
            {check(k::REGISTER_MARK, Some(k::REGISTER_MARK_HINT), move || draft.watermark.get(), move |on| draft.watermark.set(on))}
        </fieldset>
        <details>
            <summary>{t(k::REGISTER_PRIVATE)}</summary>
            <p class="faint">{t(k::REGISTER_PRIVATE_HINT)}</p>
            {check(k::REGISTER_KEEP_LOCATION, None, move || draft.keep.get().location, keep(|keep, on| keep.location = on))}
            {check(k::REGISTER_KEEP_SERIALS, None, move || draft.keep.get().serials, keep(|keep, on| keep.serials = on))}
            {check(k::REGISTER_KEEP_PREVIEWS, None, move || draft.keep.get().previews, keep(|keep, on| keep.previews = on))}
        </details>
    }
    .into_any()
}

fn check(
    name: Text,
    hint: Option<Text>,
    checked: impl Fn() -> bool + Send + 'static,
    change: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=checked on:change=move |event| change(event_target_checked(&event))/>
            <span>{t(name)}{hint.map(|hint| view! { <small>{t(hint)}</small> })}</span>
        </label>
    }
    .into_any()
}
