use colophon_model::{B256, Bytes, Moment, U256, Units};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::codec::{Columns, Hex, Text, Whole, Word, all, millis, one, run};
use crate::table::intents::IntentId;

/// How far one signed transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransactionState {
    /// Signed and kept; perhaps sent, perhaps not.
    Signed,
    /// A node has taken it.
    Accepted,
    /// In a block that a reorg could still remove.
    Mined,
    /// In a block that the chain calls final, and it succeeded.
    Final,
    /// In a block that the chain calls final, and it was reverted.
    Failed,
    /// Another attempt of the same intent was mined.
    Replaced,
    /// The nonce went to something else.
    Dropped,
}

impl TransactionState {
    /// Whether `next` can follow. A reorg leads back from mined and replaced; final, failed and dropped are ends.
    pub const fn may_become(self, next: Self) -> bool {
        use TransactionState::{Accepted, Dropped, Failed, Final, Mined, Replaced, Signed};
        matches!(
            (self, next),
            (Signed | Accepted | Replaced, Accepted | Mined | Replaced | Dropped)
                | (Mined, Mined | Accepted | Replaced | Final | Failed)
        )
    }
}

/// A signed transaction, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBytes {
    /// The bytes for `eth_sendRawTransaction`.
    pub raw: Bytes,
    /// Their hash.
    pub hash: B256,
    /// The gas limit.
    pub gas_limit: u64,
    /// The most paid for a unit of gas, in wei.
    pub max_fee: Units,
    /// The most paid to the block's maker for a unit of gas, in wei.
    pub max_priority_fee: Units,
}

impl SignedBytes {
    /// Whether nodes take this in place of `old`: both fees higher by at least an eighth.
    pub(crate) fn outbids(&self, old: &Self) -> bool {
        let enough = |new: Units, old: Units| {
            let least = old.0.saturating_add(old.0.div_ceil(U256::from(8)));
            new.0 >= least && new.0 > old.0
        };
        enough(self.max_fee, old.max_fee) && enough(self.max_priority_fee, old.max_priority_fee)
    }
}

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mined {
    /// The block's number.
    pub block: u64,
    /// The block's hash.
    pub block_hash: B256,
    /// Whether the call succeeded.
    pub success: bool,
    /// The gas that it took.
    pub gas_used: u64,
}

/// One signed transaction of an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The intent.
    pub intent: IntentId,
    /// Its place among the intent's attempts, from 0.
    pub attempt: u32,
    /// The intent's nonce.
    pub nonce: u64,
    /// What is sent.
    pub signed: SignedBytes,
    /// How far it is.
    pub state: TransactionState,
    /// What its receipt says, once there is one.
    pub mined: Option<Mined>,
    /// When it was signed.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    let mined = match row.whole_or("block")? {
        Some(block) => Some(Mined {
            block,
            block_hash: row.hex("block_hash")?,
            success: row.get("success")?,
            gas_used: row.whole("gas_used")?,
        }),
        None => None,
    };
    Ok(Attempt {
        intent: IntentId(row.get("intent")?),
        attempt: row.get("attempt")?,
        nonce: row.whole("nonce")?,
        signed: SignedBytes {
            raw: Bytes::from(row.get::<_, Vec<u8>>("raw")?),
            hash: row.hex("hash")?,
            gas_limit: row.whole("gas_limit")?,
            max_fee: row.text("max_fee")?,
            max_priority_fee: row.text("max_priority_fee")?,
        },
        state: row.word("state")?,
        mined,
        created_at: row.moment("created_at")?,
        updated_at: row.moment("updated_at")?,
    })
}

pub(crate) fn of(connection: &rusqlite::Connection, intent: IntentId) -> Result<Vec<Attempt>> {
    let sql = "SELECT * FROM transactions WHERE intent = ?1 ORDER BY attempt";
    all(connection, sql, [intent.0], read)
}

pub(crate) fn by_hash(connection: &rusqlite::Connection, hash: B256) -> Result<Option<Attempt>> {
    one(connection, "SELECT * FROM transactions WHERE hash = ?1", [Hex(hash)], read)
}

pub(crate) fn insert(tx: &rusqlite::Transaction<'_>, attempt: &Attempt) -> Result<()> {
    let sql = "INSERT INTO transactions (intent, attempt, nonce, raw, hash, gas_limit, max_fee, max_priority_fee,
            state, created_at, updated_at)
        VALUES (:intent, :attempt, :nonce, :raw, :hash, :gas_limit, :max_fee, :max_priority_fee, :state, :created,
            :updated)";
    let SignedBytes { raw, hash, gas_limit, max_fee, max_priority_fee } = &attempt.signed;
    let params = named_params! {
        ":intent": attempt.intent.0, ":attempt": attempt.attempt, ":nonce": Whole(attempt.nonce),
        ":raw": raw.as_ref(), ":hash": Hex(hash), ":gas_limit": Whole(*gas_limit), ":max_fee": Text(max_fee),
        ":max_priority_fee": Text(max_priority_fee), ":state": Word(attempt.state),
        ":created": millis(attempt.created_at), ":updated": millis(attempt.updated_at),
    };
    run(tx, sql, params).map(drop)
}

/// Writes what changes in an attempt's life: its state and its receipt.
pub(crate) fn save(tx: &rusqlite::Transaction<'_>, attempt: &Attempt, at: Moment) -> Result<()> {
    let sql = "UPDATE transactions SET state = :state, block = :block, block_hash = :block_hash,
            success = :success, gas_used = :gas_used, updated_at = :at
        WHERE intent = :intent AND attempt = :attempt";
    let mined = attempt.mined;
    let params = named_params! {
        ":intent": attempt.intent.0, ":attempt": attempt.attempt, ":state": Word(attempt.state),
        ":block": mined.map(|m| Whole(m.block)), ":block_hash": mined.map(|m| Hex(m.block_hash)),
        ":success": mined.map(|m| m.success), ":gas_used": mined.map(|m| Whole(m.gas_used)), ":at": millis(at),
    };
    run(tx, sql, params).map(drop)
}
