use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Basis points, 0 to 10,000; 250 is 2.5 %.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u16", into = "u16")]
pub struct Bps(u16);

impl Bps {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// # Errors
    /// [`Error::BpsRange`] above 10,000.
    pub const fn new(points: u16) -> Result<Self> {
        if points <= 10_000 { Ok(Self(points)) } else { Err(Error::BpsRange(points as u64)) }
    }

    /// The number of points.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Bps {
    type Error = Error;
    fn try_from(points: u16) -> Result<Self> {
        Self::new(points)
    }
}

impl From<Bps> for u16 {
    fn from(bps: Bps) -> Self {
        bps.0
    }
}
