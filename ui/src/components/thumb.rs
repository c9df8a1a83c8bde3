//! A work's picture in its own shape, or the shape of its sound.

use colophon_ipc::{GetThumbnail, WorkCard};
use colophon_model::MediaKind;
use leptos::prelude::*;

use crate::{
    fetch::{Fetch, Load},
    geometry,
    session::use_session,
};

/// Width of every drawing, in its own units; the height follows from the aspect.
const WIDTH: u32 = 1_000;

/// Draws the work. The shape is known before the picture is, so nothing jumps.
pub(crate) fn thumb(card: &WorkCard) -> AnyView {
    let session = use_session();
    let id = card.id;
    let answer = Fetch::new(move || session.call_plainly(GetThumbnail { id }));
    let (label, kind) = (card.title.clone(), card.kind);
    // A sound has no shape of its own; extreme panoramas keep a height that can be seen.
    let aspect = if kind == MediaKind::Music { 1_800 } else { card.aspect_milli.clamp(250, 4_000) };
    let height = WIDTH * 1_000 / aspect;
    let content = move || match answer.state.get() {
        Load::Ready(thumbnail) => match thumbnail.url {
            Some(url) => view! {
                <image href=url width=WIDTH height=height preserveAspectRatio="xMidYMid slice"/>
            }
            .into_any(),
            None => wave(&thumbnail.peaks, height),
        },
        Load::Waiting | Load::Failed(_) => ().into_any(),
    };
    let class = if kind == MediaKind::Music { "thumb sound" } else { "thumb" };
    view! {
        <svg class=class viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=label>
            <rect class="ground" width=WIDTH height=height/>
            {content}
        </svg>
    }
    .into_any()
}

fn wave(peaks: &[u8], height: u32) -> AnyView {
    let (path, width) = geometry::waveform(peaks);
    view! {
        <svg x="60" y="0" width=WIDTH - 120 height=height viewBox=format!("0 0 {} 200", width.max(1)) preserveAspectRatio="none">
            <path d=path class="wave"/>
        </svg>
    }
    .into_any()
}
