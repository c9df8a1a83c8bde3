//! Bars: how much of a whole, with a mark on the way.

use colophon_model::U256;
use leptos::prelude::*;

/// The length of a bar.
const WIDTH: u32 = 1_000;

/// `part` of `whole` in thousandths, at most all of it.
pub(super) fn thousandths(part: U256, whole: U256) -> u32 {
    if whole.is_zero() || part >= whole {
        return if part.is_zero() { 0 } else { WIDTH };
    }
    // Both shrink alike until the product fits.
    let shift = part.bit_len().max(whole.bit_len()).saturating_sub(240);
    let (part, whole) = (part >> shift, whole >> shift);
    let share = (part * U256::from(WIDTH)).checked_div(whole).unwrap_or_default();
    u32::try_from(share).unwrap_or(WIDTH)
}

/// A bar that is filled as far as `filled`, with a mark at `mark`; both in thousandths. `label` says it in words.
pub(super) fn bar(filled: u32, mark: Option<u32>, label: &str) -> AnyView {
    let mark = mark.map(|at| {
        let at = at.min(WIDTH - 4);
        view! { <rect class="mark" x=at y="0" width="4" height="24"></rect> }
    });
    view! {
        <svg class="gauge" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label=label.to_owned()>
            <rect class="well" x="0" y="4" width="1000" height="16" rx="3"></rect>
            <rect class="fill" x="0" y="4" width=filled height="16" rx="3"></rect>
            {mark}
        </svg>
    }
    .into_any()
}

/// The units of an amount on the wire.
pub(super) fn units(amount: &colophon_ipc::Money) -> U256 {
    amount.units.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_part() {
        let part = |part: u64, whole: u64| thousandths(U256::from(part), U256::from(whole));
        for (parts, want) in [
            ((0, 0), 0),
            ((0, 7), 0),
            ((1, 2), 500),
            ((7, 7), 1_000),
            ((9, 7), 1_000),
            ((1, 0), 1_000),
        ] {
            assert_eq!(part(parts.0, parts.1), want, "{parts:?}");
        }
        let half = thousandths(U256::MAX >> 1, U256::MAX);
        assert!((499..=500).contains(&half), "{half}");
    }
}
