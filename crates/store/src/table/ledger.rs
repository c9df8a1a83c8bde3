use colophon_model::{ChainId, PaymentId};

use crate::codec::{Hex, Whole, millis, run};
use crate::table::blocks::Block;
use crate::table::claims::{self, Claim};
use crate::table::payments::{self, Payment};
use crate::table::share_transfers::{self, ShareTransfer};
use crate::{Error, Result};

/// What one reading of a range of blocks found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerRows {
    /// Money that arrived.
    pub payments: Vec<Payment>,
    /// Money that holders took.
    pub claims: Vec<Claim>,
    /// Shares that changed hands.
    pub transfers: Vec<ShareTransfer>,
    /// Blocks whose hashes are to be kept, beside those of the rows and the cursor.
    pub blocks: Vec<Block>,
}

/// Changes payments, claims, share transfers, blocks and the cursor, always together.
#[derive(Debug, Clone, Copy)]
pub struct LedgerMut<'t>(pub(crate) &'t rusqlite::Transaction<'t>);

impl LedgerMut<'_> {
    /// Replaces everything of `chain` from block `from` on by `rows`, and moves the cursor to `to`, the last block
    /// that was read. Reading a range again gives the same rows, and after a reorg the old ones are gone.
    ///
    /// # Errors
    /// [`Error::OutsideRange`] for a row of another chain or a block outside `from..=to`, and for a gap between the
    /// present cursor and `from`; [`Error::Refused`] for the same log twice. Nothing is changed then.
    pub fn apply_range(
        &self,
        chain: ChainId,
        from: u64,
        rows: &LedgerRows,
        to: Block,
    ) -> Result<()> {
        let cursor = crate::table::cursors::Cursors(self.0).get(chain)?;
        if cursor.is_some_and(|cursor| from > cursor.number.saturating_add(1)) {
            return Err(Error::OutsideRange { block: from });
        }
        let inside = |id: PaymentId, block: Block| {
            if id.chain == chain && (from..=to.number).contains(&block.number) {
                Ok(())
            } else {
                Err(Error::OutsideRange { block: block.number })
            }
        };
        for table in ["payments", "claims", "share_transfers"] {
            let sql = format!("DELETE FROM {table} WHERE chain = ?1 AND block >= ?2");
            run(self.0, &sql, (Whole(chain.0), Whole(from)))?;
        }
        run(
            self.0,
            "DELETE FROM blocks WHERE chain = ?1 AND number >= ?2",
            (Whole(chain.0), Whole(from)),
        )?;
        for payment in &rows.payments {
            inside(payment.id, payment.block)?;
            payments::insert(self.0, payment)?;
            self.keep(chain, payment.block)?;
        }
        for claim in &rows.claims {
            inside(claim.id, claim.block)?;
            claims::insert(self.0, claim)?;
            self.keep(chain, claim.block)?;
        }
        for transfer in &rows.transfers {
            inside(transfer.id, transfer.block)?;
            share_transfers::insert(self.0, transfer)?;
            self.keep(chain, transfer.block)?;
        }
        for block in rows.blocks.iter().chain([&to]) {
            self.keep(chain, *block)?;
        }
        let sql = "INSERT INTO cursors (chain, number, hash, time) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash, time = excluded.time";
        run(self.0, sql, (Whole(chain.0), Whole(to.number), Hex(to.hash), millis(to.time)))
            .map(drop)
    }

    /// Forgets everything that the practice chain said, for when that chain is begun anew: its ledger and cursor, its
    /// outbox, and what stood on it. Works and holders stay.
    ///
    /// # Errors
    /// Those of writing.
    pub fn forget_practice(&self) -> Result<()> {
        let chain = ChainId::PRACTICE;
        run(
            self.0,
            "DELETE FROM transactions WHERE intent IN (SELECT id FROM intents WHERE chain = ?1)",
            [Whole(chain.0)],
        )?;
        for table in [
            "payments",
            "claims",
            "share_transfers",
            "blocks",
            "cursors",
            "intents",
            "offers",
            "vaults",
            "tokens",
            "anchors",
        ] {
            run(self.0, &format!("DELETE FROM {table} WHERE chain = ?1"), [Whole(chain.0)])?;
        }
        Ok(())
    }

    fn keep(&self, chain: ChainId, block: Block) -> Result<()> {
        let sql = "INSERT INTO blocks (chain, number, hash, time) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (chain, number) DO UPDATE SET hash = excluded.hash, time = excluded.time";
        let params = (Whole(chain.0), Whole(block.number), Hex(block.hash), millis(block.time));
        run(self.0, sql, params).map(drop)
    }
}
