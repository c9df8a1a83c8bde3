use colophon_model::{Address, Bytes, ChainId, Moment, Units};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::codec::{Columns, Hex, Text, Whole, all, millis, one, run};

/// An intent's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntentId(pub i64);

/// What became of an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IntentState {
    /// It may still be mined, or is mined and not yet final.
    Active,
    /// Final, and it did what it should.
    Done,
    /// Final, and the chain reverted it.
    Failed,
    /// Its nonce went to something else; it can never be mined.
    Dropped,
}

/// What is to be sent, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntent {
    /// The chain.
    pub chain: ChainId,
    /// The account that pays.
    pub sender: Address,
    /// Whom it calls; `None` makes a contract.
    pub recipient: Option<Address>,
    /// The call's data.
    pub data: Bytes,
    /// How much of the chain's coin goes along.
    pub value: Units,
    /// What it is for (`anchor`, `mint`, …).
    pub kind: String,
    /// Names the click behind it: the same key never sends twice.
    pub key: String,
}

/// Something that is sent once, under one nonce for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Its number.
    pub id: IntentId,
    /// What is sent.
    pub what: NewIntent,
    /// Its nonce.
    pub nonce: u64,
    /// What became of it.
    pub state: IntentState,
    /// When it was signed first.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Intent> {
    Ok(Intent {
        id: IntentId(row.get("id")?),
        what: NewIntent {
            chain: row.chain()?,
            sender: row.hex("sender")?,
            recipient: row.hex_or("recipient")?,
            data: Bytes::from(row.get::<_, Vec<u8>>("data")?),
            value: row.text("value")?,
            kind: row.get("kind")?,
            key: row.get("key")?,
        },
        nonce: row.whole("nonce")?,
        state: row.word("state")?,
        created_at: row.moment("created_at")?,
        updated_at: row.moment("updated_at")?,
    })
}

pub(crate) fn by_id(connection: &rusqlite::Connection, id: IntentId) -> Result<Option<Intent>> {
    one(connection, "SELECT * FROM intents WHERE id = ?1", [id.0], read)
}

pub(crate) fn by_key(connection: &rusqlite::Connection, key: &str) -> Result<Option<Intent>> {
    one(connection, "SELECT * FROM intents WHERE key = ?1", [key], read)
}

pub(crate) fn active(connection: &rusqlite::Connection) -> Result<Vec<Intent>> {
    let sql = "SELECT * FROM intents WHERE state = 'active' ORDER BY chain, sender, nonce";
    all(connection, sql, [], read)
}

/// Whether an intent that was not dropped has this nonce.
pub(crate) fn is_taken(
    connection: &rusqlite::Connection,
    chain: ChainId,
    sender: Address,
    nonce: u64,
) -> Result<bool> {
    let sql = "SELECT 1 FROM intents
        WHERE chain = ?1 AND sender = ?2 AND nonce = ?3 AND state <> 'dropped'";
    let params = (Whole(chain.0), Hex(sender), Whole(nonce));
    Ok(one(connection, sql, params, |_| Ok(()))?.is_some())
}

/// The highest nonce of an intent that was not dropped.
pub(crate) fn highest_nonce(
    connection: &rusqlite::Connection,
    chain: ChainId,
    sender: Address,
) -> Result<Option<u64>> {
    let sql = "SELECT max(nonce) AS highest FROM intents
        WHERE chain = ?1 AND sender = ?2 AND state <> 'dropped'";
    let highest =
        one(connection, sql, (Whole(chain.0), Hex(sender)), |row| row.whole_or("highest"))?;
    Ok(highest.flatten())
}

pub(crate) fn insert(
    tx: &rusqlite::Transaction<'_>,
    intent: &NewIntent,
    nonce: u64,
    at: Moment,
) -> Result<IntentId> {
    let sql = "INSERT INTO intents (chain, sender, nonce, recipient, data, value, kind, key, state, created_at,
            updated_at)
        VALUES (:chain, :sender, :nonce, :recipient, :data, :value, :kind, :key, 'active', :at, :at)";
    let params = named_params! {
        ":chain": Whole(intent.chain.0), ":sender": Hex(intent.sender), ":nonce": Whole(nonce),
        ":recipient": intent.recipient.map(Hex), ":data": intent.data.as_ref(), ":value": Text(intent.value),
        ":kind": intent.kind, ":key": intent.key, ":at": millis(at),
    };
    run(tx, sql, params)?;
    Ok(IntentId(tx.last_insert_rowid()))
}

pub(crate) fn set_state(
    tx: &rusqlite::Transaction<'_>,
    id: IntentId,
    state: IntentState,
    at: Moment,
) -> Result<()> {
    let sql = "UPDATE intents SET state = ?2, updated_at = ?3 WHERE id = ?1";
    run(tx, sql, (id.0, crate::codec::Word(state), millis(at))).map(drop)
}
