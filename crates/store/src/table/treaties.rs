use colophon_model::{B256, WorkId};
use rusqlite::{Row, named_params};

use crate::codec::{Columns, Hex, Text, handles, one, run};
use crate::table::vaults::Vaults;
use crate::{Error, Result};

/// What the authors of a work agreed on, or are about to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTreaty {
    /// The work.
    pub work: WorkId,
    /// The treaty's hash, which the vault's address commits to.
    pub hash: B256,
    /// The treaty file, with the signatures so far.
    pub file: String,
    /// Whether the vault is made by it; before that it is a draft.
    pub used: bool,
}

handles! {
    /// Agreements over works' income.
    Treaties,
    /// Keeps agreements.
    TreatiesMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredTreaty> {
    Ok(StoredTreaty {
        work: row.text("work")?,
        hash: row.hex("hash")?,
        file: row.get("file")?,
        used: row.get("used")?,
    })
}

impl Treaties<'_> {
    /// The treaty of a work.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(&self, work: WorkId) -> Result<Option<StoredTreaty>> {
        one(self.0, "SELECT * FROM treaties WHERE work = ?1", [Text(work)], read)
    }

    /// The treaty of this hash, whichever work it is over.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_hash(&self, hash: B256) -> Result<Option<StoredTreaty>> {
        one(
            self.0,
            "SELECT * FROM treaties WHERE hash = ?1 ORDER BY work LIMIT 1",
            [Hex(hash)],
            read,
        )
    }
}

impl TreatiesMut<'_> {
    /// Keeps a treaty, in place of the one that the work had. The same treaty with more signatures is the same treaty.
    ///
    /// # Errors
    /// [`Error::Refused`] where a vault of the work commits to another treaty: contracts do not change their mind.
    pub fn put(&self, treaty: &StoredTreaty) -> Result<()> {
        let StoredTreaty { work, hash, .. } = treaty;
        if Vaults(self.0).of(*work)?.iter().any(|vault| vault.salt != *hash) {
            return Err(Error::Refused(format!(
                "work {work} already has a vault under another treaty, and a vault cannot be changed"
            )));
        }
        let sql =
            "INSERT INTO treaties (work, hash, file, used) VALUES (:work, :hash, :file, :used)
            ON CONFLICT (work) DO UPDATE SET hash = :hash, file = :file,
                used = CASE WHEN hash = :hash THEN max(used, :used) ELSE :used END";
        let params = named_params! {
            ":work": Text(work), ":hash": Hex(hash), ":file": treaty.file, ":used": treaty.used,
        };
        run(self.0, sql, params).map(drop)
    }
}
