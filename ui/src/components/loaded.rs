//! The four states of everything that is asked for: waiting, failed, empty, there.

use leptos::prelude::*;

use super::notice::notice;
use crate::{
    fetch::{Fetch, Load},
    i18n::{k, t},
};

/// What stands in for content that is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skeleton {
    Grid,
    Rows,
    Record,
}

/// Shows an answer in whichever state it is. `empty` says what to show for content that is known to be nothing.
pub(crate) fn loaded<T: Clone + Send + Sync + 'static>(
    of: Fetch<T>,
    skeleton: Skeleton,
    empty: impl Fn(&T) -> Option<AnyView> + Send + Sync + 'static,
    content: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    (move || match of.state.get() {
        Load::Waiting => waiting(skeleton),
        Load::Failed(error) => notice(&error, Some(Callback::new(move |()| of.again()))),
        Load::Ready(value) => empty(&value).unwrap_or_else(|| content(value)),
    })
    .into_any()
}

/// For answers that are never empty.
pub(crate) fn never<T>(_: &T) -> Option<AnyView> {
    None
}

fn waiting(skeleton: Skeleton) -> AnyView {
    let (class, blocks) = match skeleton {
        Skeleton::Grid => ("skeleton grid", 6),
        Skeleton::Rows => ("skeleton rows", 5),
        Skeleton::Record => ("skeleton record", 2),
    };
    let blocks: Vec<_> = (0..blocks).map(|_| view! { <i></i> }).collect();
    view! {
        <div class=class role="status" aria-busy="true"><span class="hidden">{t(k::COMMON_LOADING)}</span>{blocks}</div>
    }
    .into_any()
}
