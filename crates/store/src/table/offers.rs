use colophon_model::{
    Address, B256, ChainId, LicenceKind, Moment, Terms, Token, U256, Units, WorkId,
};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::codec::{Columns, Hex, Json, Text, Whole, Word, all, handles, millis, one, run, word};
use crate::{Error, Result};

/// An offer's number in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfferId(pub i64);

/// Whether an offer can be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfferState {
    /// Written, not yet on the chain.
    Draft,
    /// For sale.
    Open,
    /// No longer for sale; licences that were sold stay good.
    Closed,
}

/// A licence for sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its number here.
    pub id: OfferId,
    /// The work.
    pub work: WorkId,
    /// The shop contract.
    pub shop: Address,
    /// Its number in the shop, once it is there.
    pub onchain_id: Option<U256>,
    /// The kind, for people.
    pub kind: LicenceKind,
    /// What a buyer gets.
    pub terms: Terms,
    /// The price in `token`.
    pub price: Units,
    /// What is paid in; its chain is the offer's.
    pub token: Token,
    /// Whether it can be bought.
    pub state: OfferState,
    /// The transaction that opened it.
    pub tx: Option<B256>,
    /// When it was written.
    pub created_at: Moment,
}

/// An offer to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOffer {
    /// The work.
    pub work: WorkId,
    /// The shop contract.
    pub shop: Address,
    /// What a buyer gets.
    pub terms: Terms,
    /// The price in `token`.
    pub price: Units,
    /// What is paid in; its chain is the offer's.
    pub token: Token,
}

handles! {
    /// Licences for sale.
    Offers,
    /// Writes, opens and closes offers.
    OffersMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Offer> {
    Ok(Offer {
        id: OfferId(row.get("id")?),
        work: row.text("work")?,
        shop: row.hex("shop")?,
        onchain_id: row.text_or("onchain_id")?,
        kind: row.word("kind")?,
        terms: row.json("terms")?,
        price: row.text("price")?,
        token: row.token()?,
        state: row.word("state")?,
        tx: row.hex_or("tx")?,
        created_at: row.moment("created_at")?,
    })
}

impl Offers<'_> {
    /// All offers, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn all(&self) -> Result<Vec<Offer>> {
        all(self.0, "SELECT * FROM offers ORDER BY id", [], read)
    }

    /// The offers of a work, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, work: WorkId) -> Result<Vec<Offer>> {
        all(self.0, "SELECT * FROM offers WHERE work = ?1 ORDER BY id", [Text(work)], read)
    }

    /// The offer with this number.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_id(&self, id: OfferId) -> Result<Option<Offer>> {
        one(self.0, "SELECT * FROM offers WHERE id = ?1", [id.0], read)
    }

    /// The offer that a shop knows under this number.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_onchain(
        &self,
        chain: ChainId,
        shop: Address,
        onchain_id: U256,
    ) -> Result<Option<Offer>> {
        let sql = "SELECT * FROM offers WHERE chain = ?1 AND shop = ?2 AND onchain_id = ?3";
        one(self.0, sql, (Whole(chain.0), Hex(shop), Text(onchain_id)), read)
    }
}

impl OffersMut<'_> {
    /// Writes a draft.
    ///
    /// # Errors
    /// [`Error::Refused`] for a work that is not registered.
    pub fn add(&self, offer: &NewOffer, at: Moment) -> Result<OfferId> {
        let sql = "INSERT INTO offers (work, chain, shop, kind, terms, price, token, token_symbol, token_decimals,
                state, created_at)
            VALUES (:work, :chain, :shop, :kind, :terms, :price, :token, :symbol, :decimals, 'draft', :at)";
        let NewOffer { work, shop, terms, price, token } = offer;
        let params = named_params! {
            ":work": Text(work), ":chain": Whole(token.chain.0), ":shop": Hex(shop), ":kind": Word(terms.kind),
            ":terms": Json(terms), ":price": Text(price), ":token": token.address.map(Hex),
            ":symbol": token.symbol, ":decimals": token.decimals, ":at": millis(at),
        };
        run(self.0, sql, params)?;
        Ok(OfferId(self.0.last_insert_rowid()))
    }

    /// Notes that the shop has the offer.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Transition`] from closed, [`Error::Refused`] for a number of another offer.
    pub fn open(&self, id: OfferId, onchain_id: U256, tx: B256) -> Result<()> {
        self.step(id, OfferState::Open, |from| from != OfferState::Closed)?;
        let sql = "UPDATE offers SET state = 'open', onchain_id = ?2, tx = ?3 WHERE id = ?1";
        run(self.0, sql, (id.0, Text(onchain_id), Hex(tx))).map(drop)
    }

    /// Notes what the shop says of an offer that it has. A reorg can open one again that a sale had closed.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn stands(&self, id: OfferId, open: bool) -> Result<()> {
        let state = if open { OfferState::Open } else { OfferState::Closed };
        self.step(id, state, |from| from != OfferState::Draft)?;
        run(self.0, "UPDATE offers SET state = ?2 WHERE id = ?1", (id.0, Word(state))).map(drop)
    }

    /// Notes that the offer can no longer be bought.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn close(&self, id: OfferId) -> Result<()> {
        self.step(id, OfferState::Closed, |_| true)?;
        run(self.0, "UPDATE offers SET state = 'closed' WHERE id = ?1", [id.0]).map(drop)
    }

    fn step(&self, id: OfferId, to: OfferState, may: impl Fn(OfferState) -> bool) -> Result<()> {
        let offer = Offers(self.0).by_id(id)?.ok_or_else(|| Error::missing("offer", id.0))?;
        if may(offer.state) {
            return Ok(());
        }
        Err(Error::Transition {
            what: "offer",
            id: id.0.to_string(),
            from: word(&offer.state),
            to: word(&to),
        })
    }
}
