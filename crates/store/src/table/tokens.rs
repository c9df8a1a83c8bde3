use colophon_model::{Address, B256, ChainId, U256, WorkId};
use rusqlite::{Row, named_params};

use crate::Result;
use crate::codec::{Columns, Hex, Text, Whole, all, handles, one, run};

/// The IP-NFT of a work on a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkToken {
    /// The work.
    pub work: WorkId,
    /// The chain.
    pub chain: ChainId,
    /// The ERC-721 contract.
    pub contract: Address,
    /// The token's number in it.
    pub token_id: U256,
    /// The transaction that minted it.
    pub tx: B256,
}

handles! {
    /// Works' tokens.
    WorkTokens,
    /// Notes tokens.
    WorkTokensMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<WorkToken> {
    Ok(WorkToken {
        work: row.text("work")?,
        chain: row.chain()?,
        contract: row.hex("contract")?,
        token_id: row.text("token_id")?,
        tx: row.hex("tx")?,
    })
}

impl WorkTokens<'_> {
    /// The tokens of a work, one a chain.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, work: WorkId) -> Result<Vec<WorkToken>> {
        all(self.0, "SELECT * FROM tokens WHERE work = ?1 ORDER BY chain", [Text(work)], read)
    }

    /// The work behind a token.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_token(
        &self,
        chain: ChainId,
        contract: Address,
        token_id: U256,
    ) -> Result<Option<WorkToken>> {
        let sql = "SELECT * FROM tokens WHERE chain = ?1 AND contract = ?2 AND token_id = ?3";
        one(self.0, sql, (Whole(chain.0), Hex(contract), Text(token_id)), read)
    }
}

impl WorkTokensMut<'_> {
    /// Notes a token, or another one in its place after a reorg.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] for a token of another work and for a work that is not registered.
    pub fn put(&self, token: &WorkToken) -> Result<()> {
        let sql = "INSERT INTO tokens (work, chain, contract, token_id, tx)
            VALUES (:work, :chain, :contract, :token_id, :tx)
            ON CONFLICT (work, chain) DO UPDATE
                SET contract = excluded.contract, token_id = excluded.token_id, tx = excluded.tx";
        let params = named_params! {
            ":work": Text(token.work), ":chain": Whole(token.chain.0), ":contract": Hex(token.contract),
            ":token_id": Text(token.token_id), ":tx": Hex(token.tx),
        };
        run(self.0, sql, params).map(drop)
    }
}
