//! Inspect: what any file says, what the register knows of it, and what is missing.

use colophon_ipc::{ApiError, InspectFile, InspectReport, PickFiles};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{notice::maybe_notice, small::head},
    features::{inspect::verdict, register::drop_zone::drop_zone},
    i18n::{k, t},
    session::{Session, use_session},
};

#[derive(Clone, Copy)]
struct Look {
    session: Session,
    report: RwSignal<Option<InspectReport>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Look {
    fn browse(self) {
        spawn_local(async move {
            match self.session.call(PickFiles { many: false }).await {
                Ok(paths) => {
                    if let Some(path) = paths.into_iter().next() {
                        self.at(path).await;
                    }
                }
                Err(error) => {
                    self.failed.try_set(Some(error));
                }
            }
        });
    }

    async fn at(self, path: String) {
        self.busy.try_set(true);
        self.failed.try_set(None);
        // Locked keys are no obstacle here: the report says what could not be looked for.
        let answer = self.session.call_plainly(InspectFile { path }).await;
        self.busy.try_set(false);
        match answer {
            Ok(report) => self.report.try_set(Some(report)),
            Err(error) => {
                self.report.try_set(None);
                self.failed.try_set(Some(error)).and(None)
            }
        };
    }
}

/// The page.
pub(crate) fn inspect() -> AnyView {
    let session = use_session();
    let look = Look {
        session,
        report: RwSignal::new(None),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    Effect::new(move || {
        if let Some(path) = session.dropped.get().into_iter().next() {
            session.dropped.set(Vec::new());
            spawn_local(look.at(path));
        }
    });
    let stage = move || {
        let report = look.report.get();
        let zone = drop_zone(
            k::INSPECT_DROP,
            k::INSPECT_DROP_HINT,
            report.is_some(),
            look.busy,
            move || look.browse(),
        );
        let found = report.map(|report| verdict::verdict(&report));
        view! { {zone}{maybe_notice(look.failed)}<div aria-live="polite">{found}</div> }
    };
    view! { {head(t(k::RAIL_INSPECT), ())}{stage} }.into_any()
}
