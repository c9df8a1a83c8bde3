//! What every page shares: how things stand, the language, the open sheet, and calls that unlock the keys on the way.

use colophon_ipc::{
    ApiError, Call, Code, GetStatus, Preferences, Receipt, SetPreferences, Sheet, Status,
};
use futures::channel::oneshot;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    backend,
    i18n::{self, Locale},
    route::Route,
};

/// The state of the window. Cheap to copy; every part is a signal.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// How things stand, once known.
    pub(crate) status: RwSignal<Option<Status>>,
    /// Why that is not known.
    pub(crate) failure: RwSignal<Option<ApiError>>,
    /// The language in use.
    pub(crate) locale: RwSignal<Locale>,
    /// The page shown.
    pub(crate) route: RwSignal<Route>,
    /// Whether files are held over the window.
    pub(crate) dragging: RwSignal<bool>,
    /// Files let go over the window, until a page takes them.
    pub(crate) dropped: RwSignal<Vec<String>>,
    /// Whether the passphrase is asked for.
    pub(crate) unlocking: RwSignal<bool>,
    /// The sheet to confirm.
    pub(crate) sheet: RwSignal<Option<Sheet>>,
    practice: Memo<bool>,
    waiting: StoredValue<Vec<oneshot::Sender<bool>>, LocalStorage>,
    confirming: StoredValue<Option<oneshot::Sender<Option<Receipt>>>, LocalStorage>,
}

impl Session {
    pub(crate) fn new(locale: Locale, route: Route) -> Self {
        i18n::speak(locale);
        let status = RwSignal::new(None::<Status>);
        // What asks this is not drawn anew with every status: a button that is exchanged between press and release
        // of the mouse is not pressed.
        let practice = Memo::new(move |_| {
            status.with(|status| status.as_ref().is_some_and(|status| status.chain.practice))
        });
        Self {
            status,
            failure: RwSignal::new(None),
            locale: RwSignal::new(locale),
            route: RwSignal::new(route),
            dragging: RwSignal::new(false),
            dropped: RwSignal::new(Vec::new()),
            unlocking: RwSignal::new(false),
            sheet: RwSignal::new(None),
            practice,
            waiting: StoredValue::new_local(Vec::new()),
            confirming: StoredValue::new_local(None),
        }
    }

    /// Asks the shell. Where the keys are locked it asks for the passphrase, then once more.
    pub(crate) async fn call<C: Call>(self, call: C) -> Result<C::Reply, ApiError> {
        let body = backend::encode(&call)?;
        loop {
            match backend::send(C::NAME, &body).await {
                Ok(reply) => return backend::decode(&reply),
                Err(error) if error.code == Code::Locked && self.ask_passphrase().await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Asks the shell as things are: a locked key is an error.
    pub(crate) async fn call_plainly<C: Call>(self, call: C) -> Result<C::Reply, ApiError> {
        let body = backend::encode(&call)?;
        backend::decode(&backend::send(C::NAME, &body).await?)
    }

    /// Learns how things stand.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            let answer = self.call_plainly(GetStatus {}).await;
            self.stands(answer);
        });
    }

    /// Takes over a status, or the reason for having none.
    pub(crate) fn stands(self, answer: Result<Status, ApiError>) {
        match answer {
            Ok(status) => {
                // Telling the same again would set the whole window anew.
                if self.failure.with_untracked(Option::is_some) {
                    self.failure.set(None);
                }
                self.adopt(&status.preferences);
                self.status.set(Some(status));
            }
            Err(error) => self.failure.set(Some(error)),
        }
    }

    fn adopt(self, preferences: &Preferences) {
        let wanted = preferences.language.as_deref().and_then(Locale::of);
        if let Some(locale) = wanted.filter(|locale| *locale != self.locale.get_untracked()) {
            i18n::speak(locale);
            self.locale.set(locale);
        }
    }

    /// Stores what the user prefers; the language changes at once.
    pub(crate) fn prefer(self, preferences: Preferences) {
        self.adopt(&preferences);
        self.status.update(|status| {
            if let Some(status) = status {
                status.preferences = preferences.clone();
            }
        });
        spawn_local(async move {
            let answer = self.call_plainly(SetPreferences { preferences }).await;
            if let Ok(status) = answer {
                self.status.set(Some(status));
            }
        });
    }

    /// Shows the dialog for the passphrase and waits; true once the keys are open.
    pub(crate) async fn ask_passphrase(self) -> bool {
        let (answer, opened) = oneshot::channel();
        self.waiting.update_value(|waiting| waiting.push(answer));
        self.unlocking.set(true);
        opened.await.unwrap_or(false)
    }

    /// Ends the wait for the passphrase.
    pub(crate) fn passphrase_given(self, opened: bool) {
        self.unlocking.set(false);
        self.waiting.update_value(|waiting| {
            for answer in waiting.drain(..) {
                // A page that was left no longer listens.
                let _ = answer.send(opened);
            }
        });
    }

    /// Shows a sheet and waits; the receipt once it was done, `None` where it was put away.
    pub(crate) async fn confirm(self, sheet: Sheet) -> Option<Receipt> {
        let (answer, ended) = oneshot::channel();
        self.confirming.update_value(|waiting| *waiting = Some(answer));
        self.sheet.set(Some(sheet));
        ended.await.unwrap_or(None)
    }

    /// Puts the sheet away.
    pub(crate) fn sheet_closed(self, receipt: Option<Receipt>) {
        self.sheet.set(None);
        self.confirming.update_value(|waiting| {
            if let Some(answer) = waiting.take() {
                let _ = answer.send(receipt);
            }
        });
        self.refresh();
    }

    /// Whether the chain in use is the practice chain.
    pub(crate) fn practice(self) -> bool {
        self.practice.get()
    }
}

/// The session of this window.
pub(crate) fn use_session() -> Session {
    expect_context()
}
