use colophon_model::{Address, B256, ChainId, WorkId};
use rusqlite::{Row, named_params};

use crate::Result;
use crate::codec::{Columns, Hex, Text, Whole, all, handles, one, run};

/// The contract that receives and divides a work's money on a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vault {
    /// The work.
    pub work: WorkId,
    /// The chain.
    pub chain: ChainId,
    /// The contract.
    pub address: Address,
    /// The root of the holders' shares that it was made with.
    pub shares_root: B256,
    /// The salt of its address.
    pub salt: B256,
    /// The transaction that made it.
    pub tx: B256,
}

handles! {
    /// Contracts that divide money.
    Vaults,
    /// Notes vaults.
    VaultsMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Vault> {
    Ok(Vault {
        work: row.text("work")?,
        chain: row.chain()?,
        address: row.hex("address")?,
        shares_root: row.hex("shares_root")?,
        salt: row.hex("salt")?,
        tx: row.hex("tx")?,
    })
}

impl Vaults<'_> {
    /// The vaults on a chain.
    ///
    /// # Errors
    /// Those of reading.
    pub fn on(&self, chain: ChainId) -> Result<Vec<Vault>> {
        all(self.0, "SELECT * FROM vaults WHERE chain = ?1 ORDER BY work", [Whole(chain.0)], read)
    }

    /// The vaults of a work, one a chain.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, work: WorkId) -> Result<Vec<Vault>> {
        all(self.0, "SELECT * FROM vaults WHERE work = ?1 ORDER BY chain", [Text(work)], read)
    }

    /// The vault at an address.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_address(&self, chain: ChainId, address: Address) -> Result<Option<Vault>> {
        let sql = "SELECT * FROM vaults WHERE chain = ?1 AND address = ?2";
        one(self.0, sql, (Whole(chain.0), Hex(address)), read)
    }
}

impl VaultsMut<'_> {
    /// Notes a vault. The same one twice is fine; it keeps the first transaction.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] for a second vault of the work on the chain, and for a work that is not registered.
    pub fn add(&self, vault: &Vault) -> Result<()> {
        if let Some(known) = Vaults(self.0).by_address(vault.chain, vault.address)?
            && (known.work, known.shares_root) == (vault.work, vault.shares_root)
        {
            return Ok(());
        }
        let sql = "INSERT INTO vaults (work, chain, address, shares_root, salt, tx)
            VALUES (:work, :chain, :address, :shares_root, :salt, :tx)";
        let params = named_params! {
            ":work": Text(vault.work), ":chain": Whole(vault.chain.0), ":address": Hex(vault.address),
            ":shares_root": Hex(vault.shares_root), ":salt": Hex(vault.salt), ":tx": Hex(vault.tx),
        };
        run(self.0, sql, params).map(drop)
    }
}
