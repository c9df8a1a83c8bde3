//! Licence terms: templates, what may be changed in them, what makes no sense, and how a contract stores them.

mod asked;
mod check;
mod clause;
mod conditions;
mod kind;

use serde::{Deserialize, Serialize};

pub use asked::TermsAsked;
pub use check::TermsFault;
pub use clause::Clause;
pub use conditions::Conditions;
pub use kind::LicenceKind;

use crate::{Bps, Shares, Territory, Units};

const DAY: u64 = 24 * 3600;

/// What a licence permits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Permissions {
    /// Private use.
    pub personal: bool,
    /// Use for gain.
    pub commercial: bool,
    /// Text and data mining.
    pub ai_mine: bool,
    /// Input to trained models.
    pub ai_infer: bool,
    /// Training of models.
    pub ai_train: bool,
    /// Training of generative models.
    pub ai_train_generative: bool,
    /// Making and publishing a work from this one.
    #[serde(default)]
    pub remix: bool,
}

/// What holds for a licence beside its uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rules {
    /// It may be passed on.
    #[serde(default)]
    pub transferable: bool,
    /// It may be taken back. Such a licence cannot be passed on.
    #[serde(default)]
    pub revocable: bool,
    /// Whoever uses the work names its author.
    #[serde(default)]
    pub attribution: bool,
    /// A remix needs the author's approval before it is published.
    #[serde(default)]
    pub approval: bool,
    /// A remix is licensed on the same conditions.
    #[serde(default)]
    pub reciprocal: bool,
}

/// What a buyer gets. Terms that an earlier version stored lack the later fields; those then say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Terms {
    /// The kind, for people.
    pub kind: LicenceKind,
    /// The permissions, for everybody.
    pub permissions: Permissions,
    /// How long the licence lasts, in seconds from the purchase; `None` for ever.
    pub lasts_seconds: Option<u64>,
    /// What else holds.
    #[serde(flatten)]
    pub rules: Rules,
    /// Part of what the licensee earns with the work that she owes to those who share in it.
    #[serde(default)]
    pub owed: Bps,
    /// Shares of a remix that go to the work at least.
    #[serde(default)]
    pub remix_shares: Shares,
    /// The most that the licensee may earn with the work, in the token of the price; zero: no limit.
    #[serde(default)]
    pub revenue_ceiling: Units,
    /// The most that a remix may earn, likewise.
    #[serde(default)]
    pub remix_ceiling: Units,
    /// How many people or machines one licence is good for at a time; zero: not counted.
    #[serde(default)]
    pub seats: u16,
    /// Seconds during which nobody else is sold a licence with one of these uses; zero: not exclusive.
    #[serde(default)]
    pub exclusive_seconds: u64,
    /// Where it holds.
    #[serde(default)]
    pub territory: Territory,
    /// How many are sold at most; zero: no limit. The offer says so, not the licence.
    #[serde(default)]
    pub copies: u32,
}

impl Permissions {
    /// One bit for each, as `LicenceTerms` and `LicenceConditions` in `contracts/` have them.
    pub fn bits(self) -> u16 {
        bits(&[
            self.personal,
            self.commercial,
            self.ai_mine,
            self.ai_infer,
            self.ai_train,
            self.ai_train_generative,
            self.remix,
        ])
    }
}

impl Rules {
    /// One bit for each, as `LicenceConditions` in `contracts/` has them.
    pub fn bits(self) -> u16 {
        bits(&[self.transferable, self.revocable, self.attribution, self.approval, self.reciprocal])
    }
}

impl Terms {
    /// Whether somebody who may already do all that `free` allows, on its conditions, still gains by these.
    pub fn adds_to(&self, free: &Self) -> bool {
        let (these, those) = (self.permissions.bits(), free.permissions.bits());
        let milder = (free.rules.attribution && !self.rules.attribution)
            || (free.rules.reciprocal && !self.rules.reciprocal);
        these & !those != 0 || milder
    }
}

/// The first in the lowest bit.
fn bits(set: &[bool]) -> u16 {
    set.iter().enumerate().fold(0, |bits, (place, &on)| bits | u16::from(on) << place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_the_first_version_are_read() {
        let stored = r#"{"kind":"ai-training","permissions":{"personal":false,"commercial":false,"ai_mine":true,
            "ai_infer":false,"ai_train":true,"ai_train_generative":true},"lasts_seconds":31536000,"transferable":true}"#;
        let terms: Terms = serde_json::from_str(stored).unwrap();
        let rules = Rules { transferable: true, ..Rules::default() };
        assert_eq!(terms, Terms { rules, ..LicenceKind::AiTraining.terms() });
    }

    #[test]
    fn terms_are_stored_whole() {
        for kind in LicenceKind::ALL {
            let terms = kind.terms();
            let text = serde_json::to_string(&terms).unwrap();
            assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), terms, "{text}");
            let name = serde_json::to_value(kind).unwrap();
            assert_eq!(LicenceKind::by_name(name.as_str().unwrap()), Some(kind));
        }
    }

    #[test]
    fn what_is_free_already_is_not_worth_a_price() {
        let check = |asked: LicenceKind, free: LicenceKind, adds: bool| {
            assert_eq!(asked.terms().adds_to(&free.terms()), adds, "{asked:?} after {free:?}");
        };
        check(LicenceKind::Commercial, LicenceKind::CcBy, false);
        check(LicenceKind::Commercial, LicenceKind::CcByNc, true);
        check(LicenceKind::Remix, LicenceKind::CcBy, false);
        check(LicenceKind::Remix, LicenceKind::CcByNd, true);
        check(LicenceKind::Remix, LicenceKind::CcBySa, true);
        check(LicenceKind::AiTraining, LicenceKind::CcBy, true);
    }
}
