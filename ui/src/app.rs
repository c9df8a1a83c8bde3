//! The frame: what is shown before anything is known, the welcome, and the rail with a page.

use leptos::{ev, prelude::*};

use crate::{
    backend::{self, Drag},
    components::{confirm::confirm, notice::notice, rail::rail, unlock::unlock},
    features::{register::draft::Draft, share::rows::Editor, welcome::welcome},
    i18n::{Locale, k, t},
    pages,
    route::{self, Route},
    session::Session,
};

/// The whole window.
pub(crate) fn app() -> AnyView {
    let system = window().navigator().language().as_deref().and_then(Locale::of);
    let hash = window().location().hash().unwrap_or_default();
    let session = Session::new(system.unwrap_or_default(), Route::of(&hash));
    provide_context(session);
    // What was begun outlives a change of page or language.
    provide_context(Draft::new());
    provide_context(Editor::new());
    session.refresh();
    follow_address(session);
    follow_files(session);
    dress_document(session);
    (move || {
        session.locale.track();
        frame(session)
    })
    .into_any()
}

fn frame(session: Session) -> AnyView {
    // Only whether there is an account decides, so that other news leave the page alone.
    let has_account = Memo::new(move |_| {
        session.status.with(|status| {
            status.as_ref().map(|s| s.account.as_ref().is_some_and(|a| a.words_checked))
        })
    });
    // A failure matters here only while nothing is known: later ones are shown where they happen.
    let inside = move || match has_account.get() {
        Some(true) => window_with_rail(session),
        Some(false) => welcome(),
        None => unknown(session),
    };
    view! { {inside}{unlock()}{confirm()} }.into_any()
}

fn unknown(session: Session) -> AnyView {
    (move || match session.failure.get() {
        Some(error) => {
            let retry = Callback::new(move |()| session.refresh());
            view! { <main class="alone"><h1>"Colophon"</h1>{notice(&error, Some(retry))}</main> }
                .into_any()
        }
        None => view! {
            <main class="alone" aria-busy="true">
                <p class="brand"><span>"C"</span>"olophon"</p>
                <p>{t(k::COMMON_LOADING)}</p>
            </main>
        }
        .into_any(),
    })
    .into_any()
}

fn window_with_rail(session: Session) -> AnyView {
    let page = move || {
        let route = session.route.get();
        focus_title();
        pages::page(route)
    };
    let notices = move || {
        session.status.with(|status| status.as_ref().map(|s| s.notices.clone()).unwrap_or_default())
    };
    let class = move || if session.dragging.get() { "window dragging" } else { "window" };
    view! {
        <a class="skip" href="#main" on:click=|event: ev::MouseEvent| { event.prevent_default(); focus_title(); }>{t(k::COMMON_SKIP)}</a>
        <div class=class>
            {rail()}
            <main id="main">
                {move || notices().into_iter().map(|line| view! { <p class="notice calm" role="status">{line}</p> }).collect::<Vec<_>>()}
                {page}
            </main>
        </div>
    }
    .into_any()
}

/// A new page starts at its title, for the keyboard and for screen readers.
fn focus_title() {
    request_animation_frame(|| {
        use wasm_bindgen::JsCast as _;
        let title = document().query_selector("main h1").ok().flatten();
        if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Nothing to focus is no failure.
            let _ = title.focus();
        }
    });
}

fn follow_address(session: Session) {
    // The window's own listeners live as long as it does.
    std::mem::forget(window_event_listener(ev::hashchange, move |_| {
        let hash = window().location().hash().unwrap_or_default();
        let route = Route::of(&hash);
        if session.route.get_untracked() != route {
            session.route.set(route);
        }
    }));
}

fn follow_files(session: Session) {
    backend::on_drag(move |drag| match drag {
        Drag::Over => session.dragging.set(true),
        Drag::Gone => session.dragging.set(false),
        Drag::Dropped(paths) => {
            session.dragging.set(false);
            let page = session.route.get_untracked();
            session.dropped.set(paths);
            if !matches!(page, Route::Register | Route::Inspect | Route::Share(_)) {
                route::go(Route::Register);
            }
        }
    });
}

/// Language, theme and title of the document.
fn dress_document(session: Session) {
    Effect::new(move || {
        let Some(root) = document().document_element() else { return };
        let theme = session.status.with(|s| s.as_ref().and_then(|s| s.preferences.theme.clone()));
        // Attributes with fixed names can always be set.
        let _ = root.set_attribute("lang", session.locale.get().code());
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", &theme),
            None => root.remove_attribute("data-theme"),
        };
        document().set_title(if session.practice() { "Colophon – PRACTICE" } else { "Colophon" });
    });
}
