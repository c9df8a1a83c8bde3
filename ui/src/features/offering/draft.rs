//! What is typed on the way to an offering.

use colophon_ipc::{PayIn, PrepareOffering, SimulateOffering, Until};
use colophon_model::{Units, WorkId};
use leptos::prelude::*;

use crate::features::share::check::plain_percent;

/// Places between what the window asks for, one per cent, and what is sold, a ten-thousandth of it.
const UNIT_PLACES: u8 = 4;
const MOST_PLACES: u8 = 18;

/// The fields of the three steps. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// How much of the income is for sale, in per cent.
    pub(super) percent: RwSignal<String>,
    /// What one per cent costs.
    pub(super) price: RwSignal<String>,
    pub(super) pay_in: RwSignal<PayIn>,
    /// How much one fan may buy, in per cent.
    pub(super) per_fan: RwSignal<String>,
    /// The most that one per cent brings.
    pub(super) ceiling: RwSignal<String>,
    pub(super) minimum: RwSignal<String>,
    pub(super) days: RwSignal<String>,
    pub(super) years: RwSignal<String>,
    pub(super) jurisdiction: RwSignal<String>,
    pub(super) text: RwSignal<String>,
    pub(super) warned: RwSignal<bool>,
}

impl Draft {
    pub(super) fn new() -> Self {
        let text = |begin: &str| RwSignal::new(begin.to_owned());
        Self {
            percent: text("10"),
            price: text("10"),
            pay_in: RwSignal::new(PayIn::Dollar),
            per_fan: text("1"),
            ceiling: text("15"),
            minimum: text("5"),
            days: text("30"),
            years: text("10"),
            jurisdiction: text(""),
            text: text(""),
            warned: RwSignal::new(false),
        }
    }

    /// What the outlook is asked; a fan who buys as much as one may.
    pub(super) fn simulation(self) -> SimulateOffering {
        SimulateOffering {
            percent: plain_percent(&self.percent.get()),
            price: of_a_unit(&self.price.get()),
            ceiling: of_a_unit(&self.ceiling.get()),
            buys: plain_percent(&self.per_fan.get()),
            pay_in: self.pay_in.get(),
            incomes: Vec::new(),
        }
    }

    /// What is asked for at the end.
    pub(super) fn offering(self, work: WorkId) -> PrepareOffering {
        let number = |typed: RwSignal<String>| typed.get_untracked().trim().parse().unwrap_or(0);
        PrepareOffering {
            work,
            percent: plain_percent(&self.percent.get_untracked()),
            price: of_a_unit(&self.price.get_untracked()),
            pay_in: self.pay_in.get_untracked(),
            ceiling: of_a_unit(&self.ceiling.get_untracked()),
            minimum: plain_percent(&self.minimum.get_untracked()),
            per_buyer: plain_percent(&self.per_fan.get_untracked()),
            deadline: Until::Days(number(self.days)),
            term: Until::Years(number(self.years)),
            jurisdiction: self.jurisdiction.get_untracked().trim().to_uppercase(),
            text: self.text.get_untracked().trim().to_owned(),
            warned: self.warned.get_untracked(),
        }
    }

    /// Whether the last step is filled in.
    pub(super) fn ready(self) -> bool {
        let said = |typed: RwSignal<String>| typed.with(|text| !text.trim().is_empty());
        said(self.jurisdiction) && said(self.text) && self.warned.get()
    }
}

/// An amount for one per cent as one for 0.0001 % of the income. What cannot be read stays as it is, so that the answer
/// names it.
fn of_a_unit(typed: &str) -> String {
    let plain = plain_percent(typed);
    Units::parse_decimal(&plain, MOST_PLACES - UNIT_PLACES)
        .map_or(plain, |units| units.to_decimal(MOST_PLACES, 0))
}

#[cfg(test)]
mod tests {
    use super::of_a_unit;

    #[test]
    fn a_price_for_one_per_cent_is_one_for_its_ten_thousandth() {
        for (typed, want) in [
            ("10", "0.001"),
            ("12,5", "0.00125"),
            ("10000", "1"),
            ("0", "0"),
            ("ten", "ten"),
            ("", ""),
        ] {
            assert_eq!(of_a_unit(typed), want, "{typed}");
        }
    }
}
