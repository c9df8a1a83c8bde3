//! Register: files in, signed copies out.

use leptos::prelude::*;

use crate::{
    components::{
        notice::{empty, maybe_notice},
        small::head,
    },
    features::register::{
        draft::use_draft, drop_zone::drop_zone, files::files, options::options, progress::progress,
    },
    i18n::{k, t},
    session::use_session,
};

/// The page.
pub(crate) fn register() -> AnyView {
    let (session, draft) = (use_session(), use_draft());
    Effect::new(move || {
        let paths = session.dropped.get();
        if !paths.is_empty() {
            session.dropped.set(Vec::new());
            if draft.job.with_untracked(|job| job.is_some()) && !draft.starting.get_untracked() {
                draft.clear();
            }
            draft.add(session, paths);
        }
    });
    let has_files = Memo::new(move |_| draft.files.with(|files| !files.is_empty()));
    let has_job = Memo::new(move |_| draft.job.with(Option::is_some));
    let stage = move || {
        if has_job.get() {
            return (move || draft.job.get().map(|job| progress(draft, &job))).into_any();
        }
        let few = has_files.get();
        let zone =
            drop_zone(k::REGISTER_DROP, k::REGISTER_DROP_HINT, few, draft.probing, move || {
                draft.browse(session)
            });
        if few {
            view! { <div class="register"><div>{files(draft)}{zone}</div>{options(draft)}</div> }
                .into_any()
        } else {
            view! { {zone}{empty(k::REGISTER_FIRST, k::REGISTER_FIRST_HINT, ())} }.into_any()
        }
    };
    view! { {head(t(k::RAIL_REGISTER), ())}{maybe_notice(draft.failed)}{stage} }.into_any()
}
