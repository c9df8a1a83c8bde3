//! A channel before it is signed: read, checked, laid out on a sheet; then opened. And a channel that somebody else opened.

use colophon_chain::channel::{self, Channel};
use colophon_ipc::{
    AcceptChannel, ChannelPayee, ChannelView, FinalPoint, PrepareChannel, Sheet, SheetKind,
};
use colophon_model::{Address, Amount, B256, Token, Units, read_address};
use colophon_store::{PendingDeposit, UsageChannel};

use super::files::{check_free, terms, write_once};
use super::{check_delay, check_deposit};
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money};

impl App {
    /// Prepares to open a channel with a first deposit from this account. The same order again, after it was interrupted,
    /// goes on where it stopped and pays nothing twice.
    ///
    /// # Errors
    /// A payee that cannot be one, or a vault that does not divide the token; a deposit of nothing, or above what the
    /// account has; a delay that no channel has; a file that is there already; locked keys.
    pub async fn prepare_channel(&self, call: &PrepareChannel) -> Result<Sheet> {
        let payer = self.artist()?.address();
        let token = self.sale_token(call.pay_in).await?;
        let payee = self.payee_of(&call.payee, &token).await?;
        let signer = call.signer.as_deref().map(read_address).transpose()?;
        check_delay(call.withdraw_delay)?;
        let amount = Units::parse_decimal(call.deposit.trim(), token.decimals)?;
        check_deposit(amount)?;
        let wanted = Channel {
            payer,
            signer: signer.filter(|signer| *signer != payer),
            payee,
            token: token.address,
            withdraw_delay: call.withdraw_delay,
            salt: B256::from(self.random::<32>()),
        };
        let begun = self.begun(&wanted, amount)?;
        let (channel, resumed) = match &begun {
            Some((row, key)) => (terms(row), Some(key.clone())),
            None => (wanted, None),
        };
        check_free(call.path.as_deref(), Some(&self.channel_text(&channel)?))?;
        let fee = self.deposit_fee(&channel, amount, resumed.as_deref()).await?;
        let number = channel.id(&channel::domain(Self::chain_id(), &self.contracts()?));
        let mut facts = vec![
            ("channel".to_owned(), number.to_string()),
            ("delay".to_owned(), delay_text(channel.withdraw_delay)),
            ("voucher-signer".to_owned(), channel.signed_by().to_string()),
        ];
        if resumed.is_some() {
            facts.push((
                "goes-on".to_owned(),
                Amount { units: amount, token: token.clone() }.to_string(),
            ));
        }
        let facts = Facts {
            works: self.work_paid_at(payee)?.map(|(_, title)| title).into_iter().collect(),
            leaves: vec![money::view(&token, amount)],
            arrives: Vec::new(),
            to: payee.to_string(),
            fee,
            transactions: self.deposit_transactions(&channel, resumed.as_deref())?,
            finals: vec![FinalPoint::Deposit],
            facts,
        };
        let plan = Plan::OpenChannel {
            channel: Box::new(channel),
            token,
            amount,
            key: resumed,
            path: call.path.clone(),
        };
        self.lay(SheetKind::ChannelOpen, plan, facts)
    }

    /// A channel with the same terms whose first deposit was interrupted, and its key.
    fn begun(&self, wanted: &Channel, amount: Units) -> Result<Option<(UsageChannel, String)>> {
        let rows = self.read(|view| Ok(view.channels().on(Self::chain_id())?))?;
        Ok(rows.into_iter().find_map(|row| {
            let pending = row.deposit.clone().filter(|one| one.opens && one.amount == amount)?;
            let same = Channel { salt: row.salt, ..*wanted } == terms(&row);
            same.then_some((row, pending.key))
        }))
    }

    /// Whom a channel pays.
    async fn payee_of(&self, payee: &ChannelPayee, token: &Token) -> Result<Address> {
        let payee = match payee {
            ChannelPayee::Work(work) => self.vault_row(*work)?.address,
            ChannelPayee::Address(text) => read_address(text)?,
        };
        self.check_payee(payee, token).await?;
        Ok(payee)
    }

    /// Refuses who cannot be paid in this token.
    async fn check_payee(&self, payee: Address, token: &Token) -> Result<()> {
        if payee.is_zero() || payee == self.contracts()?.channel {
            return Err(Error::Precondition(format!(
                "{payee} can neither pay nor be paid; name a work, a vault or an account"
            )));
        }
        let Some(address) = token.address else { return Ok(()) };
        if !self.inner.chain.has_code(payee).await? {
            return Ok(());
        }
        match self.inner.chain.pinned_tokens(payee).await {
            Ok(tokens) if !tokens.contains(&address) => Err(Error::Precondition(format!(
                "the vault {payee} does not divide {}; what is paid to it would lie there for nobody. Pay in what it divides",
                token.symbol
            ))),
            // A contract that is no vault, such as a wallet, takes any token.
            _ => Ok(()),
        }
    }

    /// Writes the channel down, deposits, and writes its file. The row is there before anything is sent.
    pub(crate) async fn make_channel(
        &self,
        channel: &Channel,
        (token, amount): (&Token, Units),
        path: Option<&str>,
        key: &str,
    ) -> Result<Done> {
        let payer = self.artist()?;
        let row = self.row_of(channel, token)?;
        let pending = PendingDeposit { key: key.to_owned(), amount, opens: true };
        self.write(|change| {
            change.channels_mut().add(&row)?;
            Ok(change.channels_mut().deposit(Self::chain_id(), row.id, Some(&pending))?)
        })?;
        self.inner.boundary.cross("channel written");
        let done = self.deposit_into(&payer, channel, amount, key).await?;
        if let Some(path) = path {
            write_once(path, &self.channel_text(channel)?)?;
        }
        self.inner.boundary.cross("channel deposited");
        self.write(|change| Ok(change.channels_mut().deposit(Self::chain_id(), row.id, None)?))?;
        Ok(done)
    }

    fn row_of(&self, channel: &Channel, token: &Token) -> Result<UsageChannel> {
        Ok(UsageChannel {
            id: channel.id(&channel::domain(Self::chain_id(), &self.contracts()?)),
            payer: channel.payer,
            signer: channel.signer,
            payee: channel.payee,
            token: token.clone(),
            withdraw_delay: channel.withdraw_delay,
            salt: channel.salt,
            created_at: self.now(),
            deposit: None,
            signed: None,
            best: None,
        })
    }

    /// Reads a channel's file and keeps the channel.
    ///
    /// # Errors
    /// A file that is none, was changed, or is for another chain or contract; a channel that pays neither this account nor
    /// a vault of its works, and that it does not pay or sign for either; a token that the vault does not divide, or that
    /// this Colophon does not know; a delay that no channel has.
    pub async fn accept_channel(&self, call: &AcceptChannel) -> Result<ChannelView> {
        let path =
            call.path.as_deref().ok_or_else(|| Error::Precondition("choose a file".into()))?;
        let channel = self.read_channel(path)?;
        check_delay(channel.withdraw_delay)?;
        let me = self.account()?.ok_or(Error::NoAccount)?.address;
        let mine = [channel.payer, channel.signed_by(), channel.payee].contains(&me);
        if !mine && self.work_paid_at(channel.payee)?.is_none() {
            return Err(Error::Precondition(format!(
                "this channel pays {}, which is neither this account nor the vault of a work of this home; vouchers of it would pay somebody else",
                channel.payee
            )));
        }
        let token = self.tokens().await?.remove(&channel.token).ok_or_else(|| {
            Error::Precondition(format!(
                "the channel pays in {}, a token that this Colophon does not know; ask the payer for one in coin or dollars",
                channel.token.unwrap_or_default()
            ))
        })?;
        self.check_payee(channel.payee, &token).await?;
        let row = self.row_of(&channel, &token)?;
        self.write(|change| Ok(change.channels_mut().add(&row)?))?;
        self.channel_view(row.id).await
    }
}

/// A delay in words: `90 min`, `36 h` or `7 d`: whole numbers only, so that nothing is rounded.
pub fn delay_text(seconds: u32) -> String {
    match seconds {
        s if s % 86_400 == 0 => format!("{} d", s / 86_400),
        s if s % 3_600 == 0 => format!("{} h", s / 3_600),
        s if s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::delay_text;

    #[test]
    fn delays_are_whole() {
        for (seconds, want) in
            [(900, "15 min"), (5_400, "90 min"), (86_400, "1 d"), (129_600, "36 h"), (901, "901 s")]
        {
            assert_eq!(delay_text(seconds), want);
        }
    }
}
