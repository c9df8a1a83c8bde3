use colophon_model::{Address, B256, Moment, WorkId};
use serde::{Deserialize, Serialize};

use crate::{Money, PayIn};

/// Asks for the channels of payments per use that this home pays into or is paid from, newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListChannels {}

/// What can be done with a channel now, by this home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelAct {
    /// Add to it, as the payer.
    Deposit,
    /// Sign a voucher for a use.
    Voucher,
    /// Claim what the newest voucher adds, or pay out what was claimed.
    Claim,
    /// Begin to take back what is unclaimed.
    Withdraw,
    /// Leave it in the channel after all.
    Cancel,
    /// Take it back, now that the delay is over.
    Finish,
}

/// Where a channel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelPhase {
    /// Nothing lies in it: no deposit arrived, or all went back.
    Empty,
    /// Vouchers are good up to what is secured.
    Open,
    /// The payer is about to take money back, and the delay runs.
    Leaving,
    /// The delay is over: the payer can take it back at any moment.
    Ready,
}

/// What the payer is about to take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// At most so much of what is unclaimed then.
    pub amount: Money,
    /// Not before.
    pub ready_at: Moment,
    /// What of the newest voucher could not be claimed any more afterwards.
    pub at_risk: Money,
}

/// How a channel stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    /// Its number.
    pub channel: B256,
    /// Whose money it is until it is claimed.
    pub payer: Address,
    /// Who signs its vouchers.
    pub signer: Address,
    /// Who is paid.
    pub payee: Address,
    /// The work whose vault is paid, where it is one of this home.
    pub work: Option<WorkId>,
    /// Its title.
    pub title: Option<String>,
    /// Whether this home's account is the payer.
    pub paying: bool,
    /// Whether this home's account, or a vault of its works, is paid.
    pub earning: bool,
    /// Seconds that the payer waits for what she takes back.
    pub withdraw_delay: u32,
    /// Where it stands.
    pub phase: ChannelPhase,
    /// What can be done now.
    pub can: Vec<ChannelAct>,
    /// Deposited, less what went back.
    pub funded: Money,
    /// What of it belongs to the payee.
    pub claimed: Money,
    /// A voucher over so much in all is good for at least the delay from now.
    pub secured: Money,
    /// What the newest voucher that was signed here is over, in all.
    pub signed: Option<Money>,
    /// What the newest voucher that was taken here is over, in all.
    pub best: Option<Money>,
    /// What a claim would book now.
    pub claimable: Money,
    /// What of the newest voucher no deposit covers.
    pub uncovered: Money,
    /// What was claimed for this payee in this token, over all channels, and was not paid out yet.
    pub unsettled: Money,
    /// What the payer is about to take back.
    pub leaving: Option<Leaving>,
    /// A deposit of which this home does not know whether it was sent: asked for again, it goes on and pays nothing twice.
    pub interrupted: Option<Money>,
    /// Whether it is on the practice chain.
    pub practice: bool,
}

/// Who is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelPayee {
    /// The vault of a work of this home.
    Work(WorkId),
    /// An address: a vault of somebody else's work, or an account.
    Address(String),
}

/// Prepares to open a channel with a first deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareChannel {
    /// Who is paid.
    pub payee: ChannelPayee,
    /// In what. A vault must divide it.
    pub pay_in: PayIn,
    /// The first deposit, as a decimal.
    pub deposit: String,
    /// Seconds that the payer waits for what she takes back: 15 minutes to 30 days.
    pub withdraw_delay: u32,
    /// Who signs vouchers, instead of the payer's own account.
    pub signer: Option<String>,
    /// Where the channel's file is to be written. It must not exist yet.
    pub path: Option<String>,
}

/// What the payer does with a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelStep {
    /// Add so much, as a decimal.
    Deposit(String),
    /// Begin to take back so much, as a decimal; without it, all that is unclaimed when the delay is over.
    Withdraw(Option<String>),
    /// Leave it in the channel after all.
    Cancel,
    /// Take it back, now that the delay is over.
    Finish,
}

/// Prepares to do something with a channel, as its payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareChannelStep {
    /// Its number.
    pub channel: B256,
    /// What.
    pub step: ChannelStep,
}

/// Prepares to sign the next voucher: "I owe so much more".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareVoucher {
    /// The channel's number.
    pub channel: B256,
    /// What is owed on top of the last voucher, as a decimal.
    pub add: String,
    /// Whether to sign above what is secured. The payee will not take it before more is deposited.
    pub unsecured: bool,
    /// Where the voucher is to be written. It must not exist yet. Without it, it is only kept here.
    pub path: Option<String>,
}

/// Writes a channel's terms, or the newest voucher that was signed here, as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteChannelFile {
    /// The channel's number.
    pub channel: B256,
    /// Whether it is the voucher.
    pub voucher: bool,
    /// The new file; the shell asks where it is missing.
    pub path: Option<String>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelFileWritten {
    /// Full path.
    pub path: String,
}

/// Reads a channel's file and keeps the channel, to be paid from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptChannel {
    /// The file; the shell asks where it is missing.
    pub path: Option<String>,
}

/// Reads a voucher, checks it and keeps it if it is good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiveVoucher {
    /// The file; the shell asks where it is missing.
    pub path: Option<String>,
    /// What the use costs, as a decimal: less is refused. Without it, anything above the last voucher is taken.
    pub price: Option<String>,
}

/// A voucher that was found good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherTaken {
    /// What it adds to the one before.
    pub added: Money,
    /// The channel with it.
    pub channel: ChannelView,
}

/// Prepares to claim the newest vouchers and pay them out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareChannelClaim {
    /// Of these channels; of all where empty.
    pub channels: Vec<B256>,
}
