//! What an offering would bring whom, live beside the form.

use std::time::Duration;

use colophon_ipc::{OfferingOutlook, OutlookView};
use leptos::{prelude::*, task::spawn_local};

use super::{
    bars::{bar, thousandths, units},
    draft::Draft,
};
use crate::{
    components::{
        notice::notice,
        small::{money, money_text},
    },
    fetch::{Load, sleep},
    i18n::{fill, k, t},
    session::use_session,
};

/// So long nothing may be typed before the outlook is asked for.
const REST: Duration = Duration::from_millis(250);

/// The outlook of what is typed. The last answer stays until the next one is there.
pub(super) fn outlook(draft: Draft) -> AnyView {
    let session = use_session();
    let state = RwSignal::new(Load::<OfferingOutlook>::Waiting);
    let turn = StoredValue::new(0u64);
    let wanted = Memo::new(move |_| draft.simulation());
    Effect::new(move || {
        let call = wanted.get();
        let mine = turn.with_value(|turn| turn.wrapping_add(1));
        turn.set_value(mine);
        spawn_local(async move {
            sleep(REST).await;
            // Typed on, or the page was left.
            if turn.try_get_value() != Some(mine) {
                return;
            }
            let answer = session.call(call).await;
            if turn.try_get_value() == Some(mine) {
                state.try_set(match answer {
                    Ok(outlook) => Load::Ready(outlook),
                    Err(error) => Load::Failed(error),
                });
            }
        });
    });
    let shown = move || {
        // What is wrong is said beside the button.
        if draft.fault(2).is_some() {
            return ().into_any();
        }
        answer(&state.get())
    };
    view! { <aside class="outlook" aria-live="polite"><h3>{t(k::OFFERING_OUTLOOK)}</h3>{shown}</aside> }
        .into_any()
}

fn answer(state: &Load<OfferingOutlook>) -> AnyView {
    match state {
        Load::Waiting => {
            view! { <p class="faint" role="status">{t(k::COMMON_LOADING)}</p> }.into_any()
        }
        Load::Failed(error) => notice(error, None),
        Load::Ready(outlook) => figures(outlook),
    }
}

fn figures(outlook: &OfferingOutlook) -> AnyView {
    let line = |label, amount| view! { <div><dt>{t(label)}</dt><dd>{money(amount)}</dd></div> };
    let rows: Vec<_> = outlook.levels.iter().map(|level| row(outlook, level)).collect();
    view! {
        <dl class="lines">
            {line(k::OFFERING_RAISED, &outlook.raised)}
            {line(k::OFFERING_FAN_PAYS, &outlook.cost)}
            {line(k::OFFERING_FAN_MOST, &outlook.most)}
            {line(k::OFFERING_BREAK_EVEN, &outlook.break_even)}
            {line(k::OFFERING_FULL_AT, &outlook.full_at)}
        </dl>
        <div class="scroll" tabindex="0" role="region" aria-label=t(k::OFFERING_LEVELS)>
            <table aria-label=t(k::OFFERING_LEVELS)>
                <thead><tr><th scope="col" class="n">{t(k::OFFERING_EARNS)}</th><th scope="col" class="n">{t(k::OFFERING_FAN_HAS)}</th><th scope="col" class="n">{t(k::OFFERING_FANS_HAVE)}</th><th scope="col" class="n">{t(k::OFFERING_ABOVE)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="faint">{t(k::OFFERING_BAR_MEANING)}</p>
        <dl class="lines">
            {line(k::OFFERING_YOUR_FEES, &outlook.artist_fees)}
            {line(k::OFFERING_FAN_FEES, &outlook.fan_fees)}
        </dl>
    }
    .into_any()
}

fn row(outlook: &OfferingOutlook, level: &OutlookView) -> AnyView {
    let most = units(&outlook.most);
    let said = fill(
        k::OFFERING_BAR,
        &[("fan", &money_text(&level.fan)), ("most", &money_text(&outlook.most))],
    );
    let filled = thousandths(units(&level.fan), most);
    let gauge = bar(filled, Some(thousandths(units(&outlook.cost), most)), &said);
    view! {
        <tr>
            <th scope="row" class="n">{money(&level.income)}</th>
            <td class="n">{money(&level.fan)}{gauge}</td>
            <td class="n">{money(&level.fans)}</td>
            <td class="n">{money(&level.surplus)}</td>
        </tr>
    }
    .into_any()
}
