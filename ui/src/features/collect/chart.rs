//! Income over time as bars: one token at a time, since two cannot share a scale.

use colophon_ipc::{IncomeBar, Money};
use colophon_model::U256;
use leptos::prelude::*;

use crate::{
    components::small::money_text,
    format::{self, Detail},
    geometry,
    i18n::{current, fill, k, t},
};

/// Height of the tallest bar.
const FULL: u32 = 120;
/// Width given to a bar.
const STEP: usize = 72;

/// The chart, with a choice of tokens where there are several.
pub(crate) fn chart(bars: &[IncomeBar]) -> AnyView {
    let mut symbols: Vec<String> = Vec::new();
    for amount in bars.iter().flat_map(|bar| &bar.sums) {
        if !symbols.contains(&amount.symbol) {
            symbols.push(amount.symbol.clone());
        }
    }
    let Some(first) = symbols.first().cloned() else { return ().into_any() };
    let shown = RwSignal::new(first);
    let bars = bars.to_vec();
    let choice = (symbols.len() > 1).then(|| {
        let buttons: Vec<_> = symbols
            .into_iter()
            .map(|symbol| {
                let (name, same) = (symbol.clone(), symbol.clone());
                let pressed = move || (shown.get() == same).to_string();
                view! { <button type="button" aria-pressed=pressed on:click=move |_| shown.set(symbol.clone())>{name}</button> }
            })
            .collect();
        view! { <div class="tabs small" role="group" aria-label=t(k::COLLECT_TOKEN)>{buttons}</div> }
    });
    view! {
        <section class="chart"><div class="chart-head"><h2>{t(k::COLLECT_OVER_TIME)}</h2>{choice}</div>{move || drawing(&bars, &shown.get())}</section>
    }
    .into_any()
}

fn drawing(bars: &[IncomeBar], symbol: &str) -> AnyView {
    let amount = |bar: &IncomeBar| bar.sums.iter().find(|sum| sum.symbol == symbol).cloned();
    let units = |sum: &Option<Money>| {
        sum.as_ref().and_then(|sum| U256::from_str_radix(&sum.units, 10).ok()).unwrap_or_default()
    };
    let sums: Vec<_> = bars.iter().map(amount).collect();
    let heights = geometry::bars(&sums.iter().map(units).collect::<Vec<_>>(), FULL);
    let locale = current();
    let drawn: Vec<_> = bars
        .iter()
        .zip(&sums)
        .zip(heights)
        .enumerate()
        .map(|(place, ((bar, sum), height))| {
            let day = format::date(bar.from, Detail::Month, locale);
            let said = sum.as_ref().map_or_else(|| t(k::COMMON_NOTHING).to_owned(), money_text);
            let x = place * STEP;
            view! {
                <g><title>{format!("{day} · {said}")}</title>
                    <rect class="room" x=x y="0" width=STEP height=FULL/>
                    <rect class="bar" x=x + STEP / 5 y=FULL - height width=STEP * 3 / 5 height=height/>
                    {label(place, bars.len()).then(|| view! { <text x=x + STEP / 2 y=FULL + 18 text-anchor="middle">{day}</text> })}
                </g>
            }
        })
        .collect();
    let width = (bars.len() * STEP).max(STEP * 12);
    let locale_text = |bar: Option<&IncomeBar>| {
        bar.map(|bar| format::date(bar.from, Detail::Day, locale)).unwrap_or_default()
    };
    let said = fill(
        k::COLLECT_CHART,
        &[
            ("token", symbol),
            ("from", &locale_text(bars.first())),
            ("to", &locale_text(bars.last())),
        ],
    );
    view! {
        <svg viewBox=format!("0 0 {width} {}", FULL + 24) role="img" aria-label=said>
            <path class="base" d=format!("M0 {FULL}.5H{width}")/>
            {drawn}
        </svg>
    }
    .into_any()
}

/// Whether a bar gets a date below: all of a few, some of many.
const fn label(place: usize, bars: usize) -> bool {
    let every = bars.div_ceil(8);
    let every = if every < 2 { 2 } else { every };
    place.is_multiple_of(every)
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn dates_below_the_bars_never_crowd() {
        for bars in [1, 8, 12, 60, 365] {
            let labels = (0..bars).filter(|place| label(*place, bars)).count();
            assert!((1..=8).contains(&labels), "{bars} bars have {labels} dates");
        }
    }
}
