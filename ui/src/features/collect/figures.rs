//! Four figures: received, owed to others, late or short, unexplained.

use colophon_ipc::{IncomePage, Money, TokenTotals};
use leptos::prelude::*;

use crate::{
    components::small::practice,
    format,
    i18n::{Text, current, fill, k, t},
};

/// The figures.
pub(crate) fn figures(page: &IncomePage) -> AnyView {
    let late = any(page, |totals| &totals.short);
    let unexplained = any(page, |totals| &totals.unexplained);
    let block = format::number(&page.block.to_string(), current());
    let books = if page.books_agree { k::COLLECT_BOOKS_AGREE } else { k::COLLECT_BOOKS_DIFFER };
    let books = fill(books, &[("block", &block)]);
    view! {
        <dl class="figures">
            {figure(page, k::COLLECT_RECEIVED, "", |totals| &totals.received, t(k::COLLECT_RECEIVED_HINT).to_owned())}
            {figure(page, k::COLLECT_OTHERS, "", |totals| &totals.others, t(k::COLLECT_OTHERS_HINT).to_owned())}
            {figure(page, k::COLLECT_LATE, if late { "late" } else { "" }, |totals| &totals.short, t(if late { k::COLLECT_LATE_SOME } else { k::COLLECT_LATE_NONE }).to_owned())}
            {figure(page, k::COLLECT_UNEXPLAINED, if unexplained || !page.books_agree { "late" } else { "" }, |totals| &totals.unexplained, books)}
        </dl>
    }
    .into_any()
}

/// Whether any token has more than nothing of it.
fn any(page: &IncomePage, part: fn(&TokenTotals) -> &Money) -> bool {
    page.totals.iter().any(|totals| part(totals).units.bytes().any(|digit| digit != b'0'))
}

fn figure(
    page: &IncomePage,
    name: Text,
    class: &'static str,
    part: fn(&TokenTotals) -> &Money,
    hint: String,
) -> AnyView {
    let mut amounts: Vec<_> = page.totals.iter().map(|totals| large(part(totals))).collect();
    if amounts.is_empty() {
        amounts.push(view! { <b class="none">{t(k::COMMON_NOTHING)}</b> }.into_any());
    }
    view! { <div class=class><dt>{t(name)}</dt><dd>{amounts}<small>{hint}</small></dd></div> }
        .into_any()
}

fn large(amount: &Money) -> AnyView {
    view! {
        <b class="figure"><span class="digits">{format::number(&amount.text, current())}</span>" "<span class="unit">{amount.symbol.clone()}</span>{amount.practice.then(practice)}</b>
    }
    .into_any()
}
