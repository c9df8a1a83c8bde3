use colophon_model::{Address, B256, Moment, WorkId};
use serde::{Deserialize, Serialize};

use crate::{ApiError, HolderRow, Money};

/// Writes a treaty for a registered work: a file that goes from party to party, each adding a signature.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DraftTreaty {
    /// The work; it has no vault yet.
    pub work: WorkId,
    /// The authors and whoever else has a line of their own.
    pub rows: Vec<HolderRow>,
    /// Full path of a CSV file of fans, with the columns address and shares or percent. Fans are paid and do not sign.
    pub fans: Option<String>,
    /// Who must sign beside the author; with none, everybody in `rows`.
    pub signers: Vec<String>,
    /// Who may offer licences; with none, the author.
    pub offerers: Vec<String>,
    /// Who may revoke licences; with none, the author.
    pub revokers: Vec<String>,
    /// The least that a licence costs in coin, as typed; empty where none is to be sold in it.
    pub floor_coin: String,
    /// The same in the chain's dollar token.
    pub floor_dollar: String,
    /// In so many days all must have signed, and the author have brought it to the chain.
    pub days: u32,
    /// Full path of the new file; asks with a dialog where `None`.
    pub path: Option<String>,
}

/// Reads a treaty file and says what is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenTreaty {
    /// Full path; asks with a dialog where `None`.
    pub path: Option<String>,
}

/// The treaty that this home keeps for a work.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct GetTreaty {
    /// The work.
    pub work: WorkId,
}

/// Signs the treaty that was read, and writes it as a new file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignTreaty {
    /// Full path of the file that was read.
    pub path: String,
    /// The hash of what was read; a file that says something else by now is not signed.
    pub hash: B256,
    /// Full path of the new file; beside the old one where `None`.
    pub out: Option<String>,
}

/// Puts together the signatures of files of one treaty.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MergeTreaties {
    /// Full paths.
    pub paths: Vec<String>,
    /// A work of this home whose treaty the files are, if they are to be added to what the home keeps.
    pub work: Option<WorkId>,
    /// Full path of the new file; only the home keeps the result where `None`.
    pub out: Option<String>,
}

/// Verifies a treaty file, and that a vault is the one that it leads to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckTreaty {
    /// Full path.
    pub path: String,
    /// A work of this home, whose vault it must be.
    pub work: Option<WorkId>,
    /// A vault's address.
    pub vault: Option<String>,
}

/// What a treaty says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreatyView {
    /// Where it was read or written; `None` where the home keeps it.
    pub path: Option<String>,
    /// Its hash, for two parties to compare aloud.
    pub hash: B256,
    /// Who makes the vault.
    pub author: Address,
    /// The work's leaf.
    pub leaf: B256,
    /// The work, if this home has it.
    pub work: Option<WorkId>,
    /// Its title, if this home has it.
    pub title: Option<String>,
    /// All who must sign.
    pub signers: Vec<TreatyParty>,
    /// How many are paid.
    pub holders: u64,
    /// How many of them do not sign, such as fans.
    pub others: u64,
    /// Their shares together, as a percentage.
    pub others_percent: String,
    /// What this home's account is paid, as a percentage.
    pub own_percent: Option<String>,
    /// Who may offer licences.
    pub offerers: Vec<Address>,
    /// Who may revoke licences.
    pub revokers: Vec<Address>,
    /// What is agreed for each chain.
    pub chains: Vec<TreatyOnChain>,
    /// The last moment in which it can be brought to a chain.
    pub deadline: Moment,
    /// Whether that is still to come.
    pub open: bool,
    /// Whether all have signed.
    pub complete: bool,
    /// Whether the work's vault is made by it.
    pub used: bool,
    /// Why this home's account does not sign it; `None` where it may.
    pub refusal: Option<ApiError>,
}

/// One who must sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreatyParty {
    /// Who.
    pub address: Address,
    /// A name, if this home knows one; names are in no treaty file.
    pub name: String,
    /// What they are paid, as a percentage; `0` where nothing.
    pub percent: String,
    /// Whether they have signed.
    pub signed: bool,
    /// Whether it is a contract that signed, which only its chain can confirm.
    pub contract: bool,
    /// Whether it is this home's account.
    pub you: bool,
}

/// What a treaty says for one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreatyOnChain {
    /// The chain.
    pub caip2: String,
    /// Whether it is the practice chain.
    pub practice: bool,
    /// The vault that it leads to; `None` for a chain that this home does not know.
    pub vault: Option<Address>,
    /// What the vault divides beside the coin: a symbol, or an address.
    pub tokens: Vec<String>,
    /// The least prices. In anything else no licence is offered.
    pub floors: Vec<Money>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreatyChecked {
    /// Whether the file is sound, all have signed, and the vault, if one was named, is the treaty's.
    pub ok: bool,
    /// What the file says; `None` where it is not sound.
    pub treaty: Option<TreatyView>,
    /// The vault that was named.
    pub vault: Option<Address>,
    /// Whether it is made on this home's chain.
    pub made: bool,
    /// When the treaty was agreed on this home's chain.
    pub agreed: Option<Moment>,
    /// What is wrong or missing, in sentences.
    pub differences: Vec<ApiError>,
}
