//! Adding to a channel.

use colophon_chain::channel::{self, Channel};
use colophon_ipc::{FinalPoint, Sheet, SheetKind};
use colophon_model::{Amount, B256, U256, Units};
use colophon_store::PendingDeposit;

use super::check_deposit;
use super::look::{Look, less};
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money};

/// Gas, a little above what the contracts' tests measure.
const ALLOW_GAS: u64 = 60_000;
const DEPOSIT_GAS: u64 = 160_000;

impl App {
    pub(super) async fn prepare_deposit(&self, look: Look, amount: &str) -> Result<Sheet> {
        let token = look.row.token.clone();
        let amount = Units::parse_decimal(amount.trim(), token.decimals)?;
        check_deposit(amount)?;
        let resumed = self.interrupted(&look, amount)?;
        let fee = self.deposit_fee(&look.channel, amount, resumed.as_deref()).await?;
        let mut facts = vec![("holds".to_owned(), look.amount(look.book.funded))];
        // What was signed before revives with the money that is put in, even where a withdrawal came in between.
        let signed = look.row.signed.as_ref().map_or(Units::ZERO, |signed| signed.cumulative);
        let open = less(signed, look.book.claimed);
        if !open.is_zero() {
            facts.push(("signed-open".to_owned(), look.amount(open)));
        }
        if resumed.is_some() {
            facts.push(("goes-on".to_owned(), look.amount(amount)));
        }
        let facts = Facts {
            works: look.work.iter().map(|(_, title)| title.clone()).collect(),
            leaves: vec![money::view(&token, amount)],
            arrives: Vec::new(),
            to: look.channel.payee.to_string(),
            fee,
            transactions: self.deposit_transactions(&look.channel, resumed.as_deref())?,
            finals: vec![FinalPoint::Deposit],
            facts,
        };
        let plan = Plan::ChannelDeposit { channel: look.row.id, amount, key: resumed };
        self.lay(SheetKind::ChannelDeposit, plan, facts)
    }

    /// The key of an interrupted deposit of just this sum, so that it is done once. One of another sum that was signed has
    /// been sent since: that is said before more is deposited.
    fn interrupted(&self, look: &Look, amount: Units) -> Result<Option<String>> {
        let Some(pending) = &look.row.deposit else { return Ok(None) };
        if pending.amount == amount {
            return Ok(Some(pending.key.clone()));
        }
        if self.signed_before(&format!("deposit {}", pending.key))?.is_none() {
            return Ok(None);
        }
        self.write(|change| {
            Ok(change.channels_mut().deposit(Self::chain_id(), look.row.id, None)?)
        })?;
        Err(Error::Precondition(format!(
            "an earlier deposit of {} was interrupted and has gone through, so the channel holds {}; nothing more was sent. Deposit again if that is not enough",
            look.amount(pending.amount),
            look.amount(look.book.funded),
        )))
    }

    /// Transactions of a deposit that are still to be sent; one that was signed is told again.
    pub(super) fn deposit_transactions(&self, channel: &Channel, key: Option<&str>) -> Result<u64> {
        Ok(if channel.token.is_none() || self.was_signed(key)? { 1 } else { 2 })
    }

    fn was_signed(&self, key: Option<&str>) -> Result<bool> {
        let Some(key) = key else { return Ok(false) };
        Ok(self.signed_before(&format!("deposit {key}"))?.is_some())
    }

    /// What a deposit's fees come to at most. Refuses what the account cannot pay and what the contract cannot count.
    pub(super) async fn deposit_fee(
        &self,
        channel: &Channel,
        amount: Units,
        key: Option<&str>,
    ) -> Result<Units> {
        channel::deposit(&self.contracts()?, channel, amount)?;
        let allow = if channel.token.is_some() { ALLOW_GAS } else { 0 };
        let fee = self.fee_of(DEPOSIT_GAS + allow).await?;
        let coin = if channel.token.is_none() { amount } else { Units::ZERO };
        let needed = Units(coin.0.saturating_add(fee.0));
        if !self.was_signed(key)? && self.inner.chain.balance(channel.payer).await? < needed {
            let needed = Amount { units: needed, token: self.inner.chain.profile().coin.clone() };
            return Err(Error::Precondition(format!(
                "the account has less coin than the deposit and its fees may come to, which is {needed}"
            )));
        }
        Ok(fee)
    }

    pub(super) async fn fee_of(&self, gas: u64) -> Result<Units> {
        let fees = self.inner.chain.fees().await?;
        Ok(Units(U256::from(gas).saturating_mul(U256::from(fees.max_fee))))
    }

    /// Adds to a channel. It is noted before anything is sent, and struck out once it is in a block.
    pub(crate) async fn add_to_channel(
        &self,
        channel: B256,
        amount: Units,
        key: &str,
    ) -> Result<Done> {
        let payer = self.artist()?;
        let row = self.channel_row(channel)?;
        let opens = row.deposit.as_ref().is_some_and(|one| one.key == key && one.opens);
        let pending = PendingDeposit { key: key.to_owned(), amount, opens };
        let note = |pending: Option<&PendingDeposit>| {
            self.write(|change| {
                Ok(change.channels_mut().deposit(Self::chain_id(), channel, pending)?)
            })
        };
        note(Some(&pending))?;
        let done = self.deposit_into(&payer, &super::files::terms(&row), amount, key).await?;
        self.inner.boundary.cross("channel deposited");
        note(None)?;
        Ok(done)
    }
}
