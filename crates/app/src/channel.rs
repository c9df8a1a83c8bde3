//! Payments per use: a channel, vouchers for each use, one claim.
//!
//! Here is what is sent and signed. Each is sent once under its key, however often it is asked for.

mod claim;
mod deposit;
mod files;
mod look;
mod open;
mod steps;
mod voucher;

use colophon_chain::channel::{self, Channel, CheckedVoucher, SignedVoucher, Till, Voucher};
use colophon_chain::{Eip712Domain, Mined, calls};
use colophon_keys::EvmKey;
use colophon_model::{Address, B256, Units};

pub use self::open::delay_text;
pub(crate) use self::steps::Exit;
use crate::sheet::Done;
use crate::{App, Error, Result};

impl App {
    /// Deposits into a channel, which opens it. Returns its number.
    pub(crate) async fn open_channel(
        &self,
        payer: &EvmKey,
        channel: &Channel,
        amount: Units,
        key: &str,
    ) -> Result<B256> {
        check_delay(channel.withdraw_delay)?;
        check_deposit(amount)?;
        self.deposit_into(payer, channel, amount, key).await?;
        Ok(channel.id(&channel::domain(Self::chain_id(), &self.contracts()?)))
    }

    /// Adds to a channel. Practice dollars that the payer lacks are made for her.
    pub(crate) async fn deposit_into(
        &self,
        payer: &EvmKey,
        channel: &Channel,
        amount: Units,
        key: &str,
    ) -> Result<Done> {
        let contracts = self.contracts()?;
        let mut done = Done::default();
        let deposit = format!("deposit {key}");
        // What was signed is sent again as it is; its allowance came before it.
        if self.signed_before(&deposit)?.is_none() {
            self.fund(payer.address()).await?;
            if let Some(token) = channel.token {
                self.fund_buyer(payer, amount, key).await?;
                let allow = calls::approve(token, contracts.channel, amount);
                done.add(&self.act(payer, &format!("approve {key}"), "allowance", &allow).await?);
            }
        }
        let action = channel::deposit(&contracts, channel, amount)?;
        done.add(&self.act(payer, &deposit, "deposit", &action).await?);
        Ok(done)
    }

    /// The payee's till for a channel as it stands on the chain now.
    pub(crate) async fn till(&self, channel: &Channel) -> Result<Till> {
        let contracts = self.contracts()?;
        let domain = channel::domain(Self::chain_id(), &contracts);
        let book = self.inner.chain.channel_book(&contracts, channel.id(&domain)).await?;
        Ok(Till::new(domain, channel, book))
    }

    /// Claims the newest voucher of a till, and with it all before.
    pub(crate) async fn claim_vouchers(
        &self,
        by: &EvmKey,
        channel: &Channel,
        till: &Till,
        key: &str,
    ) -> Result<Mined> {
        let newest =
            till.newest().ok_or_else(|| Error::Precondition("no voucher was taken yet".into()))?;
        let action = channel::claim(&self.contracts()?, channel, newest)?;
        self.act(by, &format!("vouchers {key}"), "voucher", &action).await
    }

    /// Pays out what was claimed for a payee. Anybody may; the money goes to the payee.
    pub(crate) async fn settle_vouchers(
        &self,
        by: &EvmKey,
        payee: Address,
        token: Option<Address>,
        key: &str,
    ) -> Result<Mined> {
        let action = channel::settle(&self.contracts()?, payee, token);
        self.act(by, &format!("settlement {key}"), "settlement", &action).await
    }

    /// Signs a voucher for each use in a row and takes each at the till. Signing and checking keep every core busy; the till
    /// takes them in their order.
    pub(crate) async fn use_many(
        &self,
        signer: EvmKey,
        mut till: Till,
        channel: B256,
        (price, uses): (Units, u64),
    ) -> Result<Till> {
        let domain = channel::domain(Self::chain_id(), &self.contracts()?);
        let refused = |why: channel::VoucherError| Error::Precondition(why.to_string());
        self.heavy(move || {
            let cores = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
            let each = uses.div_ceil(cores).max(1);
            let sign = |n: u64| -> Result<CheckedVoucher> {
                let cumulative = colophon_royalties::licence_price(price, n)
                    .ok_or(colophon_chain::Error::Range)?;
                let voucher = Voucher { channel, cumulative };
                till.check(sign_voucher(&signer, &domain, voucher)?).map_err(refused)
            };
            let parts = std::thread::scope(|scope| {
                let part = |first: u64| {
                    let last = first.saturating_add(each - 1).min(uses);
                    scope.spawn(move || (first..=last).map(sign).collect::<Result<Vec<_>>>())
                };
                let running: Vec<_> = (0..cores).map(|n| part(n * each + 1)).collect();
                running
                    .into_iter()
                    .map(|part| {
                        part.join().map_err(|_| Error::internal("signing vouchers broke off"))?
                    })
                    .collect::<Result<Vec<_>>>()
            })?;
            for voucher in parts.into_iter().flatten() {
                till.book(voucher, price).map_err(refused)?;
            }
            Ok(till)
        })
        .await
    }
}

fn check_delay(seconds: u32) -> Result<()> {
    if channel::WITHDRAW_DELAY.contains(&seconds) {
        return Ok(());
    }
    Err(Error::Precondition(
        "the payer's wait for her money back is between 15 minutes and 30 days; choose one in between".into(),
    ))
}

fn check_deposit(amount: Units) -> Result<()> {
    if amount.is_zero() {
        return Err(Error::Precondition(
            "a deposit of nothing pays nothing; deposit more than zero".into(),
        ));
    }
    Ok(())
}

/// Signs that the payer owes so much in all.
pub(crate) fn sign_voucher(
    signer: &EvmKey,
    domain: &Eip712Domain,
    voucher: Voucher,
) -> Result<SignedVoucher> {
    let signature = signer.sign_typed_hash(domain, voucher.hash()?)?.into();
    Ok(SignedVoucher { voucher, signature })
}
