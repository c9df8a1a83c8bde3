use colophon_model::{Address, LicenceKind, Moment, WorkId};
use serde::{Deserialize, Serialize};

use crate::Money;

/// Asks for offers, of one work or of all.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct ListOffers {
    /// Only this work's.
    pub work: Option<WorkId>,
}

/// What an offer is paid in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PayIn {
    /// The chain's own coin.
    Coin,
    /// The chain's dollar token.
    Dollar,
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// The offer's number in this home.
    pub id: i64,
    /// The work.
    pub work: WorkId,
    /// Its title.
    pub title: String,
    /// Which licence.
    pub kind: LicenceKind,
    /// What one costs.
    pub price: Money,
    /// Days it lasts; `None` for ever.
    pub lasts_days: Option<u64>,
    /// Sold so far.
    pub sold: u64,
    /// When it was put up.
    pub created: Moment,
    /// Whether it can be bought.
    pub open: bool,
}

/// Prepares an offer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PrepareOffer {
    /// The work; it must be minted.
    pub work: WorkId,
    /// Which licence.
    pub kind: LicenceKind,
    /// The price as typed, such as `12.50`.
    pub price: String,
    /// Paid in.
    pub pay_in: PayIn,
}

/// On the practice chain only: lets a practice buyer take an offer, so that the artist sees money arrive.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PracticeBuy {
    /// The offer.
    pub offer: i64,
}

/// A buyer's licence, as the chain recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleView {
    /// Which licence.
    pub kind: LicenceKind,
    /// Who holds it.
    pub buyer: Address,
    /// What was paid.
    pub paid: Money,
    /// When.
    pub at: Moment,
}
