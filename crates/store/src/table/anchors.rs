use colophon_model::{B256, ChainId, Moment, WorkId};
use rusqlite::{Row, named_params};

use crate::codec::{Columns, Hex, Json, Text, Whole, all, handles, millis, run};
use crate::{Error, Result};

/// A work's timestamp on a chain: its leaf in the tree whose root a transaction anchored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The work.
    pub work: WorkId,
    /// The chain.
    pub chain: ChainId,
    /// The root that was anchored.
    pub root: B256,
    /// The work's leaf.
    pub leaf: B256,
    /// The way from the leaf to the root.
    pub proof: Vec<B256>,
    /// The transaction.
    pub tx: B256,
    /// The block, once it is mined.
    pub block: Option<u64>,
    /// The block's time, once it is mined.
    pub at: Option<Moment>,
}

handles! {
    /// Works' timestamps on chains.
    Anchors,
    /// Notes timestamps.
    AnchorsMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Anchor> {
    Ok(Anchor {
        work: row.text("work")?,
        chain: row.chain()?,
        root: row.hex("root")?,
        leaf: row.hex("leaf")?,
        proof: row.json("proof")?,
        tx: row.hex("tx")?,
        block: row.whole_or("block")?,
        at: row.whole_or("at")?.map(Moment::from_unix_millis),
    })
}

impl Anchors<'_> {
    /// All anchors of a work.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, work: WorkId) -> Result<Vec<Anchor>> {
        all(
            self.0,
            "SELECT * FROM anchors WHERE work = ?1 ORDER BY chain, root",
            [Text(work)],
            read,
        )
    }

    /// All works anchored under one root.
    ///
    /// # Errors
    /// Those of reading.
    pub fn under(&self, chain: ChainId, root: B256) -> Result<Vec<Anchor>> {
        let sql = "SELECT * FROM anchors WHERE chain = ?1 AND root = ?2 ORDER BY work";
        all(self.0, sql, (Whole(chain.0), Hex(root)), read)
    }
}

impl AnchorsMut<'_> {
    /// Notes an anchor, or what became of a known one (transaction, block, time).
    ///
    /// # Errors
    /// [`Error::Refused`] for a work that is not registered.
    pub fn put(&self, anchor: &Anchor) -> Result<()> {
        let sql = "INSERT INTO anchors (work, chain, root, leaf, proof, tx, block, at)
            VALUES (:work, :chain, :root, :leaf, :proof, :tx, :block, :at)
            ON CONFLICT (work, chain, root) DO UPDATE SET tx = excluded.tx, block = excluded.block, at = excluded.at";
        let params = named_params! {
            ":work": Text(anchor.work), ":chain": Whole(anchor.chain.0), ":root": Hex(anchor.root),
            ":leaf": Hex(anchor.leaf), ":proof": Json(&anchor.proof), ":tx": Hex(anchor.tx),
            ":block": anchor.block.map(Whole), ":at": anchor.at.map(millis),
        };
        run(self.0, sql, params).map(drop)
    }

    /// Sets the block of every work under `root`, or takes it back after a reorg.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nothing was anchored under `root`.
    pub fn set_block(
        &self,
        chain: ChainId,
        root: B256,
        mined: Option<(u64, Moment)>,
    ) -> Result<()> {
        let sql = "UPDATE anchors SET block = ?3, at = ?4 WHERE chain = ?1 AND root = ?2";
        let (block, at) = (mined.map(|m| Whole(m.0)), mined.map(|m| millis(m.1)));
        match run(self.0, sql, (Whole(chain.0), Hex(root), block, at))? {
            0 => Err(Error::missing("anchor", root)),
            _ => Ok(()),
        }
    }
}
