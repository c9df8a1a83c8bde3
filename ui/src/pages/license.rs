//! License: what others may buy.

use colophon_ipc::{LicenceView, ListLicences, ListOffers, ListWorks, OfferView, WorkCard};
use colophon_model::WorkId;
use leptos::prelude::*;

use crate::{
    components::{
        loaded::{Skeleton, loaded, never},
        notice::{empty, maybe_notice},
        small::head,
    },
    features::license::{form::form, list::list, sold::sold},
    fetch::Fetch,
    i18n::{k, t},
    route::Route,
    session::use_session,
};

/// The page; a work may be chosen already.
pub(crate) fn license(work: Option<WorkId>) -> AnyView {
    let session = use_session();
    let failed = RwSignal::new(None);
    let offers = Fetch::new(move || session.call(ListOffers { work: None }));
    let works = Fetch::new(move || session.call(ListWorks {}));
    let licences = Fetch::new(move || session.call(ListLicences { work: None }));
    let changed = move || {
        offers.again();
        licences.again();
    };
    let unsold = |list: &Vec<LicenceView>| list.is_empty().then(|| ().into_any());
    let none = |list: &Vec<OfferView>| {
        list.is_empty().then(|| empty(k::LICENSE_EMPTY, k::LICENSE_EMPTY_HINT, ()))
    };
    view! {
        {head(t(k::RAIL_LICENSE), view! { <a class="button" href=Route::Datasets.to_string()>{t(k::DATASET_PAGE)}</a> })}
        {maybe_notice(failed)}
        <div class="license">
            <section>{loaded(offers, Skeleton::Rows, none, move |offers| list(&offers, failed, changed))}</section>
            {loaded(works, Skeleton::Record, never, move |works: Vec<WorkCard>| form(&works, work, changed))}
            <section>{loaded(licences, Skeleton::Rows, unsold, move |licences| sold(&licences, failed, changed))}</section>
        </div>
    }
    .into_any()
}
