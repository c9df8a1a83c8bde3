use serde::de::{IntoDeserializer, value};
use serde::{Deserialize, Serialize};

use super::{DAY, Permissions, Rules, Terms};
use crate::{Bps, Shares, Territory, Units};

/// The templates that terms begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenceKind {
    /// Private use by one person.
    Personal,
    /// Use in a business, with credit.
    Commercial,
    /// Training of AI models, for a time.
    AiTraining,
    /// A work made from this one, which gives this one a share of itself.
    Remix,
    /// Use in a business that nobody else is sold for 90 days.
    Exclusive,
    /// Free for everybody who names the author, once somebody has paid.
    CcBy,
    /// The same, and a remix is as free.
    CcBySa,
    /// Free for everybody who names the author and does not earn with it.
    CcByNc,
    /// The same, and a remix is as free.
    CcByNcSa,
    /// Free for everybody who names the author and changes nothing.
    CcByNd,
    /// Free for everybody who names the author, changes nothing and does not earn with it.
    CcByNcNd,
}

impl LicenceKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Personal,
        Self::Commercial,
        Self::AiTraining,
        Self::Remix,
        Self::Exclusive,
        Self::CcBy,
        Self::CcBySa,
        Self::CcByNc,
        Self::CcByNcSa,
        Self::CcByNd,
        Self::CcByNcNd,
    ];

    /// The kind by the name that it has in files and on sheets, such as `ai-training`.
    pub fn by_name(name: &str) -> Option<Self> {
        let name: value::StrDeserializer<'_, value::Error> = name.into_deserializer();
        Self::deserialize(name).ok()
    }

    /// What a Creative Commons licence is called, and the address that stands for its text: the `text` of its terms is
    /// the hash of this address. `None` for Colophon's own templates, whose terms say everything.
    pub const fn public_licence(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::CcBy => ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
            Self::CcBySa => ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
            Self::CcByNc => ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
            Self::CcByNcSa => {
                ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/")
            }
            Self::CcByNd => ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
            Self::CcByNcNd => {
                ("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/")
            }
            _ => return None,
        })
    }

    /// The usual terms of the kind.
    pub fn terms(self) -> Terms {
        let none = Permissions::default();
        let named = Rules { attribution: true, ..Rules::default() };
        let plain = |permissions, rules| Terms {
            kind: self,
            permissions,
            lasts_seconds: None,
            rules,
            owed: Bps::ZERO,
            remix_shares: Shares(0),
            revenue_ceiling: Units::ZERO,
            remix_ceiling: Units::ZERO,
            seats: 0,
            exclusive_seconds: 0,
            territory: Territory::default(),
            copies: 0,
        };
        // Who pays frees the work for everybody; nobody needs to pay a second time.
        let free = |commercial, remix, reciprocal| {
            let permissions = Permissions { personal: true, commercial, remix, ..none };
            Terms { copies: 1, ..plain(permissions, Rules { reciprocal, ..named }) }
        };
        match self {
            Self::Personal => plain(Permissions { personal: true, ..none }, Rules::default()),
            Self::Commercial => {
                plain(Permissions { personal: true, commercial: true, ..none }, named)
            }
            Self::AiTraining => {
                let permissions = Permissions {
                    ai_mine: true,
                    ai_train: true,
                    ai_train_generative: true,
                    ..none
                };
                Terms { lasts_seconds: Some(365 * DAY), ..plain(permissions, Rules::default()) }
            }
            Self::Remix => {
                let terms = plain(Permissions { remix: true, ..none }, named);
                Terms { remix_shares: Shares(100_000), ..terms }
            }
            // Without private use: personal licences that were sold for ever would stand in the way of its sale.
            Self::Exclusive => Terms {
                lasts_seconds: Some(90 * DAY),
                exclusive_seconds: 90 * DAY,
                ..plain(Permissions { commercial: true, ..none }, named)
            },
            Self::CcBy => free(true, true, false),
            Self::CcBySa => free(true, true, true),
            Self::CcByNc => free(false, true, false),
            Self::CcByNcSa => free(false, true, true),
            Self::CcByNd => free(true, false, false),
            Self::CcByNcNd => free(false, false, false),
        }
    }
}
