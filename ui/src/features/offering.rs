//! Shares of a work for fans.

mod bars;
mod draft;
mod list;
mod outlook;
mod wizard;

use colophon_ipc::{ApiError, ListOfferings, OfferingView};
use colophon_model::WorkId;
use leptos::prelude::*;

use self::{draft::Draft, wizard::wizard};
use crate::{
    components::{
        loaded::{Skeleton, loaded},
        notice::maybe_notice,
    },
    fetch::Fetch,
    i18n::{k, t},
    session::use_session,
};

/// The offerings of a work, and the way to a new one.
pub(crate) fn section(work: WorkId) -> AnyView {
    let session = use_session();
    let list = Fetch::new(move || session.call(ListOfferings { work: Some(work) }));
    let failed = RwSignal::new(None::<ApiError>);
    let changed = move || list.again();
    let none = |list: &Vec<OfferingView>| {
        list.is_empty()
            .then(|| view! { <p class="faint none">{t(k::OFFERING_NONE)}</p> }.into_any())
    };
    let content = move |views: Vec<OfferingView>| list::list(&views, failed, changed);
    let draft = Draft::new();
    view! {
        <section class="panel wide offerings">
            <h2>{t(k::OFFERING_TITLE)}</h2>
            <p class="lead">{t(k::OFFERING_LEAD)}</p>
            {loaded(list, Skeleton::Rows, none, content)}
            {maybe_notice(failed)}
            {wizard(work, draft, changed)}
        </section>
    }
    .into_any()
}
