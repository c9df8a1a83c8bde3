//! The files that let each holder of a work take her place in its vault herself.

use std::path::{Path, absolute};

use colophon_chain::calls;
use colophon_ipc::FanPacks;
use colophon_model::{Address, Allocation, WorkId};
use colophon_royalties::{FanPack, PackFacts};

use crate::{App, Error, Result, new_folder};

impl App {
    /// Writes for each holder of a work a file and a QR code that prove her place to its vault, into a new folder or an empty
    /// one, all of them or none. Names stay at home.
    ///
    /// # Errors
    /// A work without a vault; a folder with something in it.
    pub async fn write_fan_packs(&self, work: WorkId, folder: &Path) -> Result<FanPacks> {
        let row = self.work_row(work)?;
        let vault = self.vault_row(work)?;
        let allocation = self
            .read(|view| Ok(view.holders().of(work)?))?
            .ok_or_else(|| Error::NotFound(format!("split of {}", row.title)))?;
        if allocation.tree().root() != vault.shares_root {
            return Err(Error::Precondition(format!(
                "the split of {} is not the one that its vault was made with, so the vault would take no pack of it",
                row.title
            )));
        }
        let chain = Self::chain_id();
        let facts = PackFacts {
            practice: chain.is_practice(),
            chain: chain.0,
            title: row.title,
            creator: row.creator,
            vault: vault.address,
        };
        let tokens: Vec<_> = self.tokens().await?.into_keys().collect();
        let holders = allocation.holders().len() as u64;
        let target = absolute(folder).map_err(|e| Error::io(folder, e))?;
        let shown = target.display().to_string();
        self.heavy(move || write_all(&allocation, &facts, &tokens, &target)).await?;
        Ok(FanPacks { folder: shown, holders })
    }
}

/// Reads a fan pack and verifies the place in it. Needs no home.
///
/// # Errors
/// A file that cannot be read; a pack that does not hold.
pub fn read_fan_pack(path: &Path) -> Result<FanPack> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    Ok(FanPack::parse(&text)?)
}

fn write_all(
    allocation: &Allocation,
    facts: &PackFacts,
    tokens: &[Option<Address>],
    target: &Path,
) -> Result<()> {
    let tree = allocation.tree();
    new_folder::write(target, |folder| {
        for holder in allocation.holders() {
            let (who, shares) = (holder.address, holder.shares);
            let call = |proof: &[_]| {
                calls::activate_and_claim(facts.vault, who, shares, proof.to_vec(), tokens).data
            };
            let pack = FanPack::new(facts, &tree, (who, shares), call)
                .ok_or_else(|| Error::internal("a holder is not in her own split"))?;
            folder.put(&format!("{who}.json"), pack.to_json()?.as_bytes())?;
            folder.put(&format!("{who}.svg"), pack.code_svg()?.as_bytes())?;
        }
        Ok(())
    })
}
