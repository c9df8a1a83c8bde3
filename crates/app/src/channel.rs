//! Payments per use: a channel, vouchers for each use, one claim.

use colophon_chain::channel::{self, Channel, SignedVoucher, Till, Voucher};
use colophon_chain::{Eip712Domain, Mined, calls};
use colophon_keys::EvmKey;
use colophon_model::{Address, B256, Units};

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
        if !channel::WITHDRAW_DELAY.contains(&channel.withdraw_delay) {
            return Err(Error::Precondition(
                "the payer's wait for her money back is between 15 minutes and 30 days; choose one in between".into(),
            ));
        }
        if amount.is_zero() {
            return Err(Error::Precondition("a channel without a deposit pays nothing".into()));
        }
        let contracts = self.contracts()?;
        self.fund(payer.address()).await?;
        if let Some(token) = channel.token {
            self.fund_buyer(payer, amount, key).await?;
            let allow = calls::approve(token, contracts.channel, amount);
            self.act(payer, &format!("approve {key}"), "allowance", &allow).await?;
        }
        let action = channel::deposit(&contracts, channel, amount)?;
        self.act(payer, &format!("deposit {key}"), "deposit", &action).await?;
        Ok(channel.id(&channel::domain(Self::chain_id(), &contracts)))
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

    /// Signs a voucher for each use in a row, and takes each at the till, as a program that pays and one that is paid would
    /// between them. Both keep a core busy.
    pub(crate) async fn use_many(
        &self,
        signer: EvmKey,
        till: Till,
        channel: B256,
        (price, uses): (Units, u64),
    ) -> Result<Till> {
        let domain = channel::domain(Self::chain_id(), &self.contracts()?);
        self.heavy(move || {
            let (send, receive) = std::sync::mpsc::sync_channel(64);
            std::thread::scope(|both| {
                let paying = both.spawn(|| {
                    let send = send;
                    for n in 1..=uses {
                        let cumulative = colophon_royalties::licence_price(price, n)
                            .ok_or(colophon_chain::Error::Range)?;
                        let voucher = Voucher { channel, cumulative };
                        if send.send(sign_voucher(&signer, &domain, voucher)?).is_err() {
                            break;
                        }
                    }
                    Ok::<_, Error>(())
                });
                let mut till = till;
                for voucher in receive {
                    till.take(voucher, price).map_err(|e| Error::Precondition(e.to_string()))?;
                }
                paying.join().map_err(|_| Error::internal("signing vouchers broke off"))??;
                Ok(till)
            })
        })
        .await
    }
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
