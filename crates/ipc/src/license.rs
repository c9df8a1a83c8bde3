use colophon_model::{Address, Clause, LicenceKind, Moment, TermsAsked, WorkId};
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
    /// What its terms say, one clause for each sentence.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// The same as the shop stores it: the contract's fields by their names, then price, token and number of copies.
    #[serde(default)]
    pub exact: Vec<(String, String)>,
}

/// A template that terms begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    /// Its name.
    pub kind: LicenceKind,
    /// What its terms say.
    pub clauses: Vec<Clause>,
    /// The contract's fields.
    pub exact: Vec<(String, String)>,
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
    /// What is to differ from the usual terms of the kind.
    #[serde(default)]
    pub asked: TermsAsked,
}

/// Prepares the end of an offer. Licences that were sold stay valid.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct CloseOffer {
    /// The offer's number in this home.
    pub offer: i64,
}

/// Asks for the licences that were sold, of one work or of all.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct ListLicences {
    /// Only this work's.
    pub work: Option<WorkId>,
}

/// A licence that was sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceView {
    /// Its number at the shop, in decimal digits.
    pub licence: String,
    /// The offer that it was bought under, in this home.
    pub offer: i64,
    /// The work.
    pub work: WorkId,
    /// Its title.
    pub title: String,
    /// Which licence.
    pub kind: LicenceKind,
    /// Who bought it. Where it may be passed on, somebody else may hold it by now.
    pub buyer: Address,
    /// When.
    pub sold: Moment,
    /// Whether the buyer has it now: held, not ended, not taken back.
    pub valid: bool,
    /// Whether its terms let it be taken back.
    pub revocable: bool,
}

/// Prepares to take a revocable licence back from its holder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RevokeLicence {
    /// The licence's number at the shop, in decimal digits.
    pub licence: String,
    /// Who holds it.
    pub holder: String,
    /// Why, in words. Their hash goes to the chain; the words stay with whoever wrote them.
    pub reason: String,
}

/// Asks whether somebody has a licence now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckLicence {
    /// The licence's number at the shop, in decimal digits.
    pub licence: String,
    /// Who is said to hold it.
    pub holder: String,
}

/// What the shop says of a licence and a holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceChecked {
    /// The licence's number at the shop.
    pub licence: String,
    /// Who was asked for.
    pub holder: Address,
    /// Whether she has it now.
    pub valid: bool,
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
