//! Share: who gets how much of a work's income.

use colophon_ipc::{GetSplit, HolderRow, ListWorks, SplitView, WorkCard};
use colophon_model::WorkId;
use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        loaded::{Skeleton, loaded, never},
        notice::empty,
        small::head,
    },
    features::{
        offering,
        register::samples::samples_button,
        share::{
            editor::editor,
            fixed::fixed,
            rows::{Editor, use_editor},
            treaty, works,
        },
    },
    fetch::Fetch,
    i18n::{k, t},
    route::Route,
    session::{Session, use_session},
};

/// The page, for one work or for those that are chosen on it.
pub(crate) fn share(work: Option<WorkId>) -> AnyView {
    let (session, draft) = (use_session(), use_editor());
    take_dropped(session, draft);
    match work {
        Some(work) => of_one(session, draft, work),
        None => of_many(session, draft),
    }
}

fn of_one(session: Session, draft: Editor, work: WorkId) -> AnyView {
    let split = Fetch::new(move || session.call(GetSplit { work }));
    let content = move |split: SplitView| {
        if split.fixed {
            return view! {
                <p class="back"><a href=Route::Work(work).to_string()>{icon(Icon::Back)}{t(k::SHARE_TO_WORK)}</a></p>
                {fixed(&split)}
                {treaty::agreed(work)}
                {offering::section(work)}
            }
            .into_any();
        }
        if draft.works.with_untracked(|works| !works.contains(&work)) {
            draft.works.update(|works| works.push(work));
        }
        // A list that is shown in part only would be written in part only.
        let all = split.count == split.holders.len() as u64;
        let kept: Vec<HolderRow> = split.holders.into_iter().map(|holder| holder.row).collect();
        if all && !kept.is_empty() && draft.lines.with_untracked(Vec::is_empty) {
            draft.put(kept);
        }
        choose(session, draft)
    };
    view! { {head(t(k::RAIL_SHARE), ())}{loaded(split, Skeleton::Rows, never, content)} }.into_any()
}

fn of_many(session: Session, draft: Editor) -> AnyView {
    view! { {head(t(k::RAIL_SHARE), ())}{choose(session, draft)} }.into_any()
}

fn choose(session: Session, draft: Editor) -> AnyView {
    first_line(session, draft);
    let list = Fetch::new(move || session.call(ListWorks {}));
    let none = |list: &Vec<WorkCard>| {
        list.is_empty().then(|| {
            let action = view! { <a class="button go" href=Route::Register.to_string()>{t(k::WORKS_REGISTER)}</a>{samples_button()} };
            empty(k::SHARE_EMPTY, k::SHARE_EMPTY_HINT, action)
        })
    };
    let content = move |list: Vec<WorkCard>| {
        view! { <p class="lead">{t(k::SHARE_LEAD)}</p>{works::works(&list)}{editor()}{works::fixed_works(&list)} }.into_any()
    };
    // Somebody without a work of her own signs what others send.
    view! { {loaded(list, Skeleton::Rows, none, content)}{treaty::treaty()} }.into_any()
}

/// A split begins with the artist herself.
fn first_line(session: Session, draft: Editor) {
    if draft.lines.with_untracked(|lines| !lines.is_empty()) {
        return;
    }
    let own = session.status.with_untracked(|status| {
        status.as_ref().and_then(|status| status.account.as_ref()).map(|account| HolderRow {
            name: account.creator.clone(),
            address: account.address.to_string(),
            percent: "100".to_owned(),
        })
    });
    draft.add(own.unwrap_or_default());
}

/// A list of holders that is dropped here is read; anything else belongs to Register.
fn take_dropped(session: Session, draft: Editor) {
    Effect::new(move || {
        let paths = session.dropped.get();
        let Some(path) = paths.first() else { return };
        if path.to_lowercase().ends_with(".csv") {
            draft.import(session, Some(path.clone()));
            session.dropped.set(Vec::new());
        } else {
            crate::route::go(Route::Register);
        }
    });
}
