use colophon_model::{Address, B256, Clause, Moment, Permissions, WorkId};
use serde::{Deserialize, Serialize};

use crate::{ApiError, Money, PayIn, Until};

/// Writes a new dataset as a file that goes to rights holders and buyers. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftDataset {
    /// What it is called.
    pub title: String,
    /// What the curator says of it.
    pub notes: String,
    /// Its works with their weights.
    pub works: Vec<DatasetRow>,
    /// What a licence allows.
    pub allows: Permissions,
    /// Days that a licence lasts; zero for ever.
    pub days: u32,
    /// Whether a licence may be passed on.
    pub transferable: bool,
    /// The licence text; empty where the terms say all.
    pub licence: String,
    /// What a licence costs, as a decimal.
    pub price: String,
    /// What it is paid in.
    pub pay_in: PayIn,
    /// The new file; the shell asks where it is absent.
    pub path: Option<String>,
}

/// A work that is to be in a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetRow {
    /// The id of a work of this home, or the token number of anybody's.
    pub work: String,
    /// Its part in each payment, in per cent.
    pub percent: String,
}

/// Which dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatasetAt {
    /// In this file.
    File(String),
    /// One that this home keeps, by its number.
    Kept(B256),
}

/// Reads a dataset file and says how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadDataset {
    /// The file; the shell asks where it is absent.
    pub path: Option<String>,
}

/// Asks for the datasets that this home wrote, consented to, opened or bought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDatasets {}

/// Asks whether a dataset is what its file says, and whether these consents can join it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckDataset {
    /// Which.
    pub dataset: DatasetAt,
    /// Files with consents.
    pub consents: Vec<String>,
}

/// What came of a look at a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetChecked {
    /// Whether nothing is wrong. A work that has not joined yet is not wrong.
    pub ok: bool,
    /// What is wrong.
    pub differences: Vec<ApiError>,
    /// The dataset, where it could be read.
    pub dataset: Option<DatasetView>,
    /// The consents that can join it, by the number of the work's token.
    pub can_join: Vec<String>,
}

/// Signs, as the rights holder of a work, that it joins a dataset; writes a new file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignConsent {
    /// The file with the dataset.
    pub path: String,
    /// The dataset's number, as it was read.
    pub id: B256,
    /// The work.
    pub work: WorkId,
    /// The least that a licence of the whole dataset may cost, as a decimal.
    pub lowest_price: String,
    /// Until when the consent can be brought to the chain.
    pub until: Until,
    /// The new file; beside the dataset's where absent.
    pub out: Option<String>,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentView {
    /// Where it was written.
    pub path: String,
    /// The dataset's number.
    pub id: B256,
    /// The number of the work's token.
    pub token: String,
    /// The work's title.
    pub title: String,
    /// The work's part in each payment, in per cent.
    pub percent: String,
    /// The least that a licence of the whole dataset may cost.
    pub lowest_price: Money,
    /// Until when it can be brought to the chain.
    pub deadline: Moment,
    /// By whom.
    pub signer: Address,
}

/// Prepares to do something with a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareDataset {
    /// Which.
    pub dataset: DatasetAt,
    /// What.
    pub step: DatasetStep,
}

/// What can be done with a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatasetStep {
    /// Make its vault and offer licences. The curator.
    Open,
    /// Bring these files with consents. Anybody.
    Join(Vec<String>),
    /// Buy so many licences. Anybody, once all works have joined.
    Buy(u32),
    /// Draw each work's part into the work's own vault. Anybody.
    Draw,
    /// Set what a licence costs; zero ends the sale for now. The curator.
    SetPrice(String),
    /// Take a work out of future sales. Its rights holder.
    TakeOut(WorkId),
}

/// Where a dataset stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatasetPhase {
    /// Written and not opened.
    Draft,
    /// Opened, and not all works have joined.
    Gathering,
    /// Licences are sold.
    Selling,
    /// The curator sells none for now.
    Resting,
}

/// A dataset, as its file says and as the chain has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetView {
    /// The file, where it was read from one.
    pub path: Option<String>,
    /// Its number.
    pub id: B256,
    /// What it is called.
    pub title: String,
    /// What the curator says of it.
    pub notes: String,
    /// Who opens it and sets the price.
    pub curator: Address,
    /// Whether that is this home's account.
    pub own: bool,
    /// The vault that is paid.
    pub vault: Address,
    /// Root of the shares of the works' vaults.
    pub shares_root: B256,
    /// What a licence allows, in clauses.
    pub clauses: Vec<Clause>,
    /// The same as the contract stores it: field and value.
    pub exact: Vec<(String, String)>,
    /// The licence text; empty where the terms say all.
    pub licence: String,
    /// Where it stands.
    pub phase: DatasetPhase,
    /// What a licence costs now, or will cost once it is opened.
    pub price: Money,
    /// The price cannot go below it.
    pub floor: Money,
    /// Weight of the works that have joined, in millionths.
    pub joined: u32,
    /// Its works.
    pub works: Vec<DatasetWorkView>,
    /// Why nobody can buy a licence now; `None` where anybody can.
    pub refusal: Option<ApiError>,
    /// What its vault received, per token.
    pub received: Vec<Money>,
    /// What waits in it for works, per token.
    pub waiting: Vec<Money>,
    /// Whether the books of its vault agree with the vault's own figures; `None` before there is a vault.
    pub books_agree: Option<bool>,
    /// Purchases, oldest first.
    pub sales: Vec<DatasetSaleView>,
    /// Whether it is on the practice chain.
    pub practice: bool,
}

/// A work in a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetWorkView {
    /// The number of its token.
    pub token: String,
    /// Its vault.
    pub vault: Address,
    /// Its part in each payment, in millionths.
    pub weight: u32,
    /// The work, where it is one of this home.
    pub work: Option<WorkId>,
    /// Its title, where it is one of this home.
    pub title: Option<String>,
    /// Whether it has joined.
    pub joined: bool,
    /// The least that its rights holder lets a licence cost, once it has joined.
    pub lowest_price: Option<Money>,
    /// What its vault has drawn, per token.
    pub drawn: Vec<Money>,
    /// What waits for its vault, per token.
    pub waiting: Vec<Money>,
}

/// A purchase of licences of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetSaleView {
    /// The licence's number.
    pub licence: String,
    /// Who paid.
    pub buyer: Address,
    /// Whether that is this home's account.
    pub own: bool,
    /// How many.
    pub quantity: String,
    /// What was paid for all of them.
    pub paid: Money,
    /// When the licence ends; `None` for never.
    pub ends: Option<Moment>,
    /// Whether the buyer holds it now and it has not ended.
    pub valid: bool,
}
