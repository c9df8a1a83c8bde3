//! Shares of a work for fans: the offering, and the pool that holds what they bought.

use colophon_chain::offering::{self, OfferingTerms, SaleState};
use colophon_chain::{Mined, VaultKey, calls};
use colophon_keys::EvmKey;
use colophon_model::{Address, Shares, U256, Units, keccak256};

use crate::{App, Error, Result};

impl App {
    /// Offers shares that the key's account holds; they move into the offering at once. Returns its address.
    pub(crate) async fn open_offering(
        &self,
        artist: &EvmKey,
        vault: (Address, VaultKey),
        terms: &OfferingTerms,
        key: &str,
    ) -> Result<Address> {
        let contracts = self.contracts()?;
        let (vault, origin) = vault;
        let now = self.inner.chain.head().await?.time;
        terms.check(now).map_err(|e| Error::Precondition(e.to_string()))?;
        let held = self.inner.chain.token_balance(vault, artist.address(), None).await?;
        if held.0 < U256::from(terms.cap.0) {
            return Err(Error::Precondition(format!(
                "{} are to be offered and the account holds {} that are claimed; claim the place in the split first",
                terms.cap,
                Shares(u32::try_from(held.0).unwrap_or(u32::MAX)),
            )));
        }
        let cap = Units::from(u64::from(terms.cap.0));
        let allow = calls::approve(vault, contracts.offerings, cap);
        self.act(artist, &format!("approve shares {key}"), "allowance", &allow).await?;
        let open = offering::open(&contracts, origin, terms, keccak256(key.as_bytes()))?;
        let mined = self.act(artist, &format!("offering {key}"), "offering", &open).await?;
        offering::opened(&contracts, &mined)
            .ok_or_else(|| Error::internal("the maker of offerings said nothing of this one"))
    }

    /// Buys shares of an offering for the key's own account, at exactly their price.
    pub(crate) async fn buy_shares(
        &self,
        buyer: &EvmKey,
        sale: Address,
        terms: &OfferingTerms,
        shares: Shares,
        key: &str,
    ) -> Result<Units> {
        let cost = terms
            .cost(shares)
            .ok_or_else(|| Error::Precondition("so many shares cost more than exists".into()))?;
        let coin = match terms.token {
            None => {
                self.fund(buyer.address()).await?;
                cost
            }
            Some(token) => {
                self.fund_buyer(buyer, cost, key).await?;
                let allow = calls::approve(token, sale, cost);
                self.act(buyer, &format!("approve {key}"), "allowance", &allow).await?;
                Units::ZERO
            }
        };
        let action = offering::buy(sale, shares, coin);
        self.act(buyer, &format!("fan shares {key}"), "purchase of shares", &action).await?;
        Ok(cost)
    }

    /// Ends a sale that has sold enough, and pays the proceeds to the artist. Returns the fans' pool.
    pub(crate) async fn settle_offering(
        &self,
        by: &EvmKey,
        sale: Address,
        key: &str,
    ) -> Result<Address> {
        self.act(by, &format!("settle {sale} {key}"), "offering", &offering::settle(sale)).await?;
        let paid = offering::withdraw(sale);
        self.act(by, &format!("proceeds {sale} {key}"), "proceeds", &paid).await?;
        let figures = self.inner.chain.sale(sale).await?;
        figures.pool.ok_or_else(|| Error::internal("a settled offering has no pool"))
    }

    /// Gives buyers of a failed offering their money back, and the artist the shares. Anybody may.
    pub(crate) async fn refund_offering(
        &self,
        by: &EvmKey,
        sale: Address,
        buyers: &[Address],
        key: &str,
    ) -> Result<Vec<Mined>> {
        let mut sent = Vec::new();
        for buyer in buyers {
            if self.inner.chain.shares_bought(sale, *buyer).await? == Shares::default() {
                continue;
            }
            let action = offering::refund(sale, *buyer);
            let intent = format!("refund {sale} {buyer} {key}");
            sent.push(self.act(by, &intent, "refund", &action).await?);
        }
        let back = offering::return_shares(sale);
        sent.push(self.act(by, &format!("return {sale} {key}"), "returned shares", &back).await?);
        if self.inner.chain.sale(sale).await?.state == SaleState::Failed {
            Ok(sent)
        } else {
            Err(Error::internal("a refunded offering has not failed"))
        }
    }

    /// Takes out of a pool what a fan is owed. Anybody may; the money goes to the fan.
    pub(crate) async fn claim_from_pool(
        &self,
        by: &EvmKey,
        pool: Address,
        fan: Address,
        key: &str,
    ) -> Result<Mined> {
        let tokens: Vec<_> = self.tokens().await?.into_keys().collect();
        let action = offering::claim_from_pool(pool, fan, &tokens);
        self.act(by, &format!("pool {pool} {fan} {key}"), "claim", &action).await
    }

    /// Returns a pool's shares once its ceiling or its term is reached, and pays the artist what came in above. Anybody may.
    pub(crate) async fn end_pool(&self, by: &EvmKey, pool: Address, key: &str) -> Result<()> {
        let end = offering::end(pool);
        self.act(by, &format!("end {pool} {key}"), "end of a pool", &end).await?;
        if !self.inner.chain.pool_surplus(pool).await?.is_zero() {
            let action = offering::claim_surplus(pool);
            self.act(by, &format!("surplus {pool} {key}"), "surplus", &action).await?;
        }
        Ok(())
    }
}
