//! Offerings as they stand, and what can be done with each.

use colophon_ipc::{
    ApiError, OfferingPhase, OfferingStep, OfferingView, PracticeFans, PrepareOfferingStep, Sheet,
};
use colophon_model::U256;
use leptos::{prelude::*, task::spawn_local};

use super::bars::{bar, thousandths, units};
use crate::{
    components::small::{address, money, money_text, pill, sums, when},
    format::{self, Detail},
    i18n::{Text, count, current, fill, k, t},
    session::{Session, use_session},
    words,
};

/// All of them. Runs `changed` after something was done.
pub(super) fn list(
    offerings: &[OfferingView],
    failed: RwSignal<Option<ApiError>>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let session = use_session();
    let rows: Vec<_> = offerings
        .iter()
        .map(|view| view! { <li>{one(session, view, failed, changed)}</li> })
        .collect();
    view! { <ul class="sales">{rows}</ul> }.into_any()
}

fn one(
    session: Session,
    view: &OfferingView,
    failed: RwSignal<Option<ApiError>>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let (state, tone) = words::offering_phase(view.phase);
    let percent = |shares: u32| format::percent(u64::from(shares), current());
    let said = fill(
        k::OFFERING_SOLD,
        &[
            ("sold", &percent(view.sold)),
            ("cap", &percent(view.cap)),
            ("minimum", &percent(view.minimum)),
        ],
    );
    let part = |shares: u32| thousandths(U256::from(shares), U256::from(view.cap));
    let line = |label, value: AnyView| view! { <div><dt>{t(label)}</dt><dd>{value}</dd></div> };
    let pool = view.received.as_ref().map(|received| {
        let said = fill(
            k::OFFERING_RECEIVED_OF,
            &[("received", &money_text(received)), ("most", &money_text(&view.most))],
        );
        let gauge = bar(thousandths(units(received), units(&view.most)), None, &said);
        view! {
            <p>{said}</p>{gauge}
            <dl class="lines">{line(k::OFFERING_OWED, sums(&view.owed))}</dl>
        }
    });
    view! {
        <p>{pill(t(state), tone)}" "<b>{said.clone()}</b></p>
        {bar(part(view.sold), Some(part(view.minimum)), &said)}
        {pool}
        <dl class="lines">
            {line(k::OFFERING_SALE_UNTIL, when(view.deadline, Detail::Minute))}
            {line(k::OFFERING_TERM_UNTIL, when(view.term_end, Detail::Day))}
            {line(k::OFFERING_RAISED_NOW, view! { {money(&view.raised)}<small>{count(k::OFFERING_FANS_ONE, k::OFFERING_FANS_OTHER, view.fans)}</small> }.into_any())}
            {line(k::OFFERING_LAW, view.jurisdiction.clone().into_any())}
        </dl>
        <details>
            <summary>{t(k::OFFERING_TOLD)}</summary>
            <p class="wrap">{view.text.clone()}</p>
            <p class="wrap faint" lang="en">{view.warning.clone()}</p>
            <p>{t(k::OFFERING_ADDRESS)}" "{address(&view.offering.to_string(), view.practice)}</p>
        </details>
        <div class="acts">{acts(session, view, failed, changed)}</div>
    }
    .into_any()
}

fn acts(
    session: Session,
    view: &OfferingView,
    failed: RwSignal<Option<ApiError>>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let busy = RwSignal::new(false);
    let offering = view.offering;
    let run = move |act: std::pin::Pin<Box<dyn Future<Output = Result<Sheet, ApiError>>>>| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match act.await {
                Ok(sheet) => {
                    if session.confirm(sheet).await.is_some() {
                        changed();
                    }
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
            busy.try_set(false);
        });
    };
    let steps: Vec<_> = view
        .steps
        .iter()
        .map(|step| {
            let step = *step;
            let class = if step == OfferingStep::CallOff { "" } else { "go" };
            let press = move |_| {
                run(Box::pin(async move {
                    session.call(PrepareOfferingStep { offering, step }).await
                }));
            };
            view! { <button type="button" class=class on:click=press aria-disabled=move || busy.get().to_string()>{t(label(step))}</button> }
        })
        .collect();
    let practice = (view.practice && view.phase == OfferingPhase::Selling).then(|| {
        let press = move |_| {
            run(Box::pin(async move { session.call(PracticeFans { offering }).await }));
        };
        view! { <button type="button" class="quiet" on:click=press aria-disabled=move || busy.get().to_string()>{t(k::OFFERING_PRACTICE_FANS)}</button> }
    });
    view! { {steps}{practice} }.into_any()
}

const fn label(step: OfferingStep) -> Text {
    match step {
        OfferingStep::CallOff => k::OFFERING_CALL_OFF,
        OfferingStep::Settle => k::OFFERING_SETTLE,
        OfferingStep::Refund => k::OFFERING_REFUND,
        OfferingStep::PayFans => k::OFFERING_PAY_FANS,
        OfferingStep::End => k::OFFERING_END,
    }
}
