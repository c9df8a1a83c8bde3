use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// What the creator says about one kind of use by machines.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "use", content = "info", rename_all = "camelCase")]
pub enum Use {
    /// Allowed.
    Allowed,
    /// Not allowed.
    NotAllowed,
    /// Allowed under conditions that the text or address names.
    Constrained(String),
}

/// The usage policy of a work, in the four uses of the CAWG training and data mining assertion 1.1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UsagePolicy {
    /// Text and data mining.
    pub data_mining: Use,
    /// Input to a model that is already trained.
    pub ai_inference: Use,
    /// Training of models that do not generate.
    pub ai_training: Use,
    /// Training of models that generate.
    pub ai_generative_training: Use,
}

/// Policies that an artist picks by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyPreset {
    /// Machines may do everything.
    Open,
    /// Machines may look; training only with a licence.
    TrainByLicence,
    /// Machines may do nothing.
    NoAi,
}

impl PolicyPreset {
    /// All presets, most open first.
    pub const ALL: [Self; 3] = [Self::Open, Self::TrainByLicence, Self::NoAi];

    /// The policy; `terms` is where a licence can be had.
    pub fn policy(self, terms: &str) -> UsagePolicy {
        let all = |u: Use| UsagePolicy {
            data_mining: u.clone(),
            ai_inference: u.clone(),
            ai_training: u.clone(),
            ai_generative_training: u,
        };
        match self {
            Self::Open => all(Use::Allowed),
            Self::NoAi => all(Use::NotAllowed),
            Self::TrainByLicence => UsagePolicy {
                data_mining: Use::Allowed,
                ai_inference: Use::Allowed,
                ai_training: Use::Constrained(terms.to_owned()),
                ai_generative_training: Use::Constrained(terms.to_owned()),
            },
        }
    }

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::TrainByLicence => "train-by-licence",
            Self::NoAi => "no-ai",
        }
    }
}

impl fmt::Display for PolicyPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for PolicyPreset {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == text).ok_or_else(|| Error::Syntax {
            text: text.to_owned(),
            what: "a policy; choose open, train-by-licence or no-ai",
        })
    }
}
