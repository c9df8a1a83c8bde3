//! What a file turned out to be, in sentences, with the evidence below.

use colophon_ipc::{FingerprintLeg, InspectReport, ManifestState, WatermarkLeg};
use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        small::{chance, pill, practice, untouched, when},
    },
    features::work::evidence,
    format::Detail,
    i18n::{Text, fill, k, t},
    route::Route,
    words,
};

/// The verdict.
pub(crate) fn verdict(report: &InspectReport) -> AnyView {
    let name = report.path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let unknown = || t(k::INSPECT_UNTITLED).to_owned();
    let headline = match (&report.work, report.legs.identical) {
        (Some(_), true) => {
            fill(k::INSPECT_IS, &[("title", &report.title.clone().unwrap_or_else(unknown))])
        }
        (Some(_), false) => {
            fill(k::INSPECT_COMES_FROM, &[("title", &report.title.clone().unwrap_or_else(unknown))])
        }
        (None, _) => t(k::INSPECT_UNKNOWN).to_owned(),
    };
    let open = report.work.map(
        |id| view! { <a class="button" href=Route::Work(id).to_string()>{t(k::INSPECT_OPEN)}</a> },
    );
    let missing: Vec<_> =
        report.missing.iter().map(|what| view! { <li>{t(words::missing(*what))}</li> }).collect();
    let missing = (!missing.is_empty())
        .then(|| view! { <section><h3>{t(k::INSPECT_MISSING)}</h3><ul class="warnings">{missing}</ul></section> });
    view! {
        <article class="verdict">
            <p class="over wrap">{name}{report.kind.map(|kind| view! { " · "{t(words::media(kind))} })}</p>
            <h2>{headline}</h2>
            <ul class="legs">
                {identical(report)}{watermark(&report.legs.watermark)}{fingerprint(&report.legs.fingerprint)}{manifest(report)}
            </ul>
            {since(report)}{missing}
            <div class="acts">{open}</div>
            {untouched(report.anchored.as_ref().is_some_and(|anchor| !anchor.practice))}
            {has_manifest(report).then(|| view! { <details><summary>{t(k::EVIDENCE_MANIFEST)}</summary>{evidence::manifest(&report.legs.manifest)}</details> })}
        </article>
    }
    .into_any()
}

fn has_manifest(report: &InspectReport) -> bool {
    report.legs.manifest.state != ManifestState::None
}

/// One way of recognising a work: found, not found, or not looked for.
fn leg(found: Option<bool>, name: Text, said: AnyView) -> AnyView {
    let (drawing, class, state) = match found {
        Some(true) => (Icon::Check, "leg found", k::INSPECT_LEG_FOUND),
        Some(false) => (Icon::Cross, "leg", k::INSPECT_LEG_NOT),
        None => (Icon::Dash, "leg", k::INSPECT_LEG_UNTRIED),
    };
    view! {
        <li class=class>{icon(drawing)}<div><b>{t(name)}</b><span class="hidden">" "{t(state)}</span><p>{said}</p></div></li>
    }
    .into_any()
}

fn identical(report: &InspectReport) -> AnyView {
    let same = report.legs.identical;
    let said = t(if same { k::INSPECT_IDENTICAL } else { k::INSPECT_NOT_IDENTICAL });
    leg(Some(same), k::INSPECT_LEG_BYTES, view! { {said} }.into_any())
}

fn watermark(mark: &WatermarkLeg) -> AnyView {
    if !mark.tried {
        return leg(
            None,
            k::INSPECT_LEG_WATERMARK,
            view! { {t(k::INSPECT_MARK_UNTRIED)} }.into_any(),
        );
    }
    if !mark.found {
        return leg(
            Some(false),
            k::INSPECT_LEG_WATERMARK,
            view! { {t(k::INSPECT_NO_MARK)} }.into_any(),
        );
    }
    let odds = mark.log10_p.map(chance);
    let payload = mark.payload.map(|payload| view! { " "<code>{payload.to_string()}</code> });
    leg(
        Some(true),
        k::INSPECT_LEG_WATERMARK,
        view! { {t(k::INSPECT_MARK)}" "{odds}{payload} }.into_any(),
    )
}

fn fingerprint(leg_found: &FingerprintLeg) -> AnyView {
    let distance = leg_found.distance.map(|bits| {
        let text = if leg_found.kind.as_deref() == Some("music") {
            k::INSPECT_DISTANCE_MUSIC
        } else {
            k::INSPECT_DISTANCE_PICTURE
        };
        fill(text, &[("n", &bits.to_string())])
    });
    let said = match (leg_found.matched, &leg_found.distance) {
        (true, _) => k::INSPECT_ALIKE,
        (false, Some(_)) => k::INSPECT_NOT_ALIKE,
        (false, None) => k::INSPECT_NOTHING_ALIKE,
    };
    leg(
        Some(leg_found.matched),
        k::INSPECT_LEG_FINGERPRINT,
        view! { {t(said)}" "{distance} }.into_any(),
    )
}

fn manifest(report: &InspectReport) -> AnyView {
    let view = &report.legs.manifest;
    let (sentence, tone) = words::manifest(view);
    let found =
        matches!(view.state, ManifestState::Trusted | ManifestState::Valid | ManifestState::Ended);
    let signer = view.signer.clone().map(|name| view! { <b>{name}</b>" " });
    leg(
        Some(found),
        k::INSPECT_LEG_MANIFEST,
        view! { {signer}{pill(t(sentence), tone)} }.into_any(),
    )
}

fn since(report: &InspectReport) -> AnyView {
    let said = match &report.anchored {
        Some(anchor) => {
            let state = if anchor.is_final { k::SINCE_FINAL } else { k::SINCE_SEEN };
            let worth = anchor.practice.then(|| view! { <small>{t(k::SINCE_PRACTICE)}</small> });
            view! { <b>{when(anchor.at, Detail::Minute)}</b>" "{t(state)}" "{anchor.practice.then(practice)}{worth} }.into_any()
        }
        None => view! { {t(k::SINCE_NONE)} }.into_any(),
    };
    view! { <section><h3>{t(k::ASK_SINCE)}</h3><p>{said}</p></section> }.into_any()
}
