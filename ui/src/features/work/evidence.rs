//! Fingerprints, manifest, files and metadata: folded, for whoever wants to check.

use colophon_ipc::{ManifestView, WorkPage};
use leptos::prelude::*;

use crate::{
    components::small::{long_value, when},
    format::Detail,
    i18n::{Text, k, t},
};

/// The section.
pub(crate) fn section(page: &WorkPage) -> AnyView {
    view! {
        <section>
            <h2>{t(k::EVIDENCE_TITLE)}</h2>
            <details><summary>{t(k::EVIDENCE_FINGERPRINTS)}</summary>{fingerprints(page)}</details>
            <details><summary>{t(k::EVIDENCE_MANIFEST)}</summary>{manifest(&page.manifest)}</details>
            <details><summary>{t(k::EVIDENCE_METADATA)}</summary>{metadata(&page.kept, &page.dropped)}</details>
            <details><summary>{t(k::EVIDENCE_FILES)}</summary>
                <dl class="lines">
                    {line(k::EVIDENCE_ORIGINAL, &page.source)}
                    {line(k::EVIDENCE_COPY, &page.copy)}
                </dl>
            </details>
        </section>
    }
    .into_any()
}

fn line(label: Text, value: &str) -> AnyView {
    view! { <div><dt>{t(label)}</dt><dd>{long_value(value)}</dd></div> }.into_any()
}

fn fingerprints(page: &WorkPage) -> AnyView {
    let mark = page.payload.map(|payload| line(k::EVIDENCE_WATERMARK, &payload.to_string()));
    let unmarked = page
        .payload
        .is_none()
        .then(|| view! { <p class="faint">{t(k::EVIDENCE_NO_WATERMARK)}</p> });
    view! {
        <dl class="lines">
            {line(k::EVIDENCE_BLAKE3, &page.blake3)}
            {line(k::EVIDENCE_SHA256, &page.sha256)}
            {line(k::EVIDENCE_ISCC, &page.iscc)}
            {line(k::EVIDENCE_SOURCE_BLAKE3, &page.source_blake3)}
            {mark}
        </dl>
        {unmarked}
    }
    .into_any()
}

/// What a manifest says, line by line.
pub(crate) fn manifest(view: &ManifestView) -> AnyView {
    let said = |label: Text, value: &Option<String>| {
        value.as_deref().map(|value| {
            view! { <div><dt>{t(label)}</dt><dd>{value.to_owned()}</dd></div> }.into_any()
        })
    };
    let signed = view.signed.map(|at| view! { <div><dt>{t(k::MANIFEST_SIGNED)}</dt><dd>{when(at, Detail::Minute)}</dd></div> });
    let policy: Vec<_> = view
        .policy
        .iter()
        .map(|(used, answer)| view! { <div><dt lang="en"><code>{used.clone()}</code></dt><dd lang="en"><code>{answer.clone()}</code></dd></div> })
        .collect();
    let labels = |list: &[String]| {
        list.iter().map(|label| view! { <li><code>{label.clone()}</code></li> }).collect::<Vec<_>>()
    };
    let assertions = (!view.assertions.is_empty())
        .then(|| view! { <h3>{t(k::MANIFEST_ASSERTIONS)}</h3><ul class="labels" lang="en">{labels(&view.assertions)}</ul> });
    let failures = (!view.failures.is_empty())
        .then(|| view! { <h3>{t(k::MANIFEST_FAILURES)}</h3><ul class="labels" lang="en">{labels(&view.failures)}</ul> });
    view! {
        <dl class="lines">
            {said(k::MANIFEST_SIGNER, &view.signer)}
            {said(k::MANIFEST_TITLE, &view.title)}
            {said(k::MANIFEST_CREATOR, &view.creator)}
            {signed}{policy}
        </dl>
        {assertions}{failures}
    }
    .into_any()
}

/// Metadata that stayed and that was left out.
pub(crate) fn metadata(kept: &[String], dropped: &[String]) -> AnyView {
    let joined = |list: &[String]| {
        if list.is_empty() {
            t(k::COMMON_NOTHING).to_owned()
        } else {
            list.join(t(k::COMMON_COMMA))
        }
    };
    view! {
        <dl class="lines">
            <div><dt>{t(k::METADATA_KEPT)}</dt><dd>{joined(kept)}</dd></div>
            <div><dt>{t(k::METADATA_DROPPED)}</dt><dd>{joined(dropped)}</dd></div>
        </dl>
    }
    .into_any()
}
