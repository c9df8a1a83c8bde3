use colophon_model::{Finality, Moment, WorkId};
use serde::{Deserialize, Serialize};

/// Money ready to be shown: exact text, unit, and whether it is worth nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The exact decimal value.
    pub text: String,
    /// The coin or token.
    pub symbol: String,
    /// Whole number of the smallest units.
    pub units: String,
    /// Places after the point.
    pub decimals: u8,
    /// Whether PRACTICE must stand beside it.
    pub practice: bool,
}

/// Asks for the income as it is known here.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct GetIncome {
    /// Only this work's.
    pub work: Option<WorkId>,
}

/// Reads the chain, then answers as [`GetIncome`].
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct SyncIncome {}

/// What a payment was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncomeKind {
    /// A licence was bought.
    Licence,
    /// A marketplace passed on a royalty of a resale.
    Resale,
    /// A plain transfer.
    Transfer,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeRow {
    /// When its block was made.
    pub at: Moment,
    /// The work.
    pub work: WorkId,
    /// Its title.
    pub title: String,
    /// What it was.
    pub kind: IncomeKind,
    /// The licence, where it was one.
    pub licence: Option<colophon_model::LicenceKind>,
    /// Who paid.
    pub from: String,
    /// What arrived.
    pub amount: Money,
    /// What should have arrived, where that is known.
    pub expected: Option<Money>,
    /// How settled.
    pub state: Finality,
    /// The chain, `eip155:…`.
    pub chain: String,
    /// The transaction.
    pub tx: String,
    /// The log's place in its block.
    pub log: u64,
    /// The block.
    pub block: u64,
}

/// Totals of one token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenTotals {
    /// All that arrived.
    pub received: Money,
    /// What of it is this account's own share.
    pub mine: Money,
    /// What of it is others'.
    pub others: Money,
    /// What this account can take out now.
    pub claimable: Money,
    /// Taken out so far, by everybody.
    pub claimed: Money,
    /// What should have arrived and did not.
    pub short: Money,
    /// What the vaults hold beyond what the ledger explains.
    pub unexplained: Money,
}

/// A bar of the chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeBar {
    /// Start of the period.
    pub from: Moment,
    /// What arrived in it, per token.
    pub sums: Vec<Money>,
}

/// The Collect page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomePage {
    /// The newest block that was read.
    pub block: u64,
    /// When it was read; `None` where it never was.
    pub synced: Option<Moment>,
    /// Totals per token.
    pub totals: Vec<TokenTotals>,
    /// Payments, newest first.
    pub rows: Vec<IncomeRow>,
    /// The chart, oldest first.
    pub bars: Vec<IncomeBar>,
    /// Whether the books equal the contracts' own numbers at `block`.
    pub books_agree: bool,
}

/// Prepares to take out what is owed to this account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PrepareClaim {
    /// From these works; from all where empty.
    pub works: Vec<WorkId>,
}

/// Writes the statement as CSV.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ExportStatement {
    /// Full path; asks with a dialog where `None`.
    pub path: Option<String>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Full path.
    pub path: String,
    /// Lines of data.
    pub rows: u64,
}
