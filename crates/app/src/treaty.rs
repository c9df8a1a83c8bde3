//! What the authors of a work agree on before its vault is made: a file that goes from one home to the next.

mod check;
mod draft;
mod fans;
mod mint;
mod sign;
mod view;

use std::path::Path;

use colophon_chain::{Contracts, Treaty, TreatyFile, TreatyFileError};
use colophon_ipc::{GetTreaty, TreatyView};
use colophon_model::{Address, B256, WorkId, work_leaf};
use colophon_store::StoredTreaty;

use crate::{App, Error, Result, sent_file};

impl App {
    /// The treaty that a work's vault is made by, if it has one.
    ///
    /// # Errors
    /// A damaged home.
    pub fn treaty_of(&self, work: WorkId) -> Result<Option<Treaty>> {
        let stored = self.read(|view| Ok(view.treaties().of(work)?))?.filter(|stored| stored.used);
        Ok(stored.map(|stored| kept(&stored)).transpose()?.map(|file| file.treaty().clone()))
    }

    /// The treaty that this home keeps for a work: the one its vault is made by, else the last draft.
    ///
    /// # Errors
    /// A damaged home.
    pub async fn treaty_view(&self, call: GetTreaty) -> Result<Option<TreatyView>> {
        match self.read(|view| Ok(view.treaties().of(call.work)?))? {
            Some(stored) => Ok(Some(self.view_treaty(&kept(&stored)?, None).await?)),
            None => Ok(None),
        }
    }

    /// The account that signs treaties and makes vaults.
    fn treaty_account(&self) -> Result<Address> {
        Ok(self.account()?.ok_or(Error::NoAccount)?.address)
    }

    /// What a work is called on every chain, anchored or not.
    pub(crate) fn leaf_of(&self, author: Address, work: WorkId) -> Result<B256> {
        let work = self.work_row(work)?;
        Ok(work_leaf(author, work.copy_blake3, work.copy_sha256))
    }

    /// The work of this home that a treaty is over.
    fn work_under(&self, treaty: &Treaty) -> Result<Option<WorkId>> {
        let text = treaty.text();
        let me = self.account()?.map(|account| account.address);
        if me != Some(text.author) {
            return Ok(None);
        }
        let works = self.read(|view| Ok(view.works().all()?))?;
        let is_it = |work: &colophon_store::Work| {
            work_leaf(text.author, work.copy_blake3, work.copy_sha256) == text.work
        };
        Ok(works.iter().find(|work| is_it(work)).map(|work| work.id))
    }

    /// Keeps a file's signatures where this home keeps the treaty.
    fn remember(&self, file: &TreatyFile) -> Result<()> {
        let Some(stored) = self.read(|view| Ok(view.treaties().by_hash(file.hash())?))? else {
            return Ok(());
        };
        let mut all = kept(&stored)?;
        all.merge(file)?;
        let stored = StoredTreaty { file: all.to_json()?, ..stored };
        self.write(|change| Ok(change.treaties_mut().put(&stored)?))
    }
}

/// Reads a file of the artist's choosing.
fn read_file(path: &Path) -> Result<TreatyFile> {
    // No treaty has more.
    const MOST_BYTES: u64 = 128 << 20;
    let text = String::from_utf8(sent_file::read(path, MOST_BYTES)?)
        .map_err(|_| TreatyFileError::Unreadable("it is not text".into()))?;
    Ok(TreatyFile::parse(&text)?)
}

/// Writes a new file; one that is there already stays.
fn write_file(path: &Path, file: &TreatyFile) -> Result<()> {
    Ok(colophon_media::write_new(path, file.to_json()?.as_bytes())?)
}

fn kept(stored: &StoredTreaty) -> Result<TreatyFile> {
    TreatyFile::parse(&stored.file).map_err(|error| {
        colophon_store::Error::Damaged(format!("the treaty of work {}: {error}", stored.work))
            .into()
    })
}

/// A vault divides at most what this Colophon knows: a token of somebody's own making could say anything.
fn check_tokens(treaty: &Treaty, contracts: &Contracts) -> Result<()> {
    let known = [contracts.dollar, contracts.wrapped];
    let named = treaty.on(App::chain_id()).map_or(&[][..], |part| &part.tokens);
    match named.iter().find(|token| !known.contains(token)) {
        None => Ok(()),
        Some(token) => Err(Error::Precondition(format!(
            "the vault would divide {token}, a token that this Colophon does not know; ask the author which it is"
        ))),
    }
}
