//! A treaty: what several authors agree on, in a file that goes from one to the next.

mod form;
mod reading;

use colophon_ipc::{
    ApiError, Code, GetTreaty, MergeTreaties, OpenTreaty, PickFiles, SignTreaty, TreatyView,
};
use colophon_model::WorkId;
use leptos::{prelude::*, task::spawn_local};

use self::{form::form, reading::reading};
use super::rows::{Editor, use_editor};
use crate::{
    components::notice::maybe_notice,
    errand,
    i18n::{fill, k, t},
    route::{self, Route},
    session::{Session, use_session},
};

/// What the section knows. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    session: Session,
    /// The treaty that this home keeps for the chosen work.
    kept: RwSignal<Option<TreatyView>>,
    /// A file that somebody sent.
    opened: RwSignal<Option<TreatyView>>,
    /// Where the last file was written.
    written: RwSignal<Option<String>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Desk {
    fn new(session: Session) -> Self {
        Self {
            session,
            kept: RwSignal::new(None),
            opened: RwSignal::new(None),
            written: RwSignal::new(None),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Does one thing at a time, and shows why it failed. A dialog that was closed is no failure.
    fn act<T: 'static>(
        self,
        task: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        errand::run((self.busy, self.failed), task, done);
    }

    fn look_up(self, work: Option<WorkId>) {
        self.kept.set(None);
        let Some(work) = work else { return };
        spawn_local(async move {
            match self.session.call(GetTreaty { work }).await {
                Ok(found) => self.kept.try_set(found),
                Err(error) => {
                    self.failed.try_set(Some(error));
                    None
                }
            };
        });
    }

    fn open(self) {
        let task = async move { self.session.call(OpenTreaty { path: None }).await };
        self.act(task, move |view| {
            self.written.set(None);
            self.opened.set(Some(view));
        });
    }

    fn sign(self, view: &TreatyView) {
        let Some(path) = view.path.clone() else { return };
        let call = SignTreaty { path, hash: view.hash, out: None };
        self.act(async move { self.session.call(call).await }, move |view| {
            self.written.set(view.path.clone());
            if self.kept.with_untracked(|kept| kept.as_ref().is_some_and(|k| k.hash == view.hash)) {
                self.look_up(view.work);
            }
            self.opened.set(Some(view));
        });
    }

    fn add_signed(self, work: WorkId) {
        let task = async move {
            let paths = self.session.call(PickFiles { many: true }).await?;
            if paths.is_empty() {
                return Err(ApiError::new(Code::Cancelled, "no file was chosen"));
            }
            self.session.call(MergeTreaties { paths, work: Some(work), out: None }).await
        };
        self.act(task, move |view| self.kept.set(Some(view)));
    }
}

/// The section: the chosen work's treaty, a form for a new one, and files that others sent.
pub(crate) fn treaty() -> AnyView {
    let (editor, desk) = (use_editor(), Desk::new(use_session()));
    let work = Memo::new(move |_| match editor.works.get().as_slice() {
        [work] => Some(*work),
        _ => None,
    });
    Effect::new(move || desk.look_up(work.get()));
    view! {
        <section class="panel">
            <h2>{t(k::TREATY_TITLE)}</h2>
            <p class="faint">{t(k::TREATY_LEAD)}</p>
            {move || desk.kept.get().map(|view| kept(desk, editor, &view))}
            {move || work.get().map_or_else(|| alone().into_any(), |work| form(desk, editor, work))}
            {written(desk)}
            <div class="acts"><button type="button" on:click=move |_| desk.open() aria-disabled=move || desk.busy.get().to_string()>{t(k::TREATY_OPEN)}</button></div>
            {maybe_notice(desk.failed)}
            {move || desk.opened.get().map(|view| opened(desk, &view))}
        </section>
    }
    .into_any()
}

/// The treaty that a fixed split was made by, where others signed it too.
pub(crate) fn agreed(work: WorkId) -> AnyView {
    let desk = Desk::new(use_session());
    desk.look_up(Some(work));
    let shown = move || {
        let several = desk.kept.get().filter(|view| view.signers.len() > 1)?;
        Some(
            view! { <section class="panel"><h2>{t(k::TREATY_TITLE)}</h2>{reading(&several)}</section> },
        )
    };
    view! { {shown}{maybe_notice(desk.failed)} }.into_any()
}

fn alone() -> impl IntoView {
    view! { <p class="faint">{t(k::TREATY_ONE_WORK)}</p> }
}

fn written(desk: Desk) -> impl IntoView {
    move || {
        let path = desk.written.get()?;
        Some(
            view! { <p class="wrap" role="status">{fill(k::TREATY_WRITTEN, &[("path", &path)])}</p> },
        )
    }
}

fn kept(desk: Desk, editor: Editor, view: &TreatyView) -> AnyView {
    let Some(work) = view.work else { return ().into_any() };
    let ready = view.complete && view.open && !view.used;
    let mint = move |_| {
        editor.mint_agreed(desk.session, work, move || route::go(Route::Work(work)));
    };
    let mint = ready.then(
        || view! { <button type="button" class="go" on:click=mint>{t(k::TREATY_MINT)}</button> },
    );
    let waiting = !view.complete && view.open;
    let add = waiting.then(|| {
        view! { <button type="button" on:click=move |_| desk.add_signed(work)>{t(k::TREATY_ADD_SIGNED)}</button> }
    });
    // Just written: the file is at hand.
    let own = (view.refusal.is_none() && view.path.is_some()).then(|| sign_button(desk, view));
    view! { {reading(view)}<div class="acts">{add}{own}{mint}</div> }.into_any()
}

fn sign_button(desk: Desk, view: &TreatyView) -> AnyView {
    let view = view.clone();
    view! { <button type="button" class="go" on:click=move |_| desk.sign(&view)>{t(k::TREATY_SIGN)}</button> }
        .into_any()
}

fn opened(desk: Desk, view: &TreatyView) -> AnyView {
    let signing = match &view.refusal {
        None => view! { <div class="acts">{sign_button(desk, view)}</div> }.into_any(),
        Some(refusal) => view! {
            <p>{t(k::TREATY_NOT_YOURS)}</p><p lang="en" class="faint">{refusal.detail.clone()}</p>
        }
        .into_any(),
    };
    view! { {reading(view)}{signing} }.into_any()
}
