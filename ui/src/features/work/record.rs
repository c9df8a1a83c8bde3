//! The record as the questions that an artist asks.

use colophon_ipc::{ManifestView, WorkPage};
use leptos::prelude::*;

use crate::{
    components::small::{answer, pill, practice, when},
    format::Detail,
    i18n::{fill, k, t},
    words,
};

/// Questions and answers.
pub(crate) fn questions(page: &WorkPage) -> AnyView {
    let (origin, _) = words::origin(page.origin);
    view! {
        <dl class="answers">
            {answer(k::ASK_MACHINES, words::policy(&page.policy))}
            {answer(k::ASK_VOUCHES, vouches(&page.manifest))}
            {answer(k::ASK_SINCE, since(page))}
            {answer(k::ASK_HOW, t(origin))}
        </dl>
    }
    .into_any()
}

/// Who vouches for a file: the signer's name and an honest word about it.
pub(crate) fn vouches(manifest: &ManifestView) -> AnyView {
    let (sentence, tone) = words::manifest(manifest);
    let name = manifest.signer.clone().map(|name| view! { <b>{name}</b>" " });
    view! { {name}{pill(t(sentence), tone)} }.into_any()
}

fn since(page: &WorkPage) -> AnyView {
    match &page.chain {
        Some(chain) => {
            let badge = chain.practice.then(practice);
            let state = if chain.is_final { k::SINCE_FINAL } else { k::SINCE_SEEN };
            let worth = chain.practice.then(|| view! { <small>{t(k::SINCE_PRACTICE)}</small> });
            view! { <b>{when(chain.at, Detail::Minute)}</b>" "{t(state)}" "{badge}{worth} }
                .into_any()
        }
        None => {
            let signed = page.manifest.signed.map(|at| {
                let date = crate::format::date(at, Detail::Day, crate::i18n::current());
                fill(k::SINCE_SIGNED, &[("date", &date)])
            });
            view! { {t(k::SINCE_NONE)}" "{signed} }.into_any()
        }
    }
}
