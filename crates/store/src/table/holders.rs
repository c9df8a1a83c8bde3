use colophon_model::{Allocation, Holder, Shares, WorkId};
use rusqlite::Row;

use crate::codec::{Columns, Hex, Text, all, handles, run};
use crate::table::vaults::Vaults;
use crate::{Error, Result};

handles! {
    /// Who holds shares of a work's revenue, as agreed before its vault was made.
    Holders,
    /// Sets holders.
    HoldersMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Holder> {
    Ok(Holder {
        address: row.hex("address")?,
        shares: Shares(row.get("shares")?),
        name: row.get("name")?,
    })
}

impl Holders<'_> {
    /// The division of a work's revenue, in the order given, if there is one.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the rows are no whole.
    pub fn of(&self, work: WorkId) -> Result<Option<Allocation>> {
        let sql = "SELECT * FROM holders WHERE work = ?1 ORDER BY ordinal";
        let holders = all(self.0, sql, [Text(work)], read)?;
        if holders.is_empty() {
            return Ok(None);
        }
        Allocation::new(holders).map(Some).map_err(|error| Error::Damaged(error.to_string()))
    }
}

impl HoldersMut<'_> {
    /// Sets the division of a work's revenue.
    ///
    /// # Errors
    /// [`Error::Refused`] where a vault with another division exists: contracts do not change their mind.
    pub fn set(&self, work: WorkId, allocation: &Allocation) -> Result<()> {
        let root = allocation.tree().root();
        if Vaults(self.0).of(work)?.iter().any(|vault| vault.shares_root != root) {
            return Err(Error::Refused(format!(
                "work {work} already has a vault with other shares, and a vault cannot be changed"
            )));
        }
        run(self.0, "DELETE FROM holders WHERE work = ?1", [Text(work)])?;
        let sql = "INSERT INTO holders (work, ordinal, address, shares, name) VALUES (?1, ?2, ?3, ?4, ?5)";
        for (ordinal, holder) in (0u32..).zip(allocation.holders()) {
            let Holder { address, shares, name } = holder;
            run(self.0, sql, (Text(work), ordinal, Hex(address), shares.0, name))?;
        }
        Ok(())
    }
}
