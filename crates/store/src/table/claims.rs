use colophon_model::{Address, ChainId, PaymentId, Token, Units};
use rusqlite::{Row, named_params};

use crate::Result;
use crate::codec::{Columns, Hex, Text, Whole, all, handles, millis, run};
use crate::table::blocks::{Block, read_of_row};
use crate::table::payments::read_id;

/// Money that a holder took out of a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its identity.
    pub id: PaymentId,
    /// The vault.
    pub vault: Address,
    /// Who was paid.
    pub holder: Address,
    /// What was paid in; its chain is the claim's.
    pub token: Token,
    /// How much.
    pub amount: Units,
    /// The block that it is in.
    pub block: Block,
}

handles! {
    /// Money that holders took.
    Claims
}

fn read(row: &Row<'_>) -> rusqlite::Result<Claim> {
    Ok(Claim {
        id: read_id(row)?,
        vault: row.hex("vault")?,
        holder: row.hex("holder")?,
        token: row.token()?,
        amount: row.text("amount")?,
        block: read_of_row(row)?,
    })
}

impl Claims<'_> {
    /// The claims on one chain, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn on(&self, chain: ChainId) -> Result<Vec<Claim>> {
        let sql = "SELECT * FROM claims WHERE chain = ?1 ORDER BY block, log, tx";
        all(self.0, sql, [Whole(chain.0)], read)
    }

    /// The claims from one vault, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn from(&self, chain: ChainId, vault: Address) -> Result<Vec<Claim>> {
        let sql = "SELECT * FROM claims WHERE chain = ?1 AND vault = ?2 ORDER BY block, log, tx";
        all(self.0, sql, (Whole(chain.0), Hex(vault)), read)
    }
}

pub(crate) fn insert(tx: &rusqlite::Transaction<'_>, claim: &Claim) -> Result<()> {
    let sql = "INSERT INTO claims (chain, tx, log, vault, holder, token, token_symbol, token_decimals, amount, block,
            block_hash, block_time)
        VALUES (:chain, :tx, :log, :vault, :holder, :token, :symbol, :decimals, :amount, :block, :block_hash,
            :block_time)";
    let Claim { id, vault, holder, token, amount, block } = claim;
    let params = named_params! {
        ":chain": Whole(id.chain.0), ":tx": Hex(id.tx), ":log": Whole(id.log), ":vault": Hex(vault),
        ":holder": Hex(holder), ":token": token.address.map(Hex), ":symbol": token.symbol,
        ":decimals": token.decimals, ":amount": Text(amount), ":block": Whole(block.number),
        ":block_hash": Hex(block.hash), ":block_time": millis(block.time),
    };
    run(tx, sql, params).map(drop)
}
