//! Shares of a work for fans, all or nothing: the offering, and the pool that holds them after a success.
//! `ShareOfferingFactory`, `ShareOffering` and `FanPool` in `contracts/` have the rules.

use alloy_primitives::aliases::U40;
use alloy_primitives::{Address, B256, FixedBytes, U256, keccak256};
use alloy_sol_types::SolEvent;
use colophon_model::{Moment, Shares, Units};
use serde::{Deserialize, Serialize};

use crate::bindings as b;
use crate::typed::u96;
use crate::{Action, Chain, Contracts, Error, Mined, Result};

/// What a vault's address is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultKey {
    /// Who made it.
    pub author: Address,
    /// Root of its shares.
    pub shares_root: B256,
    /// Hash of the agreement behind them.
    pub treaty: B256,
}

/// On which terms shares are offered. They never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferingTerms {
    /// What the shares are sold for and the ceiling is counted in; `None` is the coin.
    pub token: Option<Address>,
    /// Price of one share unit (a millionth of the work's income).
    pub price: Units,
    /// The most that one share unit may ever bring its fan.
    pub ceiling: Units,
    /// Shares for sale.
    pub cap: Shares,
    /// Shares that must be sold, or everybody gets the money back.
    pub minimum: Shares,
    /// Shares that one account may buy.
    pub per_buyer: Shares,
    /// When the sale ends.
    pub deadline: Moment,
    /// When the fans' part in the income ends.
    pub term_end: Moment,
    /// The law that the artist offers under, as ISO 3166 writes it: `CH`, `US-NY`.
    pub jurisdiction: String,
    /// What the artist tells her fans, in full.
    pub text: String,
}

/// What an offering is, as fixed when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferingFacts {
    /// Whose shares are sold.
    pub vault: Address,
    /// Who sells them.
    pub artist: Address,
    /// On which terms, without the text.
    pub terms: OfferingTerms,
}

/// Where a sale stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SaleState {
    /// Shares are sold, or it waits to be settled.
    Open,
    /// Buyers take their money back.
    Failed,
    /// The shares are in a pool and the proceeds are the artist's.
    Succeeded,
}

/// How a sale stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaleFigures {
    /// Where it stands.
    pub state: SaleState,
    /// Shares sold.
    pub sold: Shares,
    /// Shares of them that were paid back.
    pub refunded: Shares,
    /// Whether the artist has drawn the proceeds.
    pub proceeds_paid: bool,
    /// Where the fans' shares are after a success.
    pub pool: Option<Address>,
}

/// What a fan pool itself answers in one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolFigures {
    /// All it ever received, with what its vault still owes it.
    pub received: Units,
    /// What fans took out.
    pub paid: Units,
    /// What each fan could take out now.
    pub pending: Vec<(Address, Units)>,
}

/// Why no offering is made on such terms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OfferingError {
    /// For nothing.
    #[error("shares are not sold for nothing; set a price above zero")]
    PriceZero,
    /// Fans could not get back what they paid.
    #[error(
        "the ceiling of {ceiling} units a share is below the price of {price}, so fans could never get back what they paid; raise it"
    )]
    CeilingBelowPrice {
        /// The most a share brings.
        ceiling: Units,
        /// What it costs.
        price: Units,
    },
    /// None, or more than there are.
    #[error("{0} are for sale; offer between 0.0001 % and 100 %")]
    Cap(Shares),
    /// Out of the cap.
    #[error(
        "{what} is {asked}; it must be at least 0.0001 % and not above the {cap} that are for sale"
    )]
    Amount {
        /// Which.
        what: &'static str,
        /// What was asked.
        asked: Shares,
        /// What is for sale.
        cap: Shares,
    },
    /// Past, or too far.
    #[error("the sale must end in the future and within 366 days")]
    Deadline,
    /// Too early or too late.
    #[error("the fans' term must end at least 30 days after the sale and within 100 years")]
    Term,
    /// Not as ISO 3166 writes it.
    #[error("{0} is no jurisdiction; write one to eight of A-Z, 0-9 and -, such as CH or US-NY")]
    Jurisdiction(String),
    /// Nothing said.
    #[error("the offering says nothing to the fans; tell them what they buy and what they risk")]
    NoText,
}

const DAY: u64 = 24 * 3600;

impl OfferingTerms {
    /// What the contract would refuse, in words and before anything is signed; `now` is the chain's time.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, now: Moment) -> Result<(), OfferingError> {
        let (price, ceiling, cap) = (self.price, self.ceiling, self.cap);
        if price.is_zero() {
            return Err(OfferingError::PriceZero);
        }
        if ceiling < price {
            return Err(OfferingError::CeilingBelowPrice { ceiling, price });
        }
        if cap.0 == 0 || cap > Shares::WHOLE {
            return Err(OfferingError::Cap(cap));
        }
        let parts = [("the minimum", self.minimum), ("the most for one buyer", self.per_buyer)];
        for (what, asked) in parts {
            if asked.0 == 0 || asked > cap {
                return Err(OfferingError::Amount { what, asked, cap });
            }
        }
        let (now, end, term) =
            (now.unix_seconds(), self.deadline.unix_seconds(), self.term_end.unix_seconds());
        if end <= now || end > now.saturating_add(366 * DAY) {
            return Err(OfferingError::Deadline);
        }
        if term < end.saturating_add(30 * DAY) || term > now.saturating_add(36_525 * DAY) {
            return Err(OfferingError::Term);
        }
        let known = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        let code = &self.jurisdiction;
        if code.is_empty() || code.len() > 8 || !code.chars().all(known) {
            return Err(OfferingError::Jurisdiction(code.clone()));
        }
        if self.text.is_empty() { Err(OfferingError::NoText) } else { Ok(()) }
    }

    fn to_sol(&self) -> Result<b::ShareOfferingFactory::OfferingTerms> {
        let code = self.jurisdiction.as_bytes();
        if code.len() > 8 {
            return Err(Error::Range);
        }
        let mut jurisdiction = FixedBytes::<8>::ZERO;
        jurisdiction[..code.len()].copy_from_slice(code);
        let time = |at: Moment| U40::try_from(at.unix_seconds()).map_err(|_| Error::Range);
        Ok(b::ShareOfferingFactory::OfferingTerms {
            token: self.token.unwrap_or_default(),
            price: u96(self.price)?,
            ceiling: u96(self.ceiling)?,
            cap: self.cap.0,
            minimum: self.minimum.0,
            perBuyer: self.per_buyer.0,
            deadline: time(self.deadline)?,
            termEnd: time(self.term_end)?,
            jurisdiction,
            text: keccak256(self.text.as_bytes()),
        })
    }

    /// What `shares` cost; `None` beyond what can be written.
    pub fn cost(&self, shares: Shares) -> Option<Units> {
        self.price.0.checked_mul(U256::from(shares.0)).map(Units)
    }
}

impl VaultKey {
    fn to_sol(self) -> b::ShareOfferingFactory::VaultKey {
        b::ShareOfferingFactory::VaultKey {
            author: self.author,
            sharesRoot: self.shares_root,
            treaty: self.treaty,
        }
    }
}

/// Opens an offering of the sender's shares, which move into it at once; [`crate::calls::approve`] them to the maker of
/// offerings first.
///
/// # Errors
/// [`Error::Range`] for prices, times and a jurisdiction that the contract's fields cannot hold.
pub fn open(at: &Contracts, key: VaultKey, terms: &OfferingTerms, salt: B256) -> Result<Action> {
    let call = b::ShareOfferingFactory::openCall {
        key: key.to_sol(),
        terms: terms.to_sol()?,
        text: terms.text.clone(),
        salt,
    };
    Ok(Action::call(at.offerings, &call))
}

/// The offering that a transaction opened.
pub fn opened(at: &Contracts, mined: &Mined) -> Option<Address> {
    mined.logs.iter().filter(|log| log.address == at.offerings).find_map(|log| {
        let event = b::ShareOfferingFactory::OfferingOpened::decode_log(&log.log).ok()?;
        Some(event.data.offering)
    })
}

/// Buys shares for the sender; `coin` is what is sent along where they are sold for coin.
pub fn buy(offering: Address, shares: Shares, coin: Units) -> Action {
    let call = b::ShareOffering::buyCall { shares: shares.0 };
    Action { value: coin, ..Action::call(offering, &call) }
}

/// Ends a sale that has sold enough: the sold shares move into a pool, the others return. Anybody may send it.
pub fn settle(offering: Address) -> Action {
    Action::call(offering, &b::ShareOffering::settleCall {})
}

/// Pays the proceeds of a sale that has succeeded to the artist. Anybody may send it.
pub fn withdraw(offering: Address) -> Action {
    Action::call(offering, &b::ShareOffering::withdrawCall {})
}

/// Gives a buyer back what she paid, once the sale has failed. Anybody may send it.
pub fn refund(offering: Address, buyer: Address) -> Action {
    Action::call(offering, &b::ShareOffering::refundCall { buyer })
}

/// Returns the shares of a sale that has failed to the artist. Anybody may send it.
pub fn return_shares(offering: Address) -> Action {
    Action::call(offering, &b::ShareOffering::returnSharesCall {})
}

/// Calls a sale off; the artist alone, before anything is sold.
pub fn cancel(offering: Address) -> Action {
    Action::call(offering, &b::ShareOffering::cancelCall {})
}

/// Takes out of a pool what a fan is owed in each token (`None` is the coin). Anybody may send it.
pub fn claim_from_pool(pool: Address, fan: Address, tokens: &[Option<Address>]) -> Action {
    let tokens = tokens.iter().map(|token| token.unwrap_or_default()).collect();
    Action::call(pool, &b::FanPool::claimManyCall { who: fan, tokens_: tokens })
}

/// Pays the artist what a pool received above its ceiling. Anybody may send it.
pub fn claim_surplus(pool: Address) -> Action {
    Action::call(pool, &b::FanPool::claimSurplusCall {})
}

/// Returns a pool's shares to the artist, once its ceiling or its term is reached. Anybody may send it.
pub fn end(pool: Address) -> Action {
    Action::call(pool, &b::FanPool::endCall {})
}

impl Chain {
    /// How a sale stands.
    ///
    /// # Errors
    /// No answer, or no offering there.
    pub async fn sale(&self, offering: Address) -> Result<SaleFigures> {
        let asked = "an offering";
        let sale = self.ask(asked, offering, &b::ShareOffering::saleCall {}, None).await?;
        let state = match sale.state {
            0 => SaleState::Open,
            1 => SaleState::Failed,
            2 => SaleState::Succeeded,
            _ => return Err(Error::Unreadable { asked }),
        };
        Ok(SaleFigures {
            state,
            sold: Shares(sale.sold),
            refunded: Shares(sale.refunded),
            proceeds_paid: sale.proceedsPaid,
            pool: (!sale.pool.is_zero()).then_some(sale.pool),
        })
    }

    /// Vault, artist and terms of an offering. The artist's own text is not among them; the chain keeps its hash.
    ///
    /// # Errors
    /// No answer, or no offering there.
    pub async fn offering(&self, offering: Address) -> Result<OfferingFacts> {
        let asked = "an offering";
        let o = self.ask(asked, offering, &b::ShareOffering::offeringCall {}, None).await?;
        let t = o.terms;
        let time = |at: U40| Moment::from_unix_seconds(at.to::<u64>());
        let code = t.jurisdiction.iter().copied().take_while(|byte| *byte != 0).collect();
        Ok(OfferingFacts {
            vault: o.vault,
            artist: o.artist,
            terms: OfferingTerms {
                token: (!t.token.is_zero()).then_some(t.token),
                price: Units(U256::from(t.price)),
                ceiling: Units(U256::from(t.ceiling)),
                cap: Shares(t.cap),
                minimum: Shares(t.minimum),
                per_buyer: Shares(t.perBuyer),
                deadline: time(t.deadline),
                term_end: time(t.termEnd),
                jurisdiction: String::from_utf8(code).map_err(|_| Error::Unreadable { asked })?,
                text: String::new(),
            },
        })
    }

    /// Where an offering is, or will be.
    ///
    /// # Errors
    /// [`Error::Range`] as [`open`]; no answer.
    pub async fn predict_offering(
        &self,
        at: &Contracts,
        artist: Address,
        key: VaultKey,
        terms: &OfferingTerms,
        salt: B256,
    ) -> Result<Address> {
        let call = b::ShareOfferingFactory::predictCall {
            artist,
            key: key.to_sol(),
            terms: terms.to_sol()?,
            salt,
        };
        self.ask("the offering's address", at.offerings, &call, None).await
    }

    /// What every buyer of fan shares is told by the contract itself.
    ///
    /// # Errors
    /// No answer, or no offering there.
    pub async fn offering_warning(&self, offering: Address) -> Result<String> {
        self.ask("the warning", offering, &b::ShareOffering::warningCall {}, None).await
    }

    /// The shares that `buyer` bought and was not paid back for.
    ///
    /// # Errors
    /// No answer, or no offering there.
    pub async fn shares_bought(&self, offering: Address, buyer: Address) -> Result<Shares> {
        let call = b::ShareOffering::sharesOfCall { buyer };
        self.ask("a buyer's shares", offering, &call, None).await.map(Shares)
    }

    /// Who bought at an offering in these blocks (both included), in the chain's order; a buyer stands there once for each
    /// purchase.
    ///
    /// # Errors
    /// No answer.
    pub async fn purchases(
        &self,
        offering: Address,
        from: u64,
        to: u64,
    ) -> Result<Vec<(Address, Shares)>> {
        let logs = self.logs(offering, b::ShareOffering::Bought::SIGNATURE_HASH, from, to).await?;
        let read = |log: &crate::ChainLog| {
            let bought = b::ShareOffering::Bought::decode_log(&log.log).ok()?;
            Some((bought.data.buyer, Shares(bought.data.shares)))
        };
        Ok(logs.iter().filter_map(read).collect())
    }

    /// Whether a pool has reached its ceiling or its term.
    ///
    /// # Errors
    /// No answer, or no pool there.
    pub async fn pool_is_over(&self, pool: Address) -> Result<bool> {
        self.ask("a pool's end", pool, &b::FanPool::isOverCall {}, None).await
    }

    /// A pool's figures in `token`, with what each of `fans` could take out.
    ///
    /// # Errors
    /// No answer, or no pool there.
    pub async fn pool_figures(
        &self,
        pool: Address,
        token: Option<Address>,
        fans: &[Address],
    ) -> Result<PoolFigures> {
        let token = token.unwrap_or_default();
        let call = b::FanPool::cumulativeCall { token };
        let received = self.ask("a pool's receipts", pool, &call, None).await?;
        let paid =
            self.ask("a pool's payments", pool, &b::FanPool::paidOutCall { token }, None).await?;
        let mut pending = Vec::with_capacity(fans.len());
        for who in fans {
            let call = b::FanPool::pendingCall { who: *who, token };
            pending.push((*who, Units(self.ask("what a fan is owed", pool, &call, None).await?)));
        }
        Ok(PoolFigures { received: Units(received), paid: Units(paid), pending })
    }

    /// What a pool would pay the artist now from above its ceiling.
    ///
    /// # Errors
    /// No answer, or no pool there.
    pub async fn pool_surplus(&self, pool: Address) -> Result<Units> {
        self.ask("a pool's surplus", pool, &b::FanPool::surplusCall {}, None).await.map(Units)
    }
}
