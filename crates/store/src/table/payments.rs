use colophon_model::{Address, ChainId, Moment, PaymentId, Token, U256, Units, WorkId};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::codec::{Columns, Hex, Text, Whole, Word, all, handles, millis, one, run};
use crate::table::blocks::{Block, read_of_row};
use crate::table::offers::OfferId;

/// What a payment was for, as far as the chain tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentKind {
    /// A licence was bought from one of our shops.
    LicenceSale,
    /// A share of a resale.
    Royalty,
    /// Somebody just sent it.
    Transfer,
    /// Something else.
    Other,
}

/// Money that arrived in a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its identity.
    pub id: PaymentId,
    /// The vault's work, where the register knows the vault.
    pub work: Option<WorkId>,
    /// The vault.
    pub vault: Address,
    /// What it was for.
    pub kind: PaymentKind,
    /// What was paid in; its chain is the payment's.
    pub token: Token,
    /// How much arrived.
    pub amount: Units,
    /// Who sent it.
    pub sender: Address,
    /// The block that it is in.
    pub block: Block,
    /// The offer that was bought.
    pub offer: Option<OfferId>,
    /// The number of the licence token that was sold.
    pub licence: Option<U256>,
    /// How much should have arrived, where something says so.
    pub expected: Option<Units>,
}

handles! {
    /// Money that arrived.
    Payments
}

fn read(row: &Row<'_>) -> rusqlite::Result<Payment> {
    Ok(Payment {
        id: read_id(row)?,
        work: row.text_or("work")?,
        vault: row.hex("vault")?,
        kind: row.word("kind")?,
        token: row.token()?,
        amount: row.text("amount")?,
        sender: row.hex("sender")?,
        block: read_of_row(row)?,
        offer: row.get::<_, Option<i64>>("offer")?.map(OfferId),
        licence: row.text_or("licence")?,
        expected: row.text_or("expected")?,
    })
}

pub(crate) fn read_id(row: &Row<'_>) -> rusqlite::Result<PaymentId> {
    Ok(PaymentId { chain: row.chain()?, tx: row.hex("tx")?, log: row.whole("log")? })
}

impl Payments<'_> {
    /// All payments in the order of their chains.
    ///
    /// # Errors
    /// Those of reading.
    pub fn all(&self) -> Result<Vec<Payment>> {
        all(self.0, "SELECT * FROM payments ORDER BY chain, block, log, tx", [], read)
    }

    /// The payments on one chain, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn on(&self, chain: ChainId) -> Result<Vec<Payment>> {
        let sql = "SELECT * FROM payments WHERE chain = ?1 ORDER BY block, log, tx";
        all(self.0, sql, [Whole(chain.0)], read)
    }

    /// The payments for one work.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, work: WorkId) -> Result<Vec<Payment>> {
        let sql = "SELECT * FROM payments WHERE work = ?1 ORDER BY chain, block, log, tx";
        all(self.0, sql, [Text(work)], read)
    }

    /// The payments in blocks of a period, from `from` until before `until`.
    ///
    /// # Errors
    /// Those of reading.
    pub fn between(&self, from: Moment, until: Moment) -> Result<Vec<Payment>> {
        let sql = "SELECT * FROM payments WHERE block_time >= ?1 AND block_time < ?2
            ORDER BY chain, block, log, tx";
        all(self.0, sql, (millis(from), millis(until)), read)
    }

    /// The payment with this identity.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_id(&self, id: PaymentId) -> Result<Option<Payment>> {
        let sql = "SELECT * FROM payments WHERE chain = ?1 AND tx = ?2 AND log = ?3";
        one(self.0, sql, (Whole(id.chain.0), Hex(id.tx), Whole(id.log)), read)
    }
}

pub(crate) fn insert(tx: &rusqlite::Transaction<'_>, payment: &Payment) -> Result<()> {
    let sql = "INSERT INTO payments (chain, tx, log, work, vault, kind, token, token_symbol, token_decimals, amount,
            sender, block, block_hash, block_time, offer, licence, expected)
        VALUES (:chain, :tx, :log, :work, :vault, :kind, :token, :symbol, :decimals, :amount, :sender, :block,
            :block_hash, :block_time, :offer, :licence, :expected)";
    let Payment { id, token, block, .. } = payment;
    let params = named_params! {
        ":chain": Whole(id.chain.0), ":tx": Hex(id.tx), ":log": Whole(id.log), ":work": payment.work.map(Text),
        ":vault": Hex(payment.vault), ":kind": Word(payment.kind), ":token": token.address.map(Hex),
        ":symbol": token.symbol, ":decimals": token.decimals, ":amount": Text(payment.amount),
        ":sender": Hex(payment.sender), ":block": Whole(block.number), ":block_hash": Hex(block.hash),
        ":block_time": millis(block.time), ":offer": payment.offer.map(|offer| offer.0),
        ":licence": payment.licence.map(Text), ":expected": payment.expected.map(Text),
    };
    run(tx, sql, params).map(drop)
}
