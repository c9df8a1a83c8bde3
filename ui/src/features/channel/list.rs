//! Channels as they stand, and what can be done with each.

use colophon_ipc::{
    ChannelAct, ChannelPhase, ChannelStep, ChannelView, ListChannels, Money, PrepareChannelClaim,
    PrepareChannelStep, PrepareVoucher, WriteChannelFile,
};
use leptos::prelude::*;

use super::{desk::Desk, open::readable};
use crate::{
    components::small::{address, money, money_text, pill, when},
    fetch::{Fetch, Load},
    format::{self, Detail},
    i18n::{Text, current, fill, k, t},
    session::use_session,
    words,
};

/// All of them.
pub(crate) fn list(desk: Desk, views: &[ChannelView]) -> AnyView {
    let rows: Vec<_> = views.iter().map(|view| view! { <li>{one(desk, view)}</li> }).collect();
    view! { <ul class="sales">{rows}</ul> }.into_any()
}

fn one(desk: Desk, view: &ChannelView) -> AnyView {
    let (state, tone) = words::channel_phase(view.phase);
    let title = match (&view.title, view.earning) {
        (Some(title), _) => title.clone(),
        (None, true) => t(k::CHANNEL_TO_YOU).to_owned(),
        (None, false) => fill(k::CHANNEL_TO, &[("payee", &format::short(&view.payee.to_string()))]),
    };
    let role = if view.paying { k::CHANNEL_YOU_PAY } else { k::CHANNEL_YOU_EARN };
    let line =
        |label: Text, value: AnyView| view! { <div><dt>{t(label)}</dt><dd>{value}</dd></div> };
    let some = |label: Text, amount: Option<&Money>| {
        amount.filter(|amount| !nothing(amount)).map(|amount| line(label, money(amount)))
    };
    view! {
        <p>{pill(t(state), tone)}" "<b>{title}</b>" "<span class="faint">{t(role)}</span></p>
        {warning(view)}
        <dl class="lines">
            {line(k::CHANNEL_FUNDED, money(&view.funded))}
            {line(k::CHANNEL_CLAIMED, money(&view.claimed))}
            {line(k::CHANNEL_SECURED, money(&view.secured))}
            {some(k::CHANNEL_SIGNED, view.signed.as_ref())}
            {some(k::CHANNEL_BEST, view.best.as_ref())}
            {some(k::CHANNEL_CLAIMABLE, Some(&view.claimable))}
            {some(k::CHANNEL_UNCOVERED, Some(&view.uncovered))}
            {view.earning.then(|| some(k::CHANNEL_UNSETTLED, Some(&view.unsettled)))}
            {line(k::CHANNEL_DELAY, delay(view.withdraw_delay).into_any())}
        </dl>
        <details>
            <summary>{t(k::CHANNEL_PARTIES)}</summary>
            <dl class="lines">
                {line(k::CHANNEL_PAYER, address(&view.payer.to_string(), view.practice))}
                {line(k::CHANNEL_SIGNER, address(&view.signer.to_string(), view.practice))}
                {line(k::CHANNEL_PAYEE, address(&view.payee.to_string(), view.practice))}
                {line(k::CHANNEL_NUMBER, address(&view.channel.to_string(), view.practice))}
            </dl>
        </details>
        {acts(desk, view)}
    }
    .into_any()
}

/// What would be lost, for pages that are opened more often than the channels' own. Nothing where nothing is, or where
/// it cannot be known now: the channels' page says why.
pub(crate) fn at_risk() -> AnyView {
    let session = use_session();
    let page = Fetch::new(move || session.call(ListChannels {}));
    (move || match page.state.get() {
        Load::Ready(views) => views.iter().filter_map(risk).collect::<Vec<_>>().into_any(),
        Load::Waiting | Load::Failed(_) => ().into_any(),
    })
    .into_any()
}

/// What would be lost stands above everything else.
fn risk(view: &ChannelView) -> Option<AnyView> {
    let leaving = view.leaving.as_ref().filter(|it| view.earning && !nothing(&it.at_risk))?;
    let ready = format::date(leaving.ready_at, Detail::Minute, current());
    let said =
        if view.phase == ChannelPhase::Ready { k::CHANNEL_RISK_NOW } else { k::CHANNEL_RISK };
    let said = fill(said, &[("ready", &ready), ("risk", &money_text(&leaving.at_risk))]);
    Some(view! { <p class="notice" role="alert">{said}</p> }.into_any())
}

fn warning(view: &ChannelView) -> AnyView {
    let interrupted = view.interrupted.as_ref().map(|amount| {
        let said = fill(k::CHANNEL_INTERRUPTED, &[("amount", &money_text(amount))]);
        view! { <p class="notice" role="status">{said}</p> }
    });
    let leaving = view.leaving.as_ref().map(|leaving| {
        let said = fill(k::CHANNEL_LEAVING, &[("amount", &money_text(&leaving.amount))]);
        view! { <p>{said}" "{when(leaving.ready_at, Detail::Minute)}</p> }.into_any()
    });
    let leaving = risk(view).or(leaving);
    view! { {interrupted}{leaving} }.into_any()
}

fn acts(desk: Desk, view: &ChannelView) -> AnyView {
    let channel = view.channel;
    let busy = move || desk.busy.get().to_string();
    let step = move |step: ChannelStep| {
        let session = desk.session;
        desk.sheet(async move { session.call(PrepareChannelStep { channel, step }).await });
    };
    let write = move |voucher: bool| {
        let session = desk.session;
        let call = WriteChannelFile { channel, voucher, path: None };
        desk.act(async move { session.call(call).await }, move |file| {
            desk.said.try_set(Some(fill(k::CHANNEL_WRITTEN, &[("path", &file.path)])));
        });
    };
    let can = |act: ChannelAct| view.can.contains(&act);
    let deposit = can(ChannelAct::Deposit).then(|| {
        amount(desk, k::CHANNEL_DEPOSIT_AMOUNT, k::CHANNEL_DEPOSIT, move |sum| {
            step(ChannelStep::Deposit(sum));
        })
    });
    let voucher = can(ChannelAct::Voucher).then(|| {
        amount(desk, k::CHANNEL_VOUCHER_AMOUNT, k::CHANNEL_VOUCHER, move |add| {
            let session = desk.session;
            let call = PrepareVoucher { channel, add, unsecured: false, path: None };
            desk.sheet(async move { session.call(call).await });
        })
    });
    let button = move |label: Text, class: &'static str, press: Box<dyn Fn() + Send>| {
        view! { <button type="button" class=class on:click=move |_| press() aria-disabled=busy>{t(label)}</button> }
    };
    let claim = can(ChannelAct::Claim).then(|| {
        let press = move || {
            let session = desk.session;
            let call = PrepareChannelClaim { channels: vec![channel] };
            desk.sheet(async move { session.call(call).await });
        };
        button(k::CHANNEL_CLAIM_ONE, "go", Box::new(press))
    });
    let finish = can(ChannelAct::Finish)
        .then(|| button(k::CHANNEL_FINISH, "go", Box::new(move || step(ChannelStep::Finish))));
    let cancel = can(ChannelAct::Cancel)
        .then(|| button(k::CHANNEL_CANCEL, "", Box::new(move || step(ChannelStep::Cancel))));
    let withdraw = can(ChannelAct::Withdraw).then(|| {
        button(k::CHANNEL_WITHDRAW, "", Box::new(move || step(ChannelStep::Withdraw(None))))
    });
    let terms =
        view.paying.then(|| button(k::CHANNEL_SAVE, "quiet", Box::new(move || write(false))));
    let newest = view
        .signed
        .is_some()
        .then(|| button(k::CHANNEL_SAVE_VOUCHER, "quiet", Box::new(move || write(true))));
    view! { {deposit}{voucher}<div class="acts">{claim}{finish}{cancel}{withdraw}{terms}{newest}</div> }.into_any()
}

/// A field for an amount with its button.
fn amount(desk: Desk, label: Text, go: Text, press: impl Fn(String) + Send + 'static) -> AnyView {
    let typed = RwSignal::new(String::new());
    let sum = move || readable(&typed.get());
    let submit = move |_| {
        if let Some(sum) = readable(&typed.get_untracked()) {
            press(sum);
        }
    };
    view! {
        <div class="with-button">
            <input class="digits" inputmode="decimal" autocomplete="off" aria-label=t(label) placeholder=t(label) bind:value=typed/>
            <button type="button" on:click=submit prop:disabled=move || sum().is_none() aria-disabled=move || desk.busy.get().to_string()>{t(go)}</button>
        </div>
    }
    .into_any()
}

/// A delay in the largest unit that leaves no rest.
fn delay(seconds: u32) -> String {
    let (text, n) = match seconds {
        s if s % 86_400 == 0 => (k::CHANNEL_DAYS, s / 86_400),
        s if s % 3_600 == 0 => (k::CHANNEL_HOURS, s / 3_600),
        s => (k::CHANNEL_MINUTES, s / 60),
    };
    fill(text, &[("n", &format::number(&n.to_string(), current()))])
}

fn nothing(money: &Money) -> bool {
    money.units.bytes().all(|digit| digit == b'0')
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn a_delay_is_said_in_whole_units() {
        for (seconds, said) in
            [(900, "15 min"), (5_400, "90 min"), (129_600, "36 h"), (172_800, "2 d")]
        {
            assert_eq!(delay(seconds), said);
        }
    }
}
