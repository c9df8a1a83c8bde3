use colophon_model::ChainId;

use crate::codec::{Whole, handles, one};
use crate::table::blocks::{Block, read};
use crate::{Error, Result};

handles! {
    /// How far each chain was read.
    Cursors
}

impl Cursors<'_> {
    /// The last block of `chain` whose rows are in the register.
    ///
    /// # Errors
    /// Those of reading.
    pub fn get(&self, chain: ChainId) -> Result<Option<Block>> {
        one(self.0, "SELECT * FROM cursors WHERE chain = ?1", [Whole(chain.0)], read)
    }

    /// The same, where the chain must have been read before.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn require(&self, chain: ChainId) -> Result<Block> {
        self.get(chain)?.ok_or_else(|| Error::missing("cursor of chain", chain))
    }
}
