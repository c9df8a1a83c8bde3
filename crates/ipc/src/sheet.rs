use serde::{Deserialize, Serialize};

use crate::Money;

/// The confirm sheet: rendered by the shell from the domain's own facts, never from what the window asked.
/// Nothing that costs or cannot be undone happens without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Names the sheet; good for one confirmation.
    pub id: String,
    /// What it is about.
    pub kind: SheetKind,
    /// Titles of the works concerned.
    pub works: Vec<String>,
    /// What leaves the account, without the fee.
    pub leaves: Vec<Money>,
    /// What arrives in the account.
    pub arrives: Vec<Money>,
    /// To whom, in words or as an address.
    pub to: String,
    /// The most that the fee can be.
    pub fee: Money,
    /// How many transactions will be sent.
    pub transactions: u64,
    /// What cannot be changed afterwards.
    pub finals: Vec<FinalPoint>,
    /// Facts to fill the sentences: name and value.
    pub facts: Vec<(String, String)>,
    /// Whether it is the practice chain.
    pub practice: bool,
    /// What the terms of a licence say, where it is about one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<colophon_model::Clause>,
    /// The same terms as the shop stores them: field and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<(String, String)>,
}

/// What a sheet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    /// Anchor, make the vault and mint.
    Mint,
    /// Put up an offer.
    Offer,
    /// Make the vault of a dataset and offer licences.
    DatasetOpen,
    /// Let works join a dataset.
    DatasetJoin,
    /// Buy licences of a dataset.
    DatasetBuy,
    /// Draw each work's part of what a dataset earned.
    DatasetDraw,
    /// Set the price of a dataset's licence.
    DatasetPrice,
    /// Take a work out of a dataset.
    DatasetTakeOut,
    /// A practice buyer buys.
    PracticeBuy,
    /// End an offer.
    CloseOffer,
    /// Take a licence back.
    RevokeLicence,
    /// Take out what is owed.
    Claim,
    /// Pay every holder of a work what she is owed.
    Payout,
    /// Offer shares to fans.
    Offering,
    /// Fans of the practice chain buy shares.
    PracticeFans,
    /// Take the shares of a sale back before anything is sold.
    OfferingCallOff,
    /// Close a sale that has sold enough, and be paid.
    OfferingSettle,
    /// Give buyers their money back.
    OfferingRefund,
    /// Pay fans what they are owed.
    OfferingPayFans,
    /// Take the fans' shares back at the end.
    OfferingEnd,
    /// Open a channel for payments per use.
    ChannelOpen,
    /// Add to a channel.
    ChannelDeposit,
    /// Sign a voucher.
    ChannelVoucher,
    /// Claim vouchers, and pay them out.
    ChannelClaim,
    /// Begin to take back what is unclaimed.
    ChannelWithdraw,
    /// Leave it in the channel after all.
    ChannelCancel,
    /// Take it back.
    ChannelFinish,
}

/// What cannot be changed afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FinalPoint {
    /// The anchor stays for ever.
    Anchor,
    /// The shares are fixed; holders may pass theirs on.
    Split,
    /// A licence that was sold stays valid.
    Licence,
    /// The works of a dataset, their weights and the terms never change.
    Dataset,
    /// After the first sale everybody may use the work, for ever.
    Release,
    /// A licence that was taken back is not given again.
    Revocation,
    /// Money that was sent is sent.
    Payment,
    /// The terms of a sale to fans never change, and the shares stay in it until it has ended.
    Sale,
    /// A channel's terms never change, and what is deposited comes back only after the delay, less what was claimed.
    Deposit,
    /// Whoever has a signed voucher can claim it; it cannot be taken back.
    Voucher,
    /// Fan shares may be securities; whoever offers them answers for that.
    Securities,
}

/// Does what the sheet says, once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConfirmSheet {
    /// The sheet.
    pub id: String,
}

/// Puts a sheet away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CancelSheet {
    /// The sheet.
    pub id: String,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Transactions that are in a block.
    pub transactions: Vec<String>,
    /// The newest of their blocks.
    pub block: u64,
    /// The fee that was paid.
    pub fee: Money,
    /// Whom a payout reached; `None` for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout: Option<crate::PaidOut>,
}
