//! The treaty under which a work is minted.

use std::path::Path;

use colophon_chain::{Contracts, Treaty, TreatyFile, agree_treaty};
use colophon_ipc::SignedTreaty;
use colophon_keys::EvmKey;
use colophon_model::{Address, Allocation, B256, WorkId};
use colophon_store::StoredTreaty;

use super::{check_tokens, draft, read_file};
use crate::sheet::Done;
use crate::{App, Error, Result};

impl App {
    /// Reads the treaty that all have signed and sees that the artist can mint `works` under it.
    ///
    /// # Errors
    /// More than one work, another work or author, a signature that is missing or that the chain would not take, no time
    /// left, a vault of unknown make.
    pub(crate) async fn signed_treaty(
        &self,
        named: &SignedTreaty,
        works: &[WorkId],
    ) -> Result<TreatyFile> {
        let [work] = works else {
            return Err(Error::Precondition(
                "a treaty is over one work; mint it alone, and the others without this treaty"
                    .into(),
            ));
        };
        let file = match named {
            SignedTreaty::File(path) => read_file(Path::new(path))?,
            SignedTreaty::Kept => self.kept_for(*work)?,
        };
        let (treaty, text) = (file.treaty(), file.treaty().text());
        let me = self.artist()?.address();
        if text.author != me {
            return Err(Error::Precondition(format!(
                "the treaty leaves the minting to {}, and this account is {me}",
                text.author
            )));
        }
        if self.leaf_of(me, *work)? != text.work {
            let title = self.work_row(*work)?.title;
            return Err(Error::Precondition(format!(
                "the treaty is over another work than {title}"
            )));
        }
        file.complete()?;
        let contracts = self.contracts()?;
        treaty.check_factory(Self::chain_id(), contracts.factory)?;
        check_tokens(treaty, &contracts)?;
        let chain = &self.inner.chain;
        if chain.treaty_agreed_at(contracts.treaties, file.hash()).await?.is_none() {
            treaty.check_open(self.now())?;
            // A contract among the signers is asked here, before anything is signed.
            chain.simulate(me, &agree_treaty(contracts.treaties, &file)?).await?;
        }
        Ok(file)
    }

    /// Those of `works`, by title, that have a treaty under way: minted without it, they will never be under it.
    pub(crate) fn drafts_over(&self, works: &[WorkId]) -> Result<Vec<String>> {
        let mut titles = Vec::new();
        for work in works {
            let kept = self.read(|view| Ok(view.treaties().of(*work)?))?;
            if kept.is_some_and(|treaty| !treaty.used) {
                titles.push(self.work_row(*work)?.title);
            }
        }
        Ok(titles)
    }

    /// The holders of a treaty, with the names that this home has for them.
    pub(crate) fn named_holders(&self, work: WorkId, file: &TreatyFile) -> Result<Allocation> {
        let known = self.read(|view| Ok(view.holders().of(work)?))?;
        let same = |known: &Allocation| known.tree().root() == file.treaty().text().shares_root;
        Ok(known.filter(same).unwrap_or_else(|| file.allocation().clone()))
    }

    /// The treaty that a work's vault will commit to, kept before anything is sent: the signed one, else the author's own.
    pub(crate) fn settle_treaty(
        &self,
        work: WorkId,
        (author, leaf): (Address, B256),
        allocation: &Allocation,
        signed: Option<&TreatyFile>,
    ) -> Result<Treaty> {
        let file = match signed {
            Some(file) => file.clone(),
            None => {
                let root = allocation.tree().root();
                TreatyFile::new(draft::alone(author, leaf, root, &self.contracts()?)?, allocation)?
            }
        };
        let stored = StoredTreaty { work, hash: file.hash(), file: file.to_json()?, used: true };
        self.write(|change| {
            change.holders_mut().set(work, allocation)?;
            Ok(change.treaties_mut().put(&stored)?)
        })?;
        Ok(file.treaty().clone())
    }

    /// Brings the signatures to the chain, once.
    pub(crate) async fn agree(
        &self,
        artist: &EvmKey,
        contracts: &Contracts,
        file: &TreatyFile,
        done: &mut Done,
    ) -> Result<()> {
        let at = contracts.treaties;
        // Another party may have brought it.
        if self.inner.chain.treaty_agreed_at(at, file.hash()).await?.is_some() {
            return Ok(());
        }
        let action = agree_treaty(at, file)?;
        let mined = self.act(artist, &format!("agree {}", file.hash()), "agree", &action).await?;
        done.add(&mined);
        Ok(())
    }
}
