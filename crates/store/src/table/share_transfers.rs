use colophon_model::{Address, ChainId, PaymentId, Shares};
use rusqlite::{Row, named_params};

use crate::Result;
use crate::codec::{Columns, Hex, Whole, all, handles, millis, run};
use crate::table::blocks::{Block, read_of_row};
use crate::table::payments::read_id;

/// Shares of a vault that changed hands, or were made (from the zero address).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareTransfer {
    /// Its identity.
    pub id: PaymentId,
    /// The vault.
    pub vault: Address,
    /// Who had them.
    pub sender: Address,
    /// Who has them.
    pub recipient: Address,
    /// How many.
    pub shares: Shares,
    /// The block that it is in.
    pub block: Block,
}

handles! {
    /// Shares that changed hands.
    ShareTransfers
}

fn read(row: &Row<'_>) -> rusqlite::Result<ShareTransfer> {
    Ok(ShareTransfer {
        id: read_id(row)?,
        vault: row.hex("vault")?,
        sender: row.hex("sender")?,
        recipient: row.hex("recipient")?,
        shares: Shares(row.get("shares")?),
        block: read_of_row(row)?,
    })
}

impl ShareTransfers<'_> {
    /// The transfers on one chain, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn on(&self, chain: ChainId) -> Result<Vec<ShareTransfer>> {
        let sql = "SELECT * FROM share_transfers WHERE chain = ?1 ORDER BY block, log, tx";
        all(self.0, sql, [Whole(chain.0)], read)
    }

    /// The transfers of one vault's shares, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, chain: ChainId, vault: Address) -> Result<Vec<ShareTransfer>> {
        let sql =
            "SELECT * FROM share_transfers WHERE chain = ?1 AND vault = ?2 ORDER BY block, log, tx";
        all(self.0, sql, (Whole(chain.0), Hex(vault)), read)
    }
}

pub(crate) fn insert(tx: &rusqlite::Transaction<'_>, transfer: &ShareTransfer) -> Result<()> {
    let sql = "INSERT INTO share_transfers (chain, tx, log, vault, sender, recipient, shares, block, block_hash,
            block_time)
        VALUES (:chain, :tx, :log, :vault, :sender, :recipient, :shares, :block, :block_hash, :block_time)";
    let ShareTransfer { id, vault, sender, recipient, shares, block } = transfer;
    let params = named_params! {
        ":chain": Whole(id.chain.0), ":tx": Hex(id.tx), ":log": Whole(id.log), ":vault": Hex(vault),
        ":sender": Hex(sender), ":recipient": Hex(recipient), ":shares": shares.0, ":block": Whole(block.number),
        ":block_hash": Hex(block.hash), ":block_time": millis(block.time),
    };
    run(tx, sql, params).map(drop)
}
