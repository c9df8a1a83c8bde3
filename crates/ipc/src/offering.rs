use colophon_model::{Address, Moment, WorkId};
use serde::{Deserialize, Serialize};

use crate::{Money, PayIn};

/// An offering to be looked at before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulateOffering {
    /// How much of the work's income is for sale, in per cent.
    pub percent: String,
    /// What 0.0001 % of it costs, as a decimal.
    pub price: String,
    /// The most that 0.0001 % may ever bring, as a decimal.
    pub ceiling: String,
    /// How much one fan buys, in per cent.
    pub buys: String,
    /// What it is paid in.
    pub pay_in: PayIn,
    /// Incomes of the work to be looked at, as decimals; where empty, half of the break-even, the break-even and twice what
    /// fills the fans' ceiling.
    pub incomes: Vec<String>,
}

/// What an offering comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferingOutlook {
    /// What the artist is paid if everything is sold.
    pub raised: Money,
    /// What the fan pays.
    pub cost: Money,
    /// The most that the fan may ever get.
    pub most: Money,
    /// What the work must earn until fans have back what they paid.
    pub break_even: Money,
    /// What it must earn until fans have all that they may get.
    pub full_at: Money,
    /// Who has what at which income.
    pub levels: Vec<OutlookView>,
    /// The artist's fees at today's price of gas, at most.
    pub artist_fees: Money,
    /// The fan's fees at today's price of gas, at most: buying and one claim.
    pub fan_fees: Money,
}

/// Who has what at some income.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlookView {
    /// What the whole work earned.
    pub income: Money,
    /// What the fan has.
    pub fan: Money,
    /// What all fans have.
    pub fans: Money,
    /// What the sold shares earned above the ceiling, for the artist.
    pub surplus: Money,
}

/// Prepares to offer shares of a work to fans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareOffering {
    /// The work; it must be minted, and the artist must hold the shares.
    pub work: WorkId,
    /// How much of the work's income is for sale, in per cent.
    pub percent: String,
    /// What 0.0001 % of it costs, as a decimal.
    pub price: String,
    /// What it is paid in.
    pub pay_in: PayIn,
    /// The most that 0.0001 % may ever bring, as a decimal.
    pub ceiling: String,
    /// How much must be sold, in per cent of the work's income, or everybody gets the money back.
    pub minimum: String,
    /// How much one fan may buy, in per cent of the work's income.
    pub per_buyer: String,
    /// When the sale ends.
    pub deadline: Until,
    /// When the fans' part in the income ends.
    pub term: Until,
    /// The law that it is offered under, as ISO 3166 writes it: `CH`, `US-NY`.
    pub jurisdiction: String,
    /// What the artist tells her fans.
    pub text: String,
    /// Whether the artist has read that fan shares may be securities.
    pub warned: bool,
}

/// A moment to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Until {
    /// The end of a day, in UTC: `2026-12-31`.
    Date(String),
    /// So many days from now.
    Days(u32),
    /// So many calendar years from now.
    Years(u32),
}

/// Asks for offerings of shares, newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOfferings {
    /// Only this work's.
    pub work: Option<WorkId>,
}

/// Where a sale stands, as its contract says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SaleState {
    /// Shares are sold, or it waits to be settled.
    Open,
    /// Buyers take their money back.
    Failed,
    /// The shares are in a pool and the proceeds are the artist's.
    Succeeded,
}

/// Where an offering stands, for people: the contract's state with what clock and figures add to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfferingPhase {
    /// Fans can buy.
    Selling,
    /// Enough was sold; it can be settled.
    Enough,
    /// It has failed, and money or shares wait to go back.
    Failed,
    /// It has failed, and everything went back.
    PaidBack,
    /// Fans share in the income.
    Earning,
    /// Ceiling or term is reached; the fans' shares can return.
    Over,
    /// The shares are the artist's again.
    Ended,
}

/// What can be done with an offering. All but `CallOff` anybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfferingStep {
    /// Take the shares back before anything is sold.
    CallOff,
    /// Close a sale that has sold enough, and be paid.
    Settle,
    /// Give buyers their money back, and take the shares back.
    Refund,
    /// Pay fans what they are owed.
    PayFans,
    /// Take the fans' shares back at ceiling or term, with what came in above.
    End,
}

/// How an offering stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferingView {
    /// Its address.
    pub offering: Address,
    /// Whose shares.
    pub vault: Address,
    /// Who sells them.
    pub artist: Address,
    /// The work, where it is one of this home.
    pub work: Option<WorkId>,
    /// Its title.
    pub title: Option<String>,
    /// Where it stands, as the contract says.
    pub state: SaleState,
    /// Where it stands, for people.
    pub phase: OfferingPhase,
    /// What can be done now.
    pub steps: Vec<OfferingStep>,
    /// Shares for sale, in millionths of the work's income.
    pub cap: u32,
    /// At least so many must be sold.
    pub minimum: u32,
    /// One fan may buy so many.
    pub per_buyer: u32,
    /// Sold.
    pub sold: u32,
    /// Paid back.
    pub refunded: u32,
    /// How many fans bought.
    pub fans: u64,
    /// What one unit costs.
    pub price: Money,
    /// The most that one unit brings.
    pub ceiling: Money,
    /// What all sold units cost together.
    pub raised: Money,
    /// The most that all sold units bring together.
    pub most: Money,
    /// When the sale ends.
    pub deadline: Moment,
    /// When the fans' part ends.
    pub term_end: Moment,
    /// The law it is offered under.
    pub jurisdiction: String,
    /// What the artist tells her fans, where this home wrote it.
    pub text: Option<String>,
    /// What the contract itself tells every buyer.
    pub warning: String,
    /// Where the fans' shares are.
    pub pool: Option<Address>,
    /// What the pool received in the token of the sale.
    pub received: Option<Money>,
    /// What waits in the pool for fans, per token.
    pub owed: Vec<Money>,
    /// Whether it is on the practice chain.
    pub practice: bool,
}

/// Prepares to do something with an offering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareOfferingStep {
    /// Its address.
    pub offering: Address,
    /// What.
    pub step: OfferingStep,
}

/// On the practice chain only: lets practice fans buy shares, so that the artist sees a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeFans {
    /// The offering's address.
    pub offering: Address,
}
