//! What is typed on the way to an offering.

use colophon_ipc::{PayIn, PrepareOffering, SimulateOffering, Until};
use colophon_model::{Shares, Units, WorkId};
use leptos::prelude::*;

use crate::{
    features::share::check::plain_percent,
    i18n::{Text, k},
};

/// Places between what the window asks for, one per cent, and what is sold, a ten-thousandth of it.
const UNIT_PLACES: u8 = 4;
const MOST_PLACES: u8 = 18;
/// The contract takes no longer sale and no longer term.
const MOST_DAYS: u32 = 366;
const MOST_YEARS: u32 = 100;

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

    /// What is wrong with a step, or with one before it.
    pub(super) fn fault(self, step: u8) -> Option<Fault> {
        Typed {
            percent: self.percent.get(),
            price: self.price.get(),
            per_fan: self.per_fan.get(),
            ceiling: self.ceiling.get(),
            minimum: self.minimum.get(),
            days: self.days.get(),
            years: self.years.get(),
        }
        .fault(step)
    }

    /// Whether the last step is filled in.
    pub(super) fn ready(self) -> bool {
        let said = |typed: RwSignal<String>| typed.with(|text| !text.trim().is_empty());
        said(self.jurisdiction) && said(self.text) && self.warned.get()
    }
}

/// What is wrong, and in which field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fault {
    /// The field's id on the page.
    pub(super) field: &'static str,
    /// What is wrong, in a sentence.
    pub(super) text: Text,
}

/// The numbers of the first two steps, as typed. The shell checks them again, with the chain's own rules.
#[derive(Debug, Clone)]
struct Typed {
    percent: String,
    price: String,
    per_fan: String,
    ceiling: String,
    minimum: String,
    days: String,
    years: String,
}

impl Typed {
    fn fault(&self, step: u8) -> Option<Fault> {
        let some = |text: &str, most: Shares| {
            let shares = Shares::parse_percent(&plain_percent(text)).ok();
            shares.filter(|shares| shares.0 > 0 && *shares <= most)
        };
        let amount = |text: &str| {
            let units = Units::parse_decimal(&plain_percent(text), MOST_PLACES).ok();
            units.filter(|units| !units.is_zero())
        };
        let count = |text: &str, most: u32| {
            text.trim().parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
        };
        let percent = some(&self.percent, Shares::WHOLE);
        let cap = percent.unwrap_or(Shares::WHOLE);
        let price = amount(&self.price);
        let first = [
            (percent.is_some(), "offering-percent", k::OFFERING_WRONG_PERCENT),
            (price.is_some(), "offering-price", k::LICENSE_PRICE_WRONG),
            (some(&self.per_fan, cap).is_some(), "offering-per-fan", k::OFFERING_WRONG_PER_FAN),
        ];
        let second = [
            (amount(&self.ceiling) >= price, "offering-ceiling", k::OFFERING_WRONG_CEILING),
            (count(&self.years, MOST_YEARS), "offering-years", k::OFFERING_WRONG_YEARS),
            (some(&self.minimum, cap).is_some(), "offering-minimum", k::OFFERING_WRONG_MINIMUM),
            (count(&self.days, MOST_DAYS), "offering-days", k::OFFERING_WRONG_DAYS),
        ];
        let later = if step < 2 { &[][..] } else { &second };
        let mut all = first.iter().chain(later);
        all.find_map(|&(right, field, text)| (!right).then_some(Fault { field, text }))
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
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Typed), faults: [Option<Text>; 2]) {
        let mut typed = Typed {
            percent: "10".into(),
            price: "10".into(),
            per_fan: "1".into(),
            ceiling: "10".into(),
            minimum: "10".into(),
            days: "30".into(),
            years: "10".into(),
        };
        change(&mut typed);
        let said = [typed.fault(1), typed.fault(2)].map(|fault| fault.map(|fault| fault.text));
        assert_eq!(said, faults, "{typed:?}");
    }

    #[test]
    fn each_step_says_what_is_wrong() {
        let both = |text| [Some(text), Some(text)];
        let second = |text| [None, Some(text)];
        check(|_| {}, [None, None]);
        check(|t| t.price = "12,5".into(), second(k::OFFERING_WRONG_CEILING));
        check(|t| t.price = "0".into(), both(k::LICENSE_PRICE_WRONG));
        check(|t| t.price = "ten".into(), both(k::LICENSE_PRICE_WRONG));
        check(|t| t.percent = "0".into(), both(k::OFFERING_WRONG_PERCENT));
        check(|t| t.percent = "100.0001".into(), both(k::OFFERING_WRONG_PERCENT));
        check(|t| t.per_fan = "10.0001".into(), both(k::OFFERING_WRONG_PER_FAN));
        check(|t| t.per_fan = "0".into(), both(k::OFFERING_WRONG_PER_FAN));
        check(|t| t.ceiling = "9.99".into(), second(k::OFFERING_WRONG_CEILING));
        check(|t| t.ceiling = String::new(), second(k::OFFERING_WRONG_CEILING));
        check(|t| t.minimum = "11".into(), second(k::OFFERING_WRONG_MINIMUM));
        check(|t| t.minimum = "0".into(), second(k::OFFERING_WRONG_MINIMUM));
        check(|t| t.days = "0".into(), second(k::OFFERING_WRONG_DAYS));
        check(|t| t.days = "367".into(), second(k::OFFERING_WRONG_DAYS));
        check(|t| t.years = "101".into(), second(k::OFFERING_WRONG_YEARS));
        check(|t| t.years = "1.5".into(), second(k::OFFERING_WRONG_YEARS));
    }

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
