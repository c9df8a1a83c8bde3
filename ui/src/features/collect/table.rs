//! Payments, newest first.

use colophon_ipc::IncomeRow;
use leptos::prelude::*;

use crate::{
    components::small::{address, money, pill, when},
    format::Detail,
    i18n::{k, t},
    route::Route,
    words,
};

/// The table; a work's own page leaves out the work.
pub(crate) fn table(rows: &[IncomeRow], with_work: bool) -> AnyView {
    let lines: Vec<_> = rows.iter().map(|row| line(row, with_work)).collect();
    let work = with_work.then(|| view! { <th scope="col">{t(k::TABLE_WORK)}</th> });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t(k::TABLE_PAYMENTS)>
            <table>
                <thead><tr><th scope="col">{t(k::TABLE_WHEN)}</th>{work}<th scope="col">{t(k::TABLE_WHAT)}</th><th scope="col">{t(k::TABLE_FROM)}</th><th scope="col" class="n">{t(k::TABLE_AMOUNT)}</th><th scope="col">{t(k::TABLE_STATE)}</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(row: &IncomeRow, with_work: bool) -> AnyView {
    let (state, tone) = words::finality(row.state);
    let from = if row.from.starts_with("0x") {
        address(&row.from, row.amount.practice)
    } else {
        view! { {row.from.clone()} }.into_any()
    };
    // What should have come stands beside what came, where they differ.
    let expected =
        row.expected.as_ref().filter(|expected| expected.units != row.amount.units).map(
            |expected| view! { <small class="late">{t(k::TABLE_OF)}" "{money(expected)}</small> },
        );
    let short = expected.is_some().then(|| pill(t(k::TABLE_SHORT), "bad"));
    let work = with_work.then(
        || view! { <td><a href=Route::Work(row.work).to_string()>{row.title.clone()}</a></td> },
    );
    view! {
        <tr>
            <td>{when(row.at, Detail::Minute)}</td>{work}
            <td>{words::payment(row.kind, row.licence)}</td>
            <td>{from}</td>
            <td class="n">{money(&row.amount)}{expected}</td>
            <td>{pill(t(state), tone)}" "{short}</td>
        </tr>
    }
    .into_any()
}
