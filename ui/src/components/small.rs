//! Amounts, dates, states, addresses: each set the same way everywhere.

use colophon_ipc::Money;
use colophon_model::Moment;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::{
    format::{self, Detail},
    i18n::{Text, current, fill, k, t},
};

/// The word that stands beside all practice money and addresses, the same in every language.
pub(crate) fn practice() -> AnyView {
    view! { <abbr class="practice" title=t(k::PRACTICE_MEANING)>"PRACTICE"</abbr> }.into_any()
}

/// An amount: digits, unit, and PRACTICE where it is worth nothing.
pub(crate) fn money(amount: &Money) -> AnyView {
    let digits = format::number(&amount.text, current());
    let badge = amount.practice.then(practice);
    view! {
        <span class="money"><span class="digits">{digits}</span>" "<span class="unit">{amount.symbol.clone()}</span>{badge}</span>
    }
    .into_any()
}

/// Amounts below each other; a dash in words where there are none.
pub(crate) fn sums(amounts: &[Money]) -> AnyView {
    if amounts.is_empty() {
        return view! { <span class="faint">{t(k::COMMON_NOTHING)}</span> }.into_any();
    }
    let lines: Vec<_> = amounts.iter().map(|amount| view! { <li>{money(amount)}</li> }).collect();
    view! { <ul class="sums-list">{lines}</ul> }.into_any()
}

/// An amount as plain text, for buttons and labels.
pub(crate) fn money_text(amount: &Money) -> String {
    let practice = if amount.practice { "\u{a0}PRACTICE" } else { "" };
    format!("{}\u{a0}{}{practice}", format::number(&amount.text, current()), amount.symbol)
}

/// A date with the zone on hover.
pub(crate) fn when(moment: Moment, detail: Detail) -> AnyView {
    let locale = current();
    view! {
        <time datetime=format::iso(moment) title=format::date(moment, Detail::Zone, locale)>
            {format::date(moment, detail, locale)}
        </time>
    }
    .into_any()
}

/// A state in words, with a tone: `good`, `wait`, `bad` or `plain`.
pub(crate) fn pill(text: &str, tone: &'static str) -> AnyView {
    view! { <span class=format!("pill {tone}")>{text.to_owned()}</span> }.into_any()
}

/// An address: its ends, all of it on hover and for screen readers, and a button that copies it.
pub(crate) fn address(text: &str, on_practice: bool) -> AnyView {
    let whole = text.to_owned();
    view! {
        <span class="address">
            <code title=whole.clone()>{format::short(text)}</code>
            {copy_button(k::COMMON_COPY_ADDRESS, whole)}
            {on_practice.then(practice)}
        </span>
    }
    .into_any()
}

/// A long value in full, which may break anywhere, with a button that copies it.
pub(crate) fn long_value(text: &str) -> AnyView {
    let whole = text.to_owned();
    view! { <span class="long"><code>{whole.clone()}</code>{copy_button(k::COMMON_COPY, whole)}</span> }.into_any()
}

fn copy_button(label: Text, whole: String) -> AnyView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        // The promise tells of success only; without a clipboard the text can still be selected.
        let _ = window().navigator().clipboard().write_text(&whole);
        copied.set(true);
        set_timeout(
            move || {
                copied.try_set(false);
            },
            std::time::Duration::from_secs(2),
        );
    };
    let said = move || if copied.get() { t(k::COMMON_COPIED) } else { t(label) };
    view! {
        <button type="button" class="tiny" on:click=copy aria-label=said title=said>
            {move || icon(if copied.get() { Icon::Check } else { Icon::Copy })}
        </button>
    }
    .into_any()
}

/// The line under every result: what an illustrator asks first. What is on a public chain has left the computer.
pub(crate) fn untouched(on_public_chain: bool) -> AnyView {
    let said = if on_public_chain { k::COMMON_UNTOUCHED_ANCHORED } else { k::COMMON_UNTOUCHED };
    view! { <p class="untouched">{t(said)}</p> }.into_any()
}

/// A question and its answer.
pub(crate) fn answer(question: Text, reply: impl IntoView + 'static) -> AnyView {
    view! { <div class="answer"><dt>{t(question)}</dt><dd>{reply.into_any()}</dd></div> }.into_any()
}

/// A page's head: its title, which takes the focus when the page opens, and its tools.
pub(crate) fn head(title: impl Into<String>, tools: impl IntoView + 'static) -> AnyView {
    view! {
        <header class="head"><h1 tabindex="-1">{title.into()}</h1><div class="tools">{tools.into_any()}</div></header>
    }
    .into_any()
}

/// The chance that a mark was read by accident, in words.
pub(crate) fn chance(log10_p: f64) -> String {
    let zeros = format::odds(log10_p);
    if zeros > 60 {
        return t(k::CHANCE_NONE).to_owned();
    }
    fill(k::CHANCE_ODDS, &[("zeros", &zeros.to_string())])
}
