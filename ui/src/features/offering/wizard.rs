//! A new offering in three steps: what is sold, what fans get, what they must know. Then the sheet.

use colophon_ipc::{ApiError, PayIn};
use colophon_model::WorkId;
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

use super::{
    draft::{Draft, Fault},
    outlook::outlook,
};
use crate::{
    components::{notice::maybe_notice, small::practice},
    i18n::{Text, fill, k, t},
    session::{Session, use_session},
};

const STEPS: u8 = 3;

/// The button that opens it, and the steps. Runs `changed` once an offering is made.
pub(super) fn wizard(
    work: WorkId,
    draft: Draft,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let session = use_session();
    let step = RwSignal::new(0u8);
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let heading = NodeRef::<html::H3>::new();
    let go = move |to: u8| {
        failed.set(None);
        step.set(to);
        // The button that was pressed is gone; the new step's title takes the focus.
        request_animation_frame(move || {
            if let Some(heading) = heading.get_untracked() {
                let _ = heading.focus();
            }
        });
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let now = step.get_untracked();
        if now < STEPS {
            if untrack(|| draft.fault(now)).is_none() {
                go(now + 1);
            }
            return;
        }
        if busy.get_untracked() || !untrack(|| draft.ready()) {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match session.call(draft.offering(work)).await {
                Ok(sheet) => {
                    if session.confirm(sheet).await.is_some() {
                        step.try_set(0);
                        draft.warned.try_set(false);
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
    move_on(session, draft, step, heading, failed, busy, go, submit)
}

#[expect(clippy::too_many_arguments, reason = "one view in two pieces")]
fn move_on(
    session: Session,
    draft: Draft,
    step: RwSignal<u8>,
    heading: NodeRef<html::H3>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    go: impl Fn(u8) + Copy + Send + Sync + 'static,
    submit: impl Fn(SubmitEvent) + Copy + Send + Sync + 'static,
) -> AnyView {
    // The fault of the fields on the page stands at its field; one from a step before stands at the end.
    let fault = Memo::new(move |_| draft.fault(step.get()));
    let fields = move || match step.get() {
        1 => sold(session, draft, fault),
        2 => gets(session, draft, fault),
        _ => knows(draft, fault),
    };
    let shown = move || {
        if step.get() == 0 {
            return view! { <div class="acts"><button type="button" on:click=move |_| go(1)>{t(k::OFFERING_BEGIN)}</button></div> }
                .into_any();
        }
        let next = move || if step.get() < STEPS { t(k::OFFERING_NEXT) } else { t(k::OFFERING_GO) };
        let number = move || {
            fill(k::OFFERING_STEP, &[("n", &step.get().to_string()), ("of", &STEPS.to_string())])
        };
        let title = move || t(title(step.get()));
        let before = move || fault.get().filter(|fault| !on_page(step.get(), fault.field));
        let stuck = move || fault.get().is_some() || (step.get() == STEPS && !draft.ready());
        view! {
            <form class="wizard" on:submit=submit>
                <p class="over">{number}</p>
                <h3 tabindex="-1" node_ref=heading>{title}</h3>
                {fields}
                <p class="fault" role="status">{move || before().map(|fault| t(fault.text))}</p>
                {maybe_notice(failed)}
                <div class="acts">
                    <button type="button" on:click=move |_| go(step.get_untracked().saturating_sub(1))>{t(k::OFFERING_BACK)}</button>
                    <button type="submit" class="go" aria-disabled=move || busy.get().to_string()
                        prop:disabled=stuck>{next}</button>
                </div>
            </form>
        }
        .into_any()
    };
    // Only opening and closing makes the form anew; the steps change inside it.
    let opened = Memo::new(move |_| step.get() > 0);
    (move || {
        // Read, since a memo that nobody reads never runs.
        opened.get();
        untrack(shown)
    })
    .into_any()
}

const fn title(step: u8) -> Text {
    match step {
        1 => k::OFFERING_STEP_SOLD,
        2 => k::OFFERING_STEP_GETS,
        _ => k::OFFERING_STEP_KNOWS,
    }
}

/// Whether a step shows a field.
fn on_page(step: u8, field: &str) -> bool {
    match step {
        1 => matches!(field, "offering-percent" | "offering-price" | "offering-per-fan"),
        2 => matches!(
            field,
            "offering-ceiling" | "offering-years" | "offering-minimum" | "offering-days"
        ),
        _ => false,
    }
}

fn sold(session: Session, draft: Draft, fault: Memo<Option<Fault>>) -> AnyView {
    let unit = coins(session, draft.pay_in);
    view! {
        {field("offering-percent", k::OFFERING_PERCENT, k::OFFERING_PERCENT_HINT, draft.percent, (), fault)}
        {field("offering-price", k::OFFERING_PRICE, k::OFFERING_PRICE_HINT, draft.price, unit, fault)}
        {field("offering-per-fan", k::OFFERING_PER_FAN, k::OFFERING_PER_FAN_HINT, draft.per_fan, (), fault)}
    }
    .into_any()
}

fn gets(session: Session, draft: Draft, fault: Memo<Option<Fault>>) -> AnyView {
    let unit = coins(session, draft.pay_in);
    view! {
        <div class="beside">
            <div>
                {field("offering-ceiling", k::OFFERING_CEILING, k::OFFERING_CEILING_HINT, draft.ceiling, unit, fault)}
                {field("offering-years", k::OFFERING_YEARS, k::OFFERING_YEARS_HINT, draft.years, (), fault)}
                {field("offering-minimum", k::OFFERING_MINIMUM, k::OFFERING_MINIMUM_HINT, draft.minimum, (), fault)}
                {field("offering-days", k::OFFERING_DAYS, k::OFFERING_DAYS_HINT, draft.days, (), fault)}
            </div>
            {outlook(draft)}
        </div>
    }
    .into_any()
}

fn knows(draft: Draft, fault: Memo<Option<Fault>>) -> AnyView {
    if draft.text.with_untracked(|text| text.trim().is_empty()) {
        let facts =
            [("percent", draft.percent.get_untracked()), ("years", draft.years.get_untracked())];
        let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
        draft.text.set(fill(k::OFFERING_TEXT_PROPOSAL, &facts));
    }
    view! {
        <p class="notice">{t(k::OFFERING_SECURITIES)}</p>
        {field("offering-law", k::OFFERING_LAW, k::OFFERING_LAW_HINT, draft.jurisdiction, (), fault)}
        <div class="field">
            <label for="offering-text">{t(k::OFFERING_TEXT)}</label>
            <textarea id="offering-text" rows="4" aria-describedby="offering-text-hint" bind:value=draft.text></textarea>
            <p id="offering-text-hint" class="faint">{t(k::OFFERING_TEXT_HINT)}</p>
        </div>
        <label class="choice"><input type="checkbox" bind:checked=draft.warned/><span>{t(k::OFFERING_WARNED)}</span></label>
    }
    .into_any()
}

fn field(
    id: &'static str,
    label: Text,
    hint: Text,
    value: RwSignal<String>,
    unit: impl IntoView + 'static,
    fault: Memo<Option<Fault>>,
) -> AnyView {
    let described = format!("{id}-hint {id}-fault");
    let wrong = move || fault.get().filter(|fault| fault.field == id).map(|fault| fault.text);
    let (class, input_mode) =
        if id == "offering-law" { ("", "text") } else { ("digits", "decimal") };
    view! {
        <div class="field">
            <label for=id>{t(label)}</label>
            <div class="with-unit">
                <input id=id class=class inputmode=input_mode autocomplete="off" aria-describedby=described
                    aria-invalid=move || wrong().is_some().to_string() bind:value=value/>
                {unit.into_any()}
            </div>
            <p id=format!("{id}-hint") class="faint">{t(hint)}</p>
            <p id=format!("{id}-fault") class="fault" role="status">{move || wrong().map(t)}</p>
        </div>
    }
    .into_any()
}

fn coins(session: Session, pay_in: RwSignal<PayIn>) -> AnyView {
    let change = move |event| {
        pay_in.set(if event_target_value(&event) == "coin" { PayIn::Coin } else { PayIn::Dollar });
    };
    let coin = move || pay_in.get() == PayIn::Coin;
    view! {
        <select aria-label=t(k::LICENSE_PAY_IN) on:change=change>
            <option value="dollar" selected=move || !coin()>{t(k::LICENSE_DOLLAR)}</option>
            <option value="coin" selected=coin>{t(k::LICENSE_COIN)}</option>
        </select>
        {move || session.practice().then(practice)}
    }
    .into_any()
}
