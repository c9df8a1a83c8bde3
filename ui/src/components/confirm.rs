//! The one confirm sheet for everything that costs or cannot be undone.

use colophon_ipc::{ApiError, CancelSheet, ConfirmSheet, Money, Receipt, Sheet};
use colophon_model::LicenceKind;
use leptos::{prelude::*, task::spawn_local};

use super::{
    dialog::dialog,
    notice::maybe_notice,
    small::{address, money, practice, sums},
    terms,
};
use crate::{
    features::work::payout,
    format,
    i18n::{current, find, k, t},
    session::{Session, use_session},
    words,
};

/// Shows the session's sheet while there is one.
pub(crate) fn confirm() -> AnyView {
    let session = use_session();
    (move || session.sheet.get().map(|sheet| paper(session, sheet))).into_any()
}

fn paper(session: Session, sheet: Sheet) -> AnyView {
    let sending = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let done = RwSignal::new(None::<Receipt>);
    let id = sheet.id.clone();
    let put_away = move || {
        if sending.get_untracked() {
            return;
        }
        if let Some(receipt) = done.get_untracked() {
            session.sheet_closed(Some(receipt));
            return;
        }
        let cancel = CancelSheet { id: id.clone() };
        spawn_local(async move {
            // An unused sheet expires by itself.
            let _ = session.call_plainly(cancel).await;
        });
        session.sheet_closed(None);
    };
    let id = sheet.id.clone();
    let send = move |_| {
        // A double click sends once: the flag is up before anything is awaited.
        if sending.get_untracked() || done.with_untracked(Option::is_some) {
            return;
        }
        sending.set(true);
        failed.set(None);
        let call = ConfirmSheet { id: id.clone() };
        spawn_local(async move {
            match session.call(call).await {
                Ok(receipt) => done.set(Some(receipt)),
                Err(error) => failed.set(Some(error)),
            }
            sending.set(false);
        });
    };
    let (title, go) = words::sheet(sheet.kind);
    let practiced = sheet.practice;
    let badge = practiced.then(practice);
    let close = put_away.clone();
    let content = view! {
        <h2 id="sheet-title">{t(title)}" "{badge}</h2>
        <div class="sheet-body">{facts(&sheet)}</div>
        {maybe_notice(failed)}
        <div aria-live="polite">{move || done.get().map(|receipt| receipt_lines(&receipt, practiced))}</div>
        <div class="acts">
            <button type="button" autofocus on:click=move |_| close() prop:disabled=move || sending.get()>
                {move || if done.with(Option::is_some) { t(k::COMMON_CLOSE) } else { t(k::COMMON_CANCEL) }}
            </button>
            {move || done.with(Option::is_none).then(|| view! {
                <button type="button" class="go" on:click=send.clone() prop:disabled=move || sending.get()>
                    {move || if sending.get() { t(k::SHEET_SENDING) } else { t(go) }}
                </button>
            })}
        </div>
    };
    dialog("sheet", "sheet-title", put_away, content.into_any())
}

fn facts(sheet: &Sheet) -> AnyView {
    let mut lines = Vec::new();
    if !sheet.works.is_empty() {
        lines.push(line(t(k::SHEET_WORKS), sheet.works.join(t(k::COMMON_COMMA)).into_any()));
    }
    lines.push(line(t(k::SHEET_LEAVES), amounts(&sheet.leaves)));
    lines.push(line(t(k::SHEET_ARRIVES), amounts(&sheet.arrives)));
    if !sheet.to.is_empty() {
        let to = sheet.to.clone();
        let to = if to.starts_with("0x") { address(&to, sheet.practice) } else { to.into_any() };
        lines.push(line(t(k::SHEET_TO), to));
    }
    for (name, value) in &sheet.facts {
        let label = find(&format!("fact.{}", name.replace('-', "_")))
            .map_or_else(|| name.clone(), |text| t(text).to_owned());
        let kind = (name == "licence").then(|| LicenceKind::by_name(value)).flatten();
        let value = kind.map_or_else(
            || format::number(value, current()),
            |kind| words::licence(kind).to_owned(),
        );
        lines.push(line(&label, view! { <span class="wrap">{value}</span> }.into_any()));
    }
    let said = (!sheet.clauses.is_empty()).then(|| terms::beside(&sheet.clauses, &sheet.exact));
    let fee = money(&sheet.fee);
    let fee = view! { {fee}<small>{transactions(sheet.transactions)}</small> };
    lines.push(line(t(k::SHEET_FEE), fee.into_any()));
    let finals: Vec<_> = sheet
        .finals
        .iter()
        .map(|point| view! { <li>{t(words::final_point(*point))}</li> })
        .collect();
    let finals = (!finals.is_empty())
        .then(|| view! { <h3>{t(k::SHEET_FINALS)}</h3><ul class="finals">{finals}</ul> });
    view! { <dl class="lines">{lines}</dl>{said}{finals} }.into_any()
}

fn amounts(list: &[Money]) -> AnyView {
    if list.is_empty() { t(k::SHEET_NOTHING).into_any() } else { sums(list) }
}

fn line(label: &str, value: AnyView) -> AnyView {
    let label = label.to_owned();
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

fn transactions(n: u64) -> String {
    crate::i18n::count(k::COUNT_TRANSACTIONS_ONE, k::COUNT_TRANSACTIONS_OTHER, n)
}

fn receipt_lines(receipt: &Receipt, practiced: bool) -> AnyView {
    let block = format::number(&receipt.block.to_string(), current());
    // A voucher is signed and not sent.
    let said = if receipt.transactions.is_empty() {
        t(k::SHEET_SIGNED).to_owned()
    } else {
        crate::i18n::fill(k::SHEET_DONE, &[("block", &block)])
    };
    let paid = receipt.payout.as_ref().map(|paid| payout::reached(paid, practiced));
    view! { <div class="receipt"><p><b>{said}</b></p>{paid}<p>{t(k::SHEET_FEE_PAID)}" "{money(&receipt.fee)}</p></div> }.into_any()
}
