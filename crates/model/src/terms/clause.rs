use serde::{Deserialize, Serialize};

use super::{DAY, Terms};
use crate::{Amount, Token, Units};

/// One thing that terms say, for a sentence in plain words. Window and command line have a sentence for each in each
/// language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clause", rename_all = "kebab-case")]
pub enum Clause {
    /// The first sale frees the work for everybody under a public licence.
    Release {
        /// What the licence is called.
        name: String,
        /// Where its text is.
        address: String,
    },
    /// Private use.
    Personal,
    /// Use for gain.
    Commercial,
    /// A work may be made from this one and published.
    Remix,
    /// Text and data mining.
    AiMine,
    /// Input to trained models.
    AiInfer,
    /// Training of models that do not generate.
    AiTrain,
    /// Training of models that generate.
    AiTrainGenerative,
    /// Of a public licence: nothing for gain.
    NotForGain,
    /// Of a public licence: nothing changed is published.
    NoRemix,
    /// Of a public licence: AI is not named in it.
    AiUnnamed,
    /// The author is named.
    Attribution,
    /// The author need not be named.
    NoAttribution,
    /// A remix is published only after the author approved it.
    Approval,
    /// A remix is licensed on the same conditions.
    Reciprocal,
    /// A remix gives shares of itself to the work.
    RemixShares {
        /// Per cent of them.
        percent: String,
    },
    /// A remix may not earn more.
    RemixCeiling {
        /// How much, with its unit.
        amount: String,
    },
    /// The licensee owes a part of her revenue.
    Owed {
        /// Per cent of it.
        percent: String,
    },
    /// The licensee may not earn more.
    RevenueCeiling {
        /// How much, with its unit.
        amount: String,
    },
    /// So many use it at a time.
    Seats {
        /// People or machines.
        count: u16,
    },
    /// Nobody else is sold one with these uses.
    Exclusive {
        /// For so long.
        days: u64,
    },
    /// It ends.
    Lasts {
        /// After so long.
        days: u64,
    },
    /// It does not end.
    ForEver,
    /// It holds in these countries.
    Places {
        /// Codes of countries, with commas between.
        places: String,
    },
    /// It holds everywhere.
    Everywhere,
    /// It may be passed on.
    Transferable,
    /// It may not be passed on.
    NotTransferable,
    /// It may be taken back.
    Revocable,
    /// It is not taken back.
    Irrevocable,
    /// So many are sold.
    Copies {
        /// At most.
        count: u32,
    },
    /// What was not said is not allowed.
    NothingElse,
}

impl Terms {
    /// What these terms say, one clause for each term, in the order of reading. Ceilings are amounts of `token`.
    pub fn clauses(&self, token: &Token) -> Vec<Clause> {
        let public = self.kind.public_licence();
        let mut said = Vec::new();
        if let Some((name, address)) = public {
            said.push(Clause::Release { name: name.to_owned(), address: address.to_owned() });
        }
        self.say_uses(public.is_some(), &mut said);
        self.say_duties(token, &mut said);
        self.say_bounds(public.is_some(), &mut said);
        said
    }

    fn say_uses(&self, public: bool, said: &mut Vec<Clause>) {
        let may = self.permissions;
        let uses = [
            (may.personal, Clause::Personal),
            (may.commercial, Clause::Commercial),
            (may.remix, Clause::Remix),
            (may.ai_mine, Clause::AiMine),
            (may.ai_infer, Clause::AiInfer),
            (may.ai_train, Clause::AiTrain),
            (may.ai_train_generative, Clause::AiTrainGenerative),
            (public && !may.commercial, Clause::NotForGain),
            (public && !may.remix, Clause::NoRemix),
            (public, Clause::AiUnnamed),
        ];
        said.extend(uses.into_iter().filter(|(on, _)| *on).map(|(_, clause)| clause));
    }

    fn say_duties(&self, token: &Token, said: &mut Vec<Clause>) {
        let rules = self.rules;
        let amount = |units: Units| Amount { units, token: token.clone() }.to_string();
        said.push(if rules.attribution { Clause::Attribution } else { Clause::NoAttribution });
        if rules.approval {
            said.push(Clause::Approval);
        }
        if rules.reciprocal {
            said.push(Clause::Reciprocal);
        }
        if self.remix_shares.0 != 0 {
            said.push(Clause::RemixShares { percent: percent(self.remix_shares.0) });
        }
        if !self.remix_ceiling.is_zero() {
            said.push(Clause::RemixCeiling { amount: amount(self.remix_ceiling) });
        }
        if self.owed.get() != 0 {
            said.push(Clause::Owed { percent: percent(u32::from(self.owed.get()) * 100) });
        }
        if !self.revenue_ceiling.is_zero() {
            said.push(Clause::RevenueCeiling { amount: amount(self.revenue_ceiling) });
        }
    }

    fn say_bounds(&self, public: bool, said: &mut Vec<Clause>) {
        if self.seats != 0 {
            said.push(Clause::Seats { count: self.seats });
        }
        if self.exclusive_seconds != 0 {
            said.push(Clause::Exclusive { days: self.exclusive_seconds / DAY });
        }
        said.push(match self.lasts_seconds {
            Some(seconds) => Clause::Lasts { days: seconds / DAY },
            None => Clause::ForEver,
        });
        said.push(if self.territory.is_everywhere() {
            Clause::Everywhere
        } else {
            Clause::Places { places: self.territory.codes().join(", ") }
        });
        if !public {
            let travels = self.rules.transferable;
            said.push(if travels { Clause::Transferable } else { Clause::NotTransferable });
        }
        said.push(if self.rules.revocable { Clause::Revocable } else { Clause::Irrevocable });
        if !public && self.copies != 0 {
            said.push(Clause::Copies { count: self.copies });
        }
        if !public {
            said.push(Clause::NothingElse);
        }
    }
}

/// Millionths as per cent, without zeros at the end.
fn percent(millionths: u32) -> String {
    let text = format!("{}.{:04}", millionths / 10_000, millionths % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChainId, LicenceKind, TermsAsked};

    fn check(kind: LicenceKind, asked: &TermsAsked, want: &[Clause]) {
        let token = Token {
            chain: ChainId::PRACTICE,
            address: None,
            symbol: "pUSD".to_owned(),
            decimals: 6,
        };
        assert_eq!(asked.terms(kind, 6).unwrap().clauses(&token), want, "{kind:?}");
    }

    #[test]
    fn every_term_is_said_once() {
        use Clause as C;
        let asked = TermsAsked {
            owed_percent: Some("2.5".to_owned()),
            revenue_ceiling: Some("5000".to_owned()),
            seats: Some(3),
            territory: Some("fr,be".to_owned()),
            revocable: Some(true),
            ..TermsAsked::default()
        };
        let want = [
            C::Commercial,
            C::Attribution,
            C::Owed { percent: "2.5".to_owned() },
            C::RevenueCeiling { amount: "5000.00 pUSD PRACTICE".to_owned() },
            C::Seats { count: 3 },
            C::Exclusive { days: 90 },
            C::Lasts { days: 90 },
            C::Places { places: "BE, FR".to_owned() },
            C::NotTransferable,
            C::Revocable,
            C::NothingElse,
        ];
        check(LicenceKind::Exclusive, &asked, &want);
        let (name, address) = LicenceKind::CcByNcNd.public_licence().unwrap();
        let want = [
            C::Release { name: name.to_owned(), address: address.to_owned() },
            C::Personal,
            C::NotForGain,
            C::NoRemix,
            C::AiUnnamed,
            C::Attribution,
            C::ForEver,
            C::Everywhere,
            C::Irrevocable,
        ];
        check(LicenceKind::CcByNcNd, &TermsAsked::default(), &want);
    }

    #[test]
    fn parts_are_said_to_their_last_place() {
        for (millionths, want) in [(100_000, "10"), (125_000, "12.5"), (1, "0.0001"), (10_000, "1")]
        {
            assert_eq!(percent(millionths), want);
        }
    }
}
