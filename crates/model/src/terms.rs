use serde::{Deserialize, Serialize};

/// The three licences that the first form sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenceKind {
    /// Private use by one person.
    Personal,
    /// Use in a business, with credit.
    Commercial,
    /// Training of AI models, for a time.
    AiTraining,
}

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

/// What a buyer gets.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Terms {
    /// The kind, for people.
    pub kind: LicenceKind,
    /// The permissions, for everybody.
    pub permissions: Permissions,
    /// How long the licence lasts, in seconds from the purchase; `None` for ever.
    pub lasts_seconds: Option<u64>,
    /// Whether the buyer may pass it on.
    pub transferable: bool,
}

impl LicenceKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Personal, Self::Commercial, Self::AiTraining];

    /// The usual terms of the kind.
    pub fn terms(self) -> Terms {
        let year = 365 * 24 * 3600;
        let (permissions, lasts_seconds) = match self {
            Self::Personal => (Permissions { personal: true, ..Permissions::default() }, None),
            Self::Commercial => {
                (Permissions { personal: true, commercial: true, ..Permissions::default() }, None)
            }
            Self::AiTraining => (
                Permissions {
                    ai_mine: true,
                    ai_train: true,
                    ai_train_generative: true,
                    ..Permissions::default()
                },
                Some(year),
            ),
        };
        Terms { kind: self, permissions, lasts_seconds, transferable: false }
    }
}
