use std::fmt;

use colophon_model::ChainId;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Which chains a key may sign for. Each realm has its own recovery phrase, so no key is ever in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Realm {
    /// The practice chain and no other.
    Practice,
    /// Every chain but the practice chain.
    Real,
}

impl Realm {
    /// Both realms, practice first.
    pub const ALL: [Self; 2] = [Self::Practice, Self::Real];

    /// `practice` or `real`; also the name of the realm's file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Real => "real",
        }
    }

    /// # Errors
    /// [`Error::WrongRealm`] unless a key of this realm may sign for `chain`.
    pub const fn permit(self, chain: ChainId) -> Result<()> {
        if chain.is_practice() == matches!(self, Self::Practice) {
            Ok(())
        } else {
            Err(Error::WrongRealm { realm: self, chain })
        }
    }
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
