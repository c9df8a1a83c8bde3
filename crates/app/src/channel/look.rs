//! Channels as the chain has them, beside what this home keeps.

use colophon_chain::channel::{Channel, ChannelBook, ChannelExit};
use colophon_ipc::{ChannelAct, ChannelPhase, ChannelView, Leaving};
use colophon_model::{Address, Amount, B256, Moment, Units, WorkId};
use colophon_store::UsageChannel;

use super::files::terms;
use crate::{App, Error, Result, money};

/// A channel as it stands now.
pub(super) struct Look {
    pub(super) row: UsageChannel,
    pub(super) channel: Channel,
    pub(super) book: ChannelBook,
    pub(super) exit: Option<ChannelExit>,
    pub(super) unsettled: Units,
    pub(super) work: Option<(WorkId, String)>,
    pub(super) me: Option<Address>,
    pub(super) now: Moment,
}

impl Look {
    /// What of the deposits nobody has claimed.
    pub(super) fn unclaimed(&self) -> Units {
        less(self.book.funded, self.book.claimed)
    }

    /// A voucher over so much in all is good for at least the delay from now.
    pub(super) fn good_for(&self) -> Units {
        plus(self.book.claimed, self.book.secured)
    }

    /// What a claim of the best voucher books now.
    pub(super) fn claimable(&self) -> Units {
        let best = self.row.best.as_ref().map_or(Units::ZERO, |best| best.cumulative);
        less(best.min(self.book.funded), self.book.claimed)
    }

    /// What of the best voucher the payer would take with her.
    fn at_risk(&self, exit: &ChannelExit) -> Units {
        let stays = less(self.unclaimed(), exit.amount);
        less(self.claimable(), stays)
    }

    pub(super) fn ready(&self) -> bool {
        self.exit.is_some_and(|exit| self.now >= exit.ready_at)
    }

    pub(super) fn paying(&self) -> bool {
        self.me == Some(self.channel.payer)
    }

    pub(super) fn signing(&self) -> bool {
        self.me == Some(self.channel.signed_by())
    }

    pub(super) fn earning(&self) -> bool {
        self.work.is_some() || self.me == Some(self.channel.payee)
    }

    fn phase(&self) -> ChannelPhase {
        match self.exit {
            _ if self.unclaimed().is_zero() => ChannelPhase::Empty,
            None => ChannelPhase::Open,
            Some(_) if self.ready() => ChannelPhase::Ready,
            Some(_) => ChannelPhase::Leaving,
        }
    }

    fn can(&self) -> Vec<ChannelAct> {
        use ChannelAct as A;
        let (rest, begun) = (!self.unclaimed().is_zero(), self.exit.is_some());
        let owed = !self.claimable().is_zero() || !self.unsettled.is_zero();
        [
            (A::Deposit, self.paying()),
            (A::Voucher, self.signing()),
            (A::Claim, self.earning() && owed),
            (A::Withdraw, self.paying() && rest && !begun),
            (A::Cancel, self.paying() && begun),
            (A::Finish, self.paying() && rest && self.ready()),
        ]
        .into_iter()
        .filter_map(|(act, can)| can.then_some(act))
        .collect()
    }

    /// An amount in words.
    pub(super) fn amount(&self, units: Units) -> String {
        Amount { units, token: self.row.token.clone() }.to_string()
    }

    fn view(&self) -> ChannelView {
        let money = |units| money::view(&self.row.token, units);
        let best = self.row.best.as_ref().map(|best| best.cumulative);
        ChannelView {
            channel: self.row.id,
            payer: self.channel.payer,
            signer: self.channel.signed_by(),
            payee: self.channel.payee,
            work: self.work.as_ref().map(|(work, _)| *work),
            title: self.work.as_ref().map(|(_, title)| title.clone()),
            paying: self.paying(),
            earning: self.earning(),
            withdraw_delay: self.channel.withdraw_delay,
            phase: self.phase(),
            can: self.can(),
            funded: money(self.book.funded),
            claimed: money(self.book.claimed),
            secured: money(self.good_for()),
            signed: self.row.signed.as_ref().map(|signed| money(signed.cumulative)),
            best: best.map(money),
            claimable: money(self.claimable()),
            uncovered: money(less(best.unwrap_or_default(), self.book.funded)),
            unsettled: money(self.unsettled),
            leaving: self.exit.as_ref().filter(|_| !self.unclaimed().is_zero()).map(|exit| {
                Leaving {
                    amount: money(exit.amount.min(self.unclaimed())),
                    ready_at: exit.ready_at,
                    at_risk: money(self.at_risk(exit)),
                }
            }),
            interrupted: self.row.deposit.as_ref().map(|deposit| money(deposit.amount)),
            practice: self.row.token.chain.is_practice(),
        }
    }
}

impl App {
    /// Channels that this home pays into or is paid from, newest first.
    ///
    /// # Errors
    /// A damaged home; a chain that does not answer.
    pub async fn channels(&self) -> Result<Vec<ChannelView>> {
        let rows = self.read(|view| Ok(view.channels().on(Self::chain_id())?))?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows.into_iter().rev() {
            views.push(self.look_at_channel(row).await?.view());
        }
        Ok(views)
    }

    /// How a channel stands.
    ///
    /// # Errors
    /// A channel that this home does not know; a chain that does not answer.
    pub async fn channel_view(&self, channel: B256) -> Result<ChannelView> {
        Ok(self.look_at_channel(self.channel_row(channel)?).await?.view())
    }

    /// The channel whose number begins so.
    ///
    /// # Errors
    /// None, or several.
    pub fn find_channel(&self, typed: &str) -> Result<B256> {
        let typed = typed.trim().to_lowercase();
        let digits = typed.strip_prefix("0x").unwrap_or(&typed);
        let rows = self.read(|view| Ok(view.channels().on(Self::chain_id())?))?;
        let begins = |id: &B256| {
            digits.len() >= 4 && data_encoding::HEXLOWER.encode(id.as_slice()).starts_with(digits)
        };
        let found: Vec<B256> = rows.iter().map(|row| row.id).filter(begins).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(unknown(&typed)),
            many => Err(Error::Precondition(format!(
                "{} channels begin with {typed}; give more of the number",
                many.len()
            ))),
        }
    }

    pub(super) fn channel_row(&self, id: B256) -> Result<UsageChannel> {
        self.read(|view| Ok(view.channels().by_id(Self::chain_id(), id)?))?
            .ok_or_else(|| unknown(&id.to_string()))
    }

    pub(super) async fn look_at_channel(&self, row: UsageChannel) -> Result<Look> {
        let (contracts, chain) = (self.contracts()?, &self.inner.chain);
        let book = chain.channel_book(&contracts, row.id).await?;
        let exit = chain.channel_exit(&contracts, row.id).await?;
        let unsettled = chain.unsettled(&contracts, row.payee, row.token.address).await?;
        Ok(Look {
            channel: terms(&row),
            book,
            exit,
            unsettled,
            work: self.work_paid_at(row.payee)?,
            me: self.account()?.map(|account| account.address),
            now: self.chain_now().await?,
            row,
        })
    }

    /// The work of this home whose vault is at `payee`.
    pub(super) fn work_paid_at(&self, payee: Address) -> Result<Option<(WorkId, String)>> {
        let vaults = self.read(|view| Ok(view.vaults().on(Self::chain_id())?))?;
        let vault = vaults.iter().find(|vault| vault.address == payee);
        vault.map(|vault| Ok((vault.work, self.work_row(vault.work)?.title))).transpose()
    }
}

fn unknown(which: &str) -> Error {
    Error::NotFound(format!(
        "channel {which} in this home; accept its file first, or see what is there with `colophon channel list`"
    ))
}

/// What is left of `from`, and nothing where `what` is more.
pub(super) fn less(from: Units, what: Units) -> Units {
    from.checked_sub(what).unwrap_or_default()
}

/// Sums of a channel have 128 bits and cannot overflow.
pub(super) fn plus(one: Units, other: Units) -> Units {
    one.checked_add(other).unwrap_or(one)
}
