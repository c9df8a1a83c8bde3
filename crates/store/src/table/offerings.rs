use colophon_model::{Address, B256, ChainId, Moment, Shares, Token, Units, WorkId};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::codec::{Columns, Hex, Text, Whole, Word, all, handles, millis, one, run};
use crate::{Error, Result};

/// Where a sale stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfferingState {
    /// Shares are sold, or it waits to be settled.
    Open,
    /// Buyers take their money back.
    Failed,
    /// The shares are in a pool of fans.
    Succeeded,
}

/// What was last seen of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaleSeen {
    /// Where it stood.
    pub state: OfferingState,
    /// Shares sold.
    pub sold: Shares,
    /// Shares of them that were paid back.
    pub refunded: Shares,
    /// Where the fans' shares are.
    pub pool: Option<Address>,
    /// When it was seen.
    pub at: Moment,
}

/// Shares of a work for sale to fans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offering {
    /// The contract; its address commits to the terms.
    pub address: Address,
    /// The work.
    pub work: WorkId,
    /// What is paid in; its chain is the offering's.
    pub token: Token,
    /// Price of one share (a millionth of the work's income).
    pub price: Units,
    /// The most that one share may ever bring its fan.
    pub ceiling: Units,
    /// Shares for sale.
    pub cap: Shares,
    /// Shares that must be sold.
    pub minimum: Shares,
    /// Shares that one account may buy.
    pub per_buyer: Shares,
    /// When the sale ends.
    pub deadline: Moment,
    /// When the fans' part in the income ends.
    pub term_end: Moment,
    /// The law that it is offered under.
    pub jurisdiction: String,
    /// What the artist tells her fans. The chain keeps its hash.
    pub text: String,
    /// Nothing of it is below this block.
    pub since_block: u64,
    /// When it was written.
    pub created_at: Moment,
    /// The transaction that opened it; `None` until that is in a block.
    pub tx: Option<B256>,
    /// What was last seen of it; `None` until something was.
    pub seen: Option<SaleSeen>,
}

handles! {
    /// Shares for sale to fans.
    Offerings,
    /// Writes offerings down, and what is seen of them.
    OfferingsMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Offering> {
    let shares = |name: &str| row.get::<_, u32>(name).map(Shares);
    let seen = match row.get::<_, Option<Whole>>("seen_at")? {
        None => None,
        Some(Whole(at)) => Some(SaleSeen {
            state: row.word("state")?,
            sold: shares("sold")?,
            refunded: shares("refunded")?,
            pool: row.hex_or("pool")?,
            at: Moment::from_unix_millis(at),
        }),
    };
    Ok(Offering {
        address: row.hex("address")?,
        work: row.text("work")?,
        token: row.token()?,
        price: row.text("price")?,
        ceiling: row.text("ceiling")?,
        cap: shares("cap")?,
        minimum: shares("minimum")?,
        per_buyer: shares("per_buyer")?,
        deadline: row.moment("deadline")?,
        term_end: row.moment("term_end")?,
        jurisdiction: row.get("jurisdiction")?,
        text: row.get("text")?,
        since_block: row.whole("since_block")?,
        created_at: row.moment("created_at")?,
        tx: row.hex_or("tx")?,
        seen,
    })
}

impl Offerings<'_> {
    /// The offerings on a chain, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn on(&self, chain: ChainId) -> Result<Vec<Offering>> {
        let sql = "SELECT * FROM offerings WHERE chain = ?1 ORDER BY created_at, address";
        all(self.0, sql, [Whole(chain.0)], read)
    }

    /// The offering at this address.
    ///
    /// # Errors
    /// Those of reading.
    pub fn at(&self, chain: ChainId, address: Address) -> Result<Option<Offering>> {
        let sql = "SELECT * FROM offerings WHERE chain = ?1 AND address = ?2";
        one(self.0, sql, (Whole(chain.0), Hex(address)), read)
    }
}

impl OfferingsMut<'_> {
    /// Writes an offering down before it is sent. One that is known already stays as it is.
    ///
    /// # Errors
    /// [`Error::Refused`] for a work that is not registered, and for amounts and times that no offering has.
    pub fn add(&self, offering: &Offering) -> Result<()> {
        if Offerings(self.0).at(offering.token.chain, offering.address)?.is_some() {
            return Ok(());
        }
        let sql = "INSERT INTO offerings (chain, address, work, token, token_symbol, token_decimals, price, ceiling, cap,
                minimum, per_buyer, deadline, term_end, jurisdiction, text, since_block, created_at)
            VALUES (:chain, :address, :work, :token, :symbol, :decimals, :price, :ceiling, :cap,
                :minimum, :per_buyer, :deadline, :term_end, :jurisdiction, :text, :since, :at)";
        let Offering { address, work, token, price, ceiling, jurisdiction, text, .. } = offering;
        let params = named_params! {
            ":chain": Whole(token.chain.0), ":address": Hex(*address), ":work": Text(work),
            ":token": token.address.map(Hex), ":symbol": token.symbol, ":decimals": token.decimals,
            ":price": Text(price), ":ceiling": Text(ceiling), ":cap": offering.cap.0,
            ":minimum": offering.minimum.0, ":per_buyer": offering.per_buyer.0,
            ":deadline": millis(offering.deadline), ":term_end": millis(offering.term_end),
            ":jurisdiction": jurisdiction, ":text": text, ":since": Whole(offering.since_block),
            ":at": millis(offering.created_at),
        };
        run(self.0, sql, params).map(drop)
    }

    /// Notes the transaction that opened it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn opened(&self, chain: ChainId, address: Address, tx: B256) -> Result<()> {
        let sql = "UPDATE offerings SET tx = ?3 WHERE chain = ?1 AND address = ?2";
        found(run(self.0, sql, (Whole(chain.0), Hex(address), Hex(tx)))?, address)
    }

    /// Notes what was seen of it. A chain may take a block back, so anything may follow on anything.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] for more shares sold than are for sale, or paid back than sold.
    pub fn see(&self, chain: ChainId, address: Address, seen: &SaleSeen) -> Result<()> {
        let sql = "UPDATE offerings SET state = :state, sold = :sold, refunded = :refunded, pool = :pool, seen_at = :at
            WHERE chain = :chain AND address = :address";
        let params = named_params! {
            ":chain": Whole(chain.0), ":address": Hex(address), ":state": Word(seen.state),
            ":sold": seen.sold.0, ":refunded": seen.refunded.0, ":pool": seen.pool.map(Hex),
            ":at": millis(seen.at),
        };
        found(run(self.0, sql, params)?, address)
    }
}

fn found(rows: usize, address: Address) -> Result<()> {
    if rows == 0 { Err(Error::missing("offering", address)) } else { Ok(()) }
}
