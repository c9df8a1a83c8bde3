//! What a work's licences earn.

use colophon_ipc::WorkPage;
use leptos::prelude::*;

use crate::{
    components::small::sums,
    features::{collect::table, license::list},
    i18n::{k, t},
};

/// Licences for sale and money received.
pub(crate) fn section(page: &WorkPage) -> AnyView {
    let offers = if page.offers.is_empty() {
        view! { <p class="faint">{t(k::WORK_NO_OFFERS)}</p> }.into_any()
    } else {
        list::short(&page.offers)
    };
    let income = if page.income.is_empty() {
        view! { <p class="faint">{t(k::WORK_NO_INCOME)}</p> }.into_any()
    } else {
        view! { <div class="total">{t(k::WORK_RECEIVED)}" "{sums(&page.totals)}</div>{table::table(&page.income, false)} }.into_any()
    };
    view! {
        <section><h2>{t(k::WORK_LICENCES)}</h2>{offers}</section>
        <section><h2>{t(k::WORK_INCOME)}</h2>{income}</section>
    }
    .into_any()
}
