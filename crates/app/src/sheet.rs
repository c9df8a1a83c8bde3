//! The confirm sheet: rendered from what will really be signed, good for one confirmation.

use colophon_chain::TreatyFile;
use colophon_chain::channel::Channel;
use colophon_chain::dataset::DatasetFile;
use colophon_chain::offering::OfferingTerms;
use colophon_ipc::{FinalPoint, Money, OfferingStep, PaidOut, Receipt, Sheet, SheetKind};
use colophon_model::{Address, Allocation, B256, Bps, Shares, Terms, Token, U256, Units, WorkId};

use crate::channel::Exit;
use crate::dataset::DatasetPlan;
use crate::{App, Error, Result, money};

/// What a sheet will do once confirmed.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// Anchor in one batch, make the vaults, mint; a single work perhaps under a treaty that all have signed.
    Mint { works: Vec<(WorkId, Allocation)>, royalty: Bps, treaty: Option<Box<TreatyFile>> },
    /// Put up an offer.
    Offer { work: WorkId, terms: Box<Terms>, price: Units, token: Token },
    /// End an offer.
    CloseOffer { offer: i64 },
    /// Take a licence back, for a reason with this hash.
    RevokeLicence { work: WorkId, licence: U256, holder: Address, reason: B256 },
    /// A practice buyer buys one licence.
    PracticeBuy { offer: i64, buyer: u32 },
    /// Take out what is owed.
    Claim { works: Vec<WorkId> },
    /// Pay everybody who shares in a work, so many in a transaction.
    Payout { work: WorkId, batch: u32 },
    /// Offer shares of a work to fans.
    Offering { work: WorkId, terms: Box<OfferingTerms>, token: Token },
    /// Practice fans buy shares: whose key, and how many.
    PracticeFans { offering: Address, buys: Vec<(u32, Shares)> },
    /// Open a channel, under the key of an interrupted run where there was one.
    OpenChannel {
        channel: Box<Channel>,
        token: Token,
        amount: Units,
        key: Option<String>,
        path: Option<String>,
    },
    /// Add to a channel.
    ChannelDeposit { channel: B256, amount: Units, key: Option<String> },
    /// Take back from a channel.
    ChannelExit { channel: B256, step: Exit },
    /// Sign a voucher over this sum.
    Voucher { channel: B256, sum: Units, path: Option<String> },
    /// Claim the newest vouchers of channels.
    ChannelClaim { channels: Vec<B256> },
    /// Do something with a dataset.
    Dataset { file: Box<DatasetFile>, step: DatasetPlan },
    /// Do something with an offering.
    OfferingStep { offering: Address, step: OfferingStep },
}

/// What a sheet says beside its kind.
pub(crate) struct Facts {
    pub(crate) works: Vec<String>,
    pub(crate) leaves: Vec<Money>,
    pub(crate) arrives: Vec<Money>,
    pub(crate) to: String,
    pub(crate) fee: Units,
    pub(crate) transactions: u64,
    pub(crate) finals: Vec<FinalPoint>,
    pub(crate) facts: Vec<(String, String)>,
}

/// What was sent for a sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    pub(crate) transactions: Vec<colophon_model::B256>,
    pub(crate) block: u64,
    pub(crate) fee: Units,
}

impl Done {
    pub(crate) fn add(&mut self, mined: &colophon_chain::Mined) {
        self.transactions.push(mined.tx);
        self.block = self.block.max(mined.block);
        self.fee = self.fee.checked_add(mined.fee).unwrap_or(self.fee);
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.transactions.extend(&other.transactions);
        self.block = self.block.max(other.block);
        self.fee = self.fee.checked_add(other.fee).unwrap_or(self.fee);
    }
}

impl App {
    /// Keeps a plan until it is confirmed or put away.
    pub(crate) fn lay(&self, kind: SheetKind, plan: Plan, facts: Facts) -> Result<Sheet> {
        let id = data_encoding::HEXLOWER.encode(&self.random::<16>());
        let profile = self.inner.chain.profile();
        let sheet = Sheet {
            id: id.clone(),
            kind,
            works: facts.works,
            leaves: facts.leaves,
            arrives: facts.arrives,
            to: facts.to,
            fee: money::view(&profile.coin, facts.fee),
            transactions: facts.transactions,
            finals: facts.finals,
            facts: facts.facts,
            practice: profile.id.is_practice(),
            clauses: Vec::new(),
            exact: Vec::new(),
        };
        self.lock(&self.inner.sheets)?.insert(id, plan);
        Ok(sheet)
    }

    /// Does what a sheet says. The sheet is used up before anything is sent, so a second click finds nothing.
    ///
    /// # Errors
    /// A sheet that was used; what the chain refuses; locked keys.
    pub async fn confirm_sheet(&self, id: &str) -> Result<Receipt> {
        let plan = self.lock(&self.inner.sheets)?.remove(id).ok_or(Error::SheetGone)?;
        let mut payout = None;
        let done = match plan {
            Plan::Mint { works, royalty, treaty } => {
                self.mint_under(&works, royalty, treaty.as_deref()).await?
            }
            Plan::Offer { work, terms, price, token } => {
                self.offer(work, &terms, price, token, id).await?.1
            }
            Plan::CloseOffer { offer } => self.close_offer(offer, id).await?,
            Plan::RevokeLicence { work, licence, holder, reason } => {
                self.revoke(work, (licence, holder), reason, id).await?
            }
            Plan::PracticeBuy { offer, buyer } => self.practice_purchase(offer, buyer, id).await?,
            Plan::Claim { works } => self.claim(&works, id).await?,
            Plan::Offering { work, terms, token } => {
                self.make_offering(work, &terms, &token, id).await?
            }
            Plan::PracticeFans { offering, buys } => {
                self.practice_fans(offering, &buys, id).await?
            }
            Plan::OpenChannel { channel, token, amount, key, path } => {
                let key = key.as_deref().unwrap_or(id);
                self.make_channel(&channel, (&token, amount), path.as_deref(), key).await?
            }
            Plan::ChannelDeposit { channel, amount, key } => {
                self.add_to_channel(channel, amount, key.as_deref().unwrap_or(id)).await?
            }
            Plan::ChannelExit { channel, step } => self.leave_channel(channel, step, id).await?,
            Plan::ChannelClaim { channels } => self.claim_channels(&channels, id).await?,
            Plan::Voucher { channel, sum, path } => {
                self.sign_next(channel, sum, path.as_deref())?;
                // Nothing was sent, so there is nothing to read.
                return Ok(self.receipt_of(&Done::default(), None));
            }
            Plan::OfferingStep { offering, step } => self.offering_step(offering, step, id).await?,
            Plan::Dataset { file, step } => self.dataset_step(&file, &step, id).await?,
            Plan::Payout { work, batch } => {
                let (done, paid) = self.payout(work, batch, id).await?;
                payout = Some(paid);
                done
            }
        };
        self.sync().await?;
        Ok(self.receipt_of(&done, payout))
    }

    fn receipt_of(&self, done: &Done, payout: Option<PaidOut>) -> Receipt {
        Receipt {
            transactions: done.transactions.iter().map(ToString::to_string).collect(),
            block: done.block,
            fee: money::view(&self.inner.chain.profile().coin, done.fee),
            payout,
        }
    }

    /// Puts a sheet away.
    ///
    /// # Errors
    /// Only after a fault.
    pub fn cancel_sheet(&self, id: &str) -> Result<()> {
        self.lock(&self.inner.sheets)?.remove(id);
        Ok(())
    }
}
