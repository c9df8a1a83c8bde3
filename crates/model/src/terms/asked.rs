use serde::{Deserialize, Serialize};

use super::{DAY, LicenceKind, Terms, TermsFault};
use crate::{Bps, Error, Result, Shares, Territory, Units};

/// What is to differ from the usual terms of a kind; what is absent stays. Percentages and amounts are as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsAsked {
    /// Shares of a remix that go to the work at least, such as `10%`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remix_percent: Option<String>,
    /// The most that a remix may earn, in the token of the price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remix_ceiling: Option<String>,
    /// Part of what the licensee earns that she owes, such as `2.5%`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owed_percent: Option<String>,
    /// The most that the licensee may earn, in the token of the price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue_ceiling: Option<String>,
    /// Days that it lasts; zero for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Days during which nobody else is sold one; zero: not exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_days: Option<u32>,
    /// People or machines that one licence is good for at a time; zero: not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<u16>,
    /// How many are sold at most; zero: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
    /// Where it holds: codes of countries, such as `FR, BE`. Empty: everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Whether it may be passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transferable: Option<bool>,
    /// Whether it may be taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocable: Option<bool>,
    /// Whether the author is to be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<bool>,
    /// Whether a remix needs the author's approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<bool>,
    /// Whether a remix is licensed on the same conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reciprocal: Option<bool>,
}

impl TermsAsked {
    /// The terms of `kind` with these changes. Ceilings have the decimals of the token of the price.
    ///
    /// # Errors
    /// A text that cannot be read, or [`Error::Terms`] for terms that cannot mean what they say.
    pub fn terms(&self, kind: LicenceKind, decimals: u8) -> Result<Terms> {
        let mut terms = kind.terms();
        let rules = &mut terms.rules;
        for (rule, asked) in [
            (&mut rules.transferable, self.transferable),
            (&mut rules.revocable, self.revocable),
            (&mut rules.attribution, self.attribution),
            (&mut rules.approval, self.approval),
            (&mut rules.reciprocal, self.reciprocal),
        ] {
            *rule = asked.unwrap_or(*rule);
        }
        if let Some(days) = self.days {
            terms.lasts_seconds = (days != 0).then_some(u64::from(days) * DAY);
        }
        if let Some(days) = self.exclusive_days {
            terms.exclusive_seconds = u64::from(days) * DAY;
        }
        terms.seats = self.seats.unwrap_or(terms.seats);
        terms.copies = self.copies.unwrap_or(terms.copies);
        if let Some(places) = &self.territory {
            terms.territory = places.parse::<Territory>()?;
        }
        if let Some(percent) = &self.remix_percent {
            terms.remix_shares = Shares::parse_percent(percent)?;
        }
        if let Some(percent) = &self.owed_percent {
            terms.owed = points(percent)?;
        }
        let ceiling = |asked: &Option<String>| match asked {
            None => Ok(Units::ZERO),
            Some(text) => match Units::parse_decimal(text.trim(), decimals)? {
                Units::ZERO => Err(Error::Terms(TermsFault::CeilingZero)),
                units => Ok(units),
            },
        };
        terms.revenue_ceiling = ceiling(&self.revenue_ceiling)?;
        terms.remix_ceiling = ceiling(&self.remix_ceiling)?;
        terms.check()?;
        Ok(terms)
    }
}

/// A percentage with at most two places.
fn points(percent: &str) -> Result<Bps> {
    let Shares(millionths) = Shares::parse_percent(percent)?;
    let fine = || Error::Syntax {
        text: percent.to_owned(),
        what: "a percentage with at most two decimal places",
    };
    if millionths % 100 != 0 {
        return Err(fine());
    }
    u16::try_from(millionths / 100).map_err(|_| fine()).and_then(Bps::new)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(kind: LicenceKind, asked: &TermsAsked, want: Expect) {
        let said = match asked.terms(kind, 6).and_then(|terms| terms.conditions()) {
            Ok(conditions) => {
                let exact = conditions.exact().into_iter();
                let exact = exact.filter(|(_, value)| !value.trim_matches(['0', 'x']).is_empty());
                exact.map(|(field, value)| format!("{field} {value}\n")).collect()
            }
            Err(error) => error.to_string(),
        };
        want.assert_eq(&said);
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn what_is_asked_for_stands_in_the_struct() {
        let asked = TermsAsked {
            remix_percent: text("12.5%"),
            remix_ceiling: text("1000"),
            days: Some(30),
            exclusive_days: Some(7),
            seats: Some(3),
            reciprocal: Some(true),
            approval: Some(true),
            ..TermsAsked::default()
        };
        check(
            LicenceKind::Remix,
            &asked,
            expect![[r#"
                uses 64
                rules 28
                duration 2592000
                remixShares 125000
                remixCeiling 1000000000
                seats 3
                exclusiveFor 604800
            "#]],
        );
        let asked = TermsAsked {
            owed_percent: text("2.5 %"),
            revenue_ceiling: text("5000.50"),
            transferable: Some(true),
            attribution: Some(false),
            territory: text("fr, CH be"),
            ..TermsAsked::default()
        };
        check(
            LicenceKind::Commercial,
            &asked,
            expect![[r#"
                uses 3
                rules 1
                owedBps 250
                revenueCeiling 5000500000
                territory 0xca0bb972ba4312a7a6a57a0a91d7c2aeb73e3c3324f2c7dfd99dd23e1d16907a
            "#]],
        );
    }

    #[test]
    fn what_cannot_mean_what_it_says_is_refused() {
        let none = TermsAsked::default;
        let owed = || TermsAsked { owed_percent: text("5"), ..none() };
        check(
            LicenceKind::Personal,
            &owed(),
            expect![
                "a share of revenue or a ceiling on it needs a licence for commercial use; take the template `commercial`, or leave it out"
            ],
        );
        check(
            LicenceKind::Personal,
            &TermsAsked { revenue_ceiling: text("5"), ..none() },
            expect![
                "a share of revenue or a ceiling on it needs a licence for commercial use; take the template `commercial`, or leave it out"
            ],
        );
        check(
            LicenceKind::Commercial,
            &TermsAsked { owed_percent: text("2.505"), ..none() },
            expect!["`2.505` is not a percentage with at most two decimal places"],
        );
        check(
            LicenceKind::Commercial,
            &TermsAsked { owed_percent: text("101"), ..none() },
            expect!["`101` is not a percentage with at most four decimal places"],
        );
        check(
            LicenceKind::Commercial,
            &TermsAsked { remix_percent: text("5"), ..none() },
            expect![
                "shares, a ceiling, approval and same conditions concern remixes, and this licence allows none; take the template `remix`, or leave them out"
            ],
        );
        check(
            LicenceKind::AiTraining,
            &TermsAsked { approval: Some(true), ..none() },
            expect![
                "shares, a ceiling, approval and same conditions concern remixes, and this licence allows none; take the template `remix`, or leave them out"
            ],
        );
        check(
            LicenceKind::Commercial,
            &TermsAsked { revocable: Some(true), transferable: Some(true), ..none() },
            expect![
                "what may be taken back cannot be passed on: it would be passed on a moment before; choose one of the two"
            ],
        );
        check(
            LicenceKind::Exclusive,
            &TermsAsked { exclusive_days: Some(91), ..none() },
            expect![
                "exclusive for 91 days, and it lasts 90; let it last as long as nobody else may have it"
            ],
        );
        check(
            LicenceKind::Exclusive,
            &TermsAsked { copies: Some(2), ..none() },
            expect!["of an exclusive licence one is sold; leave the number of copies out"],
        );
        check(
            LicenceKind::Personal,
            &TermsAsked { days: Some(50_000), ..none() },
            expect![
                "the time is too long for the contract, which counts 136 years; give fewer days, or 0 for ever"
            ],
        );
        check(
            LicenceKind::Remix,
            &TermsAsked { remix_ceiling: text("0"), ..none() },
            expect![
                "a ceiling of zero would let nobody earn anything; leave it out if there is no limit"
            ],
        );
        check(
            LicenceKind::Personal,
            &TermsAsked { territory: text("EU"), ..none() },
            expect![
                "`EU` is not a country's code of two letters (ISO 3166-1), such as FR; name countries one by one (Great Britain is GB, the EU has no code)"
            ],
        );
        check(
            LicenceKind::CcBy,
            &TermsAsked { revocable: Some(true), ..none() },
            expect![
                "a Creative Commons licence is what its text says, for everybody; choose its price alone, or take another template"
            ],
        );
    }
}
