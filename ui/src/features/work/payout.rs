//! Everybody who shares: pay them all, or give each what she needs to claim herself.

use colophon_ipc::{
    ApiError, FanPacks, PaidOut, PassedOver, PassedOverReason, PreparePayout, WorkPage,
    WriteFanPacks,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{notice::maybe_notice, small::address},
    format,
    i18n::{Text, count, current, fill, k, t},
    session::use_session,
};

/// The section; nothing for a work without a vault.
pub(crate) fn section(page: &WorkPage) -> Option<AnyView> {
    page.chain.as_ref()?.vault?;
    let session = use_session();
    let work = page.card.id;
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let written = RwSignal::new(None::<FanPacks>);
    let run = move |act: std::pin::Pin<Box<dyn Future<Output = Result<(), ApiError>>>>| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        written.set(None);
        spawn_local(async move {
            if let Err(error) = act.await {
                failed.try_set(Some(error));
            }
            busy.try_set(false);
        });
    };
    let pay = move |_| {
        run(Box::pin(async move {
            let sheet = session.call(PreparePayout { work, batch: None }).await?;
            session.confirm(sheet).await;
            Ok(())
        }));
    };
    let packs = move |_| {
        run(Box::pin(async move {
            let packs = session.call(WriteFanPacks { work, folder: None }).await?;
            written.try_set(Some(packs));
            Ok(())
        }));
    };
    let said = move || {
        written.get().map(|packs| {
            let holders = count(k::COUNT_HOLDERS_ONE, k::COUNT_HOLDERS_OTHER, packs.holders);
            let text = fill(k::PAYOUT_WRITTEN, &[("holders", &holders), ("folder", &packs.folder)]);
            view! { <p class="notice calm wrap" role="status">{text}</p> }
        })
    };
    Some(
        view! {
            <section>
                <h2>{t(k::PAYOUT_TITLE)}</h2>
                <p class="faint">{t(k::PAYOUT_WAITS)}</p>
                <div class="acts">
                    <button type="button" on:click=pay aria-disabled=move || busy.get().to_string()>{t(k::PAYOUT_PAY)}</button>
                    <button type="button" on:click=packs aria-disabled=move || busy.get().to_string()>{t(k::PAYOUT_PACKS)}</button>
                </div>
                {maybe_notice(failed)}{said}
            </section>
        }
        .into_any(),
    )
}

/// Whom a payout reached, for the sheet that it was confirmed on.
pub(crate) fn reached(paid: &PaidOut, practice: bool) -> AnyView {
    let holders = count(k::COUNT_HOLDERS_ONE, k::COUNT_HOLDERS_OTHER, paid.holders);
    let gas = format::number(&paid.gas_per_holder.to_string(), current());
    let passed: Vec<_> = paid
        .passed_over
        .iter()
        .map(|PassedOver { address: who, reason }| {
            view! { <li>{address(who, practice)}" "{t(why(*reason))}</li> }
        })
        .collect();
    let passed = (!passed.is_empty())
        .then(|| view! { <p>{t(k::PAYOUT_PASSED_OVER)}</p><ul class="finals">{passed}</ul> });
    view! { <p>{fill(k::PAYOUT_DONE, &[("holders", &holders), ("gas", &gas)])}</p>{passed} }
        .into_any()
}

const fn why(reason: PassedOverReason) -> Text {
    match reason {
        PassedOverReason::SelfOnly => k::PAYOUT_SELF_ONLY,
        PassedOverReason::Refused => k::PAYOUT_REFUSED,
        PassedOverReason::BadPlace => k::PAYOUT_BAD_PLACE,
        PassedOverReason::Token => k::PAYOUT_TOKEN,
    }
}
