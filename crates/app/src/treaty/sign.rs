//! Reading, signing and putting together treaty files.

use std::path::{Path, PathBuf};

use colophon_chain::{Treaty, TreatyFile};
use colophon_ipc::{MergeTreaties, OpenTreaty, SignTreaty, TreatyView};
use colophon_model::{Address, ChainId, WorkId};
use colophon_store::StoredTreaty;

use super::{check_tokens, kept, read_file, write_file};
use crate::{App, Error, Result};

impl App {
    /// Reads a treaty file and says what is in it. Everything in it was verified.
    ///
    /// # Errors
    /// A file that is no treaty, or was changed after it was written.
    pub async fn open_treaty(&self, call: &OpenTreaty) -> Result<TreatyView> {
        let path =
            call.path.as_deref().ok_or_else(|| Error::Precondition("choose a file".into()))?;
        self.view_treaty(&read_file(Path::new(path))?, Some(path)).await
    }

    /// Signs the treaty that was read, and writes it as a new file.
    ///
    /// # Errors
    /// A file that says something else than what was read; an account that is no party or has signed; a treaty that is
    /// too late, over another chain, or leads to a vault of unknown make; a new file that is there already.
    pub async fn sign_treaty(&self, call: &SignTreaty) -> Result<TreatyView> {
        let path = Path::new(&call.path);
        let mut file = read_file(path)?;
        if file.hash() != call.hash {
            return Err(Error::Precondition(format!(
                "{} is no longer the treaty that was read; read it again before you sign",
                path.display()
            )));
        }
        let key = self.artist()?;
        self.willing(&file, key.address())?;
        let chains: Vec<ChainId> =
            file.treaty().text().chains.iter().map(|part| part.chain).collect();
        let signature = key.sign_for_chains(&Treaty::domain(), file.hash(), &chains)?;
        file.sign(key.address(), &signature)?;
        let out = match &call.out {
            Some(out) => PathBuf::from(out),
            None => beside(path, key.address()),
        };
        write_file(&out, &file)?;
        if self.is_writable() {
            self.remember(&file)?;
        }
        self.view_treaty(&file, Some(&out.display().to_string())).await
    }

    /// Puts together the signatures of several files of one treaty.
    ///
    /// # Errors
    /// Files of different treaties; a work whose treaty they are not; a new file that is there already.
    pub async fn merge_treaties(&self, call: &MergeTreaties) -> Result<TreatyView> {
        let mut files = call.paths.iter().map(|path| read_file(Path::new(path)));
        let mut all = match call.work {
            Some(work) => self.kept_for(work)?,
            None => files.next().ok_or_else(|| Error::Precondition("choose a file".into()))??,
        };
        for file in files {
            all.merge(&file?)?;
        }
        if call.work.is_none() && call.out.is_none() {
            return Err(Error::Precondition(
                "choose where the signatures are to be written together".into(),
            ));
        }
        if let Some(out) = &call.out {
            write_file(Path::new(out), &all)?;
        }
        if self.is_writable() {
            self.remember(&all)?;
        }
        self.view_treaty(&all, call.out.as_deref()).await
    }

    /// The treaty that this home keeps for a work.
    pub(super) fn kept_for(&self, work: WorkId) -> Result<TreatyFile> {
        let stored: Option<StoredTreaty> = self.read(|view| Ok(view.treaties().of(work)?))?;
        let stored = stored.ok_or_else(|| {
            Error::Precondition("this home keeps no treaty for the work; write one first".into())
        })?;
        kept(&stored)
    }

    /// Why `who` would not sign a treaty on this home's chain.
    pub(super) fn willing(&self, file: &TreatyFile, who: Address) -> Result<()> {
        let treaty = file.treaty();
        if !treaty.text().signers.contains(&who) {
            return Err(Error::Precondition(format!(
                "this account, {who}, is not among those who sign; if it should be, ask the author for a treaty that names it"
            )));
        }
        if !file.missing().contains(&who) {
            return Err(Error::Precondition(
                "this account has signed already; send the file on to those who have not".into(),
            ));
        }
        treaty.check_open(self.now())?;
        let contracts = self.contracts()?;
        treaty.check_factory(Self::chain_id(), contracts.factory)?;
        check_tokens(treaty, &contracts)
    }
}

/// `low-tide.json` signed by `0x7099…79C8` becomes `low-tide.signed-70997970.json`.
fn beside(path: &Path, who: Address) -> PathBuf {
    let digits = data_encoding::HEXLOWER.encode(&who.as_slice()[..4]);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.signed-{digits}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_file_lies_beside_the_one_that_came() {
        for (path, want) in [
            ("/a/low-tide.json", "/a/low-tide.signed-70707070.json"),
            ("low-tide.signed-01020304.json", "low-tide.signed-01020304.signed-70707070.json"),
            ("treaty", "treaty.signed-70707070.json"),
        ] {
            let found = beside(Path::new(path), Address::repeat_byte(0x70));
            assert_eq!(found, Path::new(want), "{path}");
        }
    }
}
