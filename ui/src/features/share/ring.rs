//! The split as a ring that is always whole: what nobody has yet is a part of it, too.

use leptos::prelude::*;

use super::check::Checked;
use crate::{
    format, geometry,
    i18n::{current, fill, k, t},
};

/// The ring with the sum in its middle and one sentence below.
pub(crate) fn ring(checked: Memo<Checked>) -> AnyView {
    let arcs = move || {
        geometry::ring(&checked.get().shares)
            .into_iter()
            .map(|arc| {
                let class = arc.tone.map_or_else(|| "arc open".to_owned(), |tone| format!("arc tone-{tone}"));
                // A hair between the parts; nothing between a whole and itself.
                let gap = if arc.length < geometry::WHOLE { 1_500.min(arc.length / 2) } else { 0 };
                view! {
                    <circle class=class cx="60" cy="60" r="48" pathLength="1000000"
                        stroke-dasharray=format!("{} {}", arc.length - gap, geometry::WHOLE - arc.length + gap)
                        stroke-dashoffset=format!("-{}", arc.start) transform="rotate(-90 60 60)"/>
                }
            })
            .collect::<Vec<_>>()
    };
    let sum = move || format::percent(checked.with(|checked| checked.sum), current());
    let said = move || sentence(checked.with(|checked| checked.sum));
    let class = move || {
        let sum = checked.with(|checked| checked.sum);
        if sum > geometry::WHOLE { "ring over" } else { "ring" }
    };
    view! {
        <figure class=class>
            <svg viewBox="0 0 120 120" role="img" aria-label=said>
                {arcs}
                <text x="60" y="66" text-anchor="middle">{sum}</text>
            </svg>
            <figcaption><p role="status">{said}</p></figcaption>
        </figure>
    }
    .into_any()
}

fn sentence(sum: u64) -> String {
    let locale = current();
    match sum.cmp(&geometry::WHOLE) {
        std::cmp::Ordering::Equal => t(k::SHARE_WHOLE).to_owned(),
        std::cmp::Ordering::Less => {
            fill(k::SHARE_LEFT, &[("percent", &format::percent(geometry::WHOLE - sum, locale))])
        }
        std::cmp::Ordering::Greater => {
            fill(k::SHARE_TOO_MUCH, &[("percent", &format::percent(sum - geometry::WHOLE, locale))])
        }
    }
}
