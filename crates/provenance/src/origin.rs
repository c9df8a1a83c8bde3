use std::{fmt, str::FromStr};

use c2pa::DigitalSourceType;
use serde::Serialize;

use crate::{Error, Result};

/// How the work came to be, in the artist's own words. There is no default: a claim about a human hand is hers to make.
///
/// Each maps to one term of IPTC's digital source types (<https://cv.iptc.org/newscodes/digitalsourcetype/>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Made by a person with digital tools: drawn, composed, produced.
    Created,
    /// Photographed or recorded from life.
    Captured,
    /// Scanned from paper or canvas.
    Scanned,
    /// Scanned from film.
    Film,
    /// A person's edit of something that was there before.
    Edited,
    /// Put together from several works.
    Composite,
    /// A picture of a screen.
    Screen,
    /// Made with the help of a generative model.
    AiAssisted,
    /// Made by a generative model.
    AiGenerated,
}

impl Origin {
    /// All origins, in the order in which a form would offer them.
    pub const ALL: [Self; 9] = [
        Self::Created,
        Self::Captured,
        Self::Scanned,
        Self::Film,
        Self::Edited,
        Self::Composite,
        Self::Screen,
        Self::AiAssisted,
        Self::AiGenerated,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Captured => "captured",
            Self::Scanned => "scanned",
            Self::Film => "film",
            Self::Edited => "edited",
            Self::Composite => "composite",
            Self::Screen => "screen",
            Self::AiAssisted => "ai-assisted",
            Self::AiGenerated => "ai-generated",
        }
    }

    pub(crate) fn source_type(self) -> DigitalSourceType {
        match self {
            Self::Created => DigitalSourceType::DigitalCreation,
            Self::Captured => DigitalSourceType::DigitalCapture,
            Self::Scanned => DigitalSourceType::Print,
            Self::Film => DigitalSourceType::NegativeFilm,
            Self::Edited => DigitalSourceType::HumanEdits,
            Self::Composite => DigitalSourceType::Composite,
            Self::Screen => DigitalSourceType::ScreenCapture,
            Self::AiAssisted => DigitalSourceType::CompositeWithTrainedAlgorithmicMedia,
            Self::AiGenerated => DigitalSourceType::TrainedAlgorithmicMedia,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Origin {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == text).ok_or(Error::Text {
            field: "origin",
            problem: "unknown; choose created, captured, scanned, film, edited, composite, screen, ai-assisted or ai-generated",
        })
    }
}
