//! A new channel: whom it pays, in what, how much lies in it, how long the payer waits.

use colophon_ipc::{ChannelPayee, PayIn, PrepareChannel};
use colophon_model::Units;
use leptos::{ev::SubmitEvent, prelude::*};

use super::desk::Desk;
use crate::{
    components::small::practice,
    features::share::check::plain_percent,
    i18n::{Text, k, t},
};

const HOUR: u32 = 3_600;

/// The form, folded away: who is paid comes here more often than who pays.
pub(crate) fn form(desk: Desk) -> AnyView {
    let (payee, deposit) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let hours = RwSignal::new("24".to_owned());
    let pay_in = RwSignal::new(PayIn::Dollar);
    let ready = move || {
        let payee = payee.get().trim().to_owned();
        Some((payee, readable(&deposit.get())?, seconds(&hours.get())?))
            .filter(|(payee, _, _)| !payee.is_empty())
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some((payee, deposit, withdraw_delay)) = untrack(ready) else { return };
        let call = PrepareChannel {
            payee: ChannelPayee::Address(payee),
            pay_in: pay_in.get_untracked(),
            deposit,
            withdraw_delay,
            signer: None,
            path: None,
        };
        let session = desk.session;
        desk.sheet(async move { session.call(call).await });
    };
    let change = move |event| {
        pay_in.set(if event_target_value(&event) == "coin" { PayIn::Coin } else { PayIn::Dollar });
    };
    let unit = view! {
        <select aria-label=t(k::LICENSE_PAY_IN) on:change=change>
            <option value="dollar">{t(k::LICENSE_DOLLAR)}</option><option value="coin">{t(k::LICENSE_COIN)}</option>
        </select>
        {move || desk.session.practice().then(practice)}
    };
    view! {
        <details class="panel">
            <summary>{t(k::CHANNEL_OPEN)}</summary>
            <form on:submit=submit>
                <p class="faint">{t(k::CHANNEL_OPEN_HINT)}</p>
                {field("channel-payee", k::CHANNEL_OPEN_TO, k::CHANNEL_OPEN_TO_HINT, payee, ())}
                {field("channel-deposit", k::CHANNEL_OPEN_DEPOSIT, k::CHANNEL_OPEN_DEPOSIT_HINT, deposit, unit)}
                {field("channel-hours", k::CHANNEL_OPEN_HOURS, k::CHANNEL_OPEN_HOURS_HINT, hours, ())}
                <div class="acts"><button type="submit" class="go" prop:disabled=move || ready().is_none() aria-disabled=move || desk.busy.get().to_string()>{t(k::CHANNEL_OPEN_GO)}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn field(
    id: &'static str,
    label: Text,
    hint: Text,
    value: RwSignal<String>,
    unit: impl IntoView + 'static,
) -> AnyView {
    let described = format!("{id}-hint");
    let input_mode = if id == "channel-payee" { "text" } else { "decimal" };
    view! {
        <div class="field">
            <label for=id>{t(label)}</label>
            <div class="with-unit">
                <input id=id inputmode=input_mode autocomplete="off" aria-describedby=described.clone() bind:value=value/>
                {unit.into_any()}
            </div>
            <p id=described class="faint">{t(hint)}</p>
        </div>
    }
    .into_any()
}

/// An amount as the shell reads it, where it is one: more than nothing, at most 18 places.
pub(super) fn readable(typed: &str) -> Option<String> {
    let plain = plain_percent(typed);
    Units::parse_decimal(&plain, 18).ok().filter(|units| !units.is_zero()).map(|_| plain)
}

/// Whole hours, from one to thirty days of them, in seconds.
fn seconds(typed: &str) -> Option<u32> {
    let hours: u32 = typed.trim().parse().ok()?;
    (1..=30 * 24).contains(&hours).then(|| hours.saturating_mul(HOUR))
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_payer_waits_for_an_hour_to_thirty_days() {
        for (typed, want) in [
            ("1", Some(3_600)),
            (" 24 ", Some(86_400)),
            ("720", Some(2_592_000)),
            ("0", None),
            ("721", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(seconds(typed), want, "{typed:?}");
        }
    }
}
