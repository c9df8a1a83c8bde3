//! Shares of a work for fans: the offering, and the pool that holds what they bought.
//!
//! Here is what is sent. Each is done once under its key, however often it is asked for.

mod fans;
mod look;
mod prepare;
mod stage;
mod steps;

pub(crate) use prepare::moment as until;

use colophon_chain::offering::{self, OfferingTerms, SaleState};
use colophon_chain::{VaultKey, calls};
use colophon_keys::EvmKey;
use colophon_model::{Address, B256, Shares, U256, Units, keccak256};

use crate::sheet::Done;
use crate::{App, Error, Result};

impl App {
    /// Offers shares that the key's account holds; they move into the offering at once. Returns its address.
    pub(crate) async fn open_offering(
        &self,
        artist: &EvmKey,
        vault: (Address, VaultKey),
        terms: &OfferingTerms,
        key: &str,
    ) -> Result<(Address, Done)> {
        let contracts = self.contracts()?;
        let (vault, origin) = vault;
        terms.check(self.chain_now().await?)?;
        let held = self.inner.chain.token_balance(vault, artist.address(), None).await?;
        if held.0 < U256::from(terms.cap.0) {
            return Err(Error::Precondition(format!(
                "{} are to be offered and the account holds {} that are claimed; claim the place in the split first",
                terms.cap,
                Shares(u32::try_from(held.0).unwrap_or(u32::MAX)),
            )));
        }
        let mut done = Done::default();
        let cap = Units::from(u64::from(terms.cap.0));
        let allow = calls::approve(vault, contracts.offerings, cap);
        done.add(&self.act(artist, &format!("approve shares {key}"), "allowance", &allow).await?);
        let open = offering::open(&contracts, origin, terms, offering_salt(key))?;
        let mined = self.act(artist, &format!("offering {key}"), "offering", &open).await?;
        done.add(&mined);
        let at = offering::opened(&contracts, &mined)
            .ok_or_else(|| Error::internal("the maker of offerings said nothing of this one"))?;
        Ok((at, done))
    }

    /// Buys shares of an offering for the key's own account, at exactly their price. Returns what was paid.
    pub(crate) async fn buy_shares(
        &self,
        buyer: &EvmKey,
        sale: Address,
        terms: &OfferingTerms,
        shares: Shares,
        key: &str,
    ) -> Result<(Units, Done)> {
        let cost = terms
            .cost(shares)
            .ok_or_else(|| Error::Precondition("so many shares cost more than exists".into()))?;
        let mut done = Done::default();
        let coin = match terms.token {
            None => {
                self.fund(buyer.address()).await?;
                cost
            }
            Some(token) => {
                self.fund_buyer(buyer, cost, key).await?;
                let allow = calls::approve(token, sale, cost);
                let allowed =
                    self.act(buyer, &format!("approve {key}"), "allowance", &allow).await?;
                done.add(&allowed);
                Units::ZERO
            }
        };
        let action = offering::buy(sale, shares, coin);
        let mined =
            self.act(buyer, &format!("fan shares {key}"), "purchase of shares", &action).await?;
        done.add(&mined);
        Ok((cost, done))
    }

    /// Ends a sale that has sold enough, and pays the proceeds to the artist. What was done before is not done again.
    /// Returns the fans' pool.
    pub(crate) async fn settle_offering(
        &self,
        by: &EvmKey,
        sale: Address,
        key: &str,
    ) -> Result<(Address, Done)> {
        let mut done = Done::default();
        let figures = self.inner.chain.sale(sale).await?;
        if figures.state == SaleState::Open {
            let settle = offering::settle(sale);
            done.add(&self.act(by, &format!("settle {sale} {key}"), "offering", &settle).await?);
        }
        if !figures.proceeds_paid {
            let paid = offering::withdraw(sale);
            done.add(&self.act(by, &format!("proceeds {sale} {key}"), "proceeds", &paid).await?);
        }
        let figures = self.inner.chain.sale(sale).await?;
        let pool = figures.pool.ok_or_else(|| Error::internal("a settled offering has no pool"))?;
        Ok((pool, done))
    }

    /// Gives buyers of a failed offering their money back, and the artist the shares. Anybody may.
    pub(crate) async fn refund_offering(
        &self,
        by: &EvmKey,
        (sale, vault): (Address, Address),
        buyers: &[Address],
        key: &str,
    ) -> Result<Done> {
        let mut done = Done::default();
        for buyer in buyers {
            if self.inner.chain.shares_bought(sale, *buyer).await? == Shares::default() {
                continue;
            }
            let action = offering::refund(sale, *buyer);
            let intent = format!("refund {sale} {buyer} {key}");
            done.add(&self.act(by, &intent, "refund", &action).await?);
        }
        if !self.inner.chain.token_balance(vault, sale, None).await?.is_zero() {
            let back = offering::return_shares(sale);
            let intent = format!("return {sale} {key}");
            done.add(&self.act(by, &intent, "returned shares", &back).await?);
        }
        if self.inner.chain.sale(sale).await?.state == SaleState::Failed {
            Ok(done)
        } else {
            Err(Error::internal("a refunded offering has not failed"))
        }
    }

    /// Takes out of a pool what a fan is owed in tokens that its vault divides. Anybody may; the money goes to the fan.
    pub(crate) async fn claim_from_pool(
        &self,
        by: &EvmKey,
        (pool, tokens): (Address, &[Option<Address>]),
        fan: Address,
        key: &str,
    ) -> Result<Done> {
        let action = offering::claim_from_pool(pool, fan, tokens);
        let mut done = Done::default();
        done.add(&self.act(by, &format!("pool {pool} {fan} {key}"), "claim", &action).await?);
        Ok(done)
    }

    /// Returns a pool's shares once its ceiling or its term is reached, and pays the artist what came in above. Anybody may.
    pub(crate) async fn end_pool(
        &self,
        by: &EvmKey,
        (pool, vault): (Address, Address),
        key: &str,
    ) -> Result<Done> {
        let mut done = Done::default();
        if !self.inner.chain.token_balance(vault, pool, None).await?.is_zero() {
            let end = offering::end(pool);
            let mined = self.act(by, &format!("end {pool} {key}"), "end of a pool", &end).await?;
            done.add(&mined);
        }
        if !self.inner.chain.pool_surplus(pool).await?.is_zero() {
            let action = offering::claim_surplus(pool);
            let mined = self.act(by, &format!("surplus {pool} {key}"), "surplus", &action).await?;
            done.add(&mined);
        }
        Ok(done)
    }
}

/// The salt of an offering's address.
fn offering_salt(key: &str) -> B256 {
    keccak256(key.as_bytes())
}
