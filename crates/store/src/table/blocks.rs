use colophon_model::{B256, ChainId, Moment};
use rusqlite::Row;

use crate::Result;
use crate::codec::{Columns, Whole, all, handles, one};

/// A block as it was read. The hash tells a reorg: another hash under the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time.
    pub time: Moment,
}

handles! {
    /// Blocks whose hashes were kept.
    Blocks
}

pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Block> {
    Ok(Block { number: row.whole("number")?, hash: row.hex("hash")?, time: row.moment("time")? })
}

/// The block of a ledger row.
pub(crate) fn read_of_row(row: &Row<'_>) -> rusqlite::Result<Block> {
    Ok(Block {
        number: row.whole("block")?,
        hash: row.hex("block_hash")?,
        time: row.moment("block_time")?,
    })
}

impl Blocks<'_> {
    /// The block with this number, if its hash was kept.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_number(&self, chain: ChainId, number: u64) -> Result<Option<Block>> {
        let sql = "SELECT * FROM blocks WHERE chain = ?1 AND number = ?2";
        one(self.0, sql, (Whole(chain.0), Whole(number)), read)
    }

    /// The newest kept blocks, newest first, at most `most`: the places to look for a fork.
    ///
    /// # Errors
    /// Those of reading.
    pub fn newest(&self, chain: ChainId, most: u32) -> Result<Vec<Block>> {
        let sql = "SELECT * FROM blocks WHERE chain = ?1 ORDER BY number DESC LIMIT ?2";
        all(self.0, sql, (Whole(chain.0), most), read)
    }
}
