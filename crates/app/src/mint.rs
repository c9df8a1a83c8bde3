//! Works onto the chain: one anchor for the batch, a vault and a token for each.

use colophon_chain::{NewWork, TreatyFile, calls, create_agreed_vault};
use colophon_ipc::{FinalPoint, PrepareMint, Sheet, SheetKind};
use colophon_model::{
    Address, Allocation, B256, Bps, MerkleTree, Shares, U256, Units, WorkId, keccak256,
};
use colophon_store::{Anchor, Vault, Work, WorkToken};

use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, split};

/// Gas that a batch of works needs at most, a little above what the contracts' tests measure.
const ANCHOR_GAS: u64 = 60_000;
const WORK_GAS: u64 = 400_000;
/// Gas of bringing a treaty to the chain: its text, and each signature.
const AGREE_GAS: u64 = 120_000;
const SIGNATURE_GAS: u64 = 20_000;

impl App {
    /// Prepares to anchor, mint and make vaults.
    ///
    /// # Errors
    /// A split that is not a whole; works that are unknown or minted already; a treaty that not all have signed, that is
    /// over another work, or that divides otherwise than the lines given.
    pub async fn prepare_mint(&self, call: &PrepareMint) -> Result<Sheet> {
        self.artist()?;
        let [first, ..] = call.works.as_slice() else {
            return Err(Error::Precondition("choose at least one work".into()));
        };
        let treaty = match &call.treaty {
            Some(named) => Some(self.signed_treaty(named, &call.works).await?),
            None => None,
        };
        let allocation = match &treaty {
            Some(file) => self.agreed_holders(*first, file, call)?,
            None => Allocation::new(split::holders(&call.rows)?)?,
        };
        let royalty = Bps::new(call.royalty_bps)?;
        let works = call.works.iter().map(|id| (*id, allocation.clone())).collect::<Vec<_>>();
        let mut titles = Vec::new();
        for (id, _) in &works {
            let work = self.work_row(*id)?;
            if !self.read(|view| Ok(view.tokens().of(*id)?))?.is_empty() {
                return Err(Error::Precondition(format!(
                    "{} is minted already; its split is fixed",
                    work.title
                )));
            }
            titles.push(work.title);
        }
        let left_aside = if treaty.is_none() { self.drafts_over(&call.works)? } else { Vec::new() };
        let fees = self.inner.chain.fees().await?;
        let signers = treaty.as_ref().map_or(0, |file| file.signatures().len() as u64);
        let agree_gas = if signers > 0 { AGREE_GAS + SIGNATURE_GAS * signers } else { 0 };
        let count = works.len() as u64;
        let gas = ANCHOR_GAS + agree_gas + WORK_GAS.saturating_mul(count);
        let mut facts = vec![
            ("holders".into(), allocation.holders().len().to_string()),
            ("royalty".into(), format!("{}.{:02} %", royalty.get() / 100, royalty.get() % 100)),
        ];
        if signers > 0 {
            facts.push(("signers".into(), signers.to_string()));
        }
        if !left_aside.is_empty() {
            facts.push(("unused-treaty".into(), left_aside.join(", ")));
        }
        let facts = Facts {
            works: titles,
            leaves: Vec::new(),
            arrives: Vec::new(),
            to: self.contracts()?.registry.to_string(),
            fee: Units(U256::from(gas).saturating_mul(U256::from(fees.max_fee))),
            transactions: 1 + u64::from(signers > 0) + 2 * count,
            finals: vec![FinalPoint::Anchor, FinalPoint::Split],
            facts,
        };
        let treaty = treaty.map(Box::new);
        self.lay(SheetKind::Mint, Plan::Mint { works, royalty, treaty }, facts)
    }

    /// The holders that a treaty names. Lines beside it may only say the same.
    fn agreed_holders(
        &self,
        work: WorkId,
        file: &TreatyFile,
        call: &PrepareMint,
    ) -> Result<Allocation> {
        if call.rows.is_empty() {
            return self.named_holders(work, file);
        }
        let typed = Allocation::new(split::holders(&call.rows)?)?;
        if typed.tree().root() == file.treaty().text().shares_root {
            return Ok(typed);
        }
        Err(Error::Precondition(
            "the lines divide otherwise than the treaty that all have signed; leave them out, or make a new treaty".into(),
        ))
    }

    pub(crate) fn work_row(&self, id: WorkId) -> Result<Work> {
        self.read(|view| Ok(view.works().by_id(id)?))?
            .ok_or_else(|| Error::NotFound(format!("work {id}")))
    }

    /// Anchors all of `works` under one root, then makes each one's vault and token. Every step is done once: asked
    /// again after a stop, it goes on with what is missing.
    pub(crate) async fn mint(&self, works: &[(WorkId, Allocation)], royalty: Bps) -> Result<Done> {
        self.mint_under(works, royalty, None).await
    }

    /// As [`Self::mint`]; where a treaty that all have signed is given, it is the one that the vault commits to, and it is
    /// on the chain before the vault is.
    pub(crate) async fn mint_under(
        &self,
        works: &[(WorkId, Allocation)],
        royalty: Bps,
        signed: Option<&TreatyFile>,
    ) -> Result<Done> {
        let artist = self.artist()?;
        let author = artist.address();
        let mut done = Done::default();
        let mut leaves = Vec::new();
        let mut digests = Vec::new();
        for (id, _) in works {
            let work = self.work_row(*id)?;
            leaves.push((*id, self.leaf_of(author, *id)?));
            digests.push(work.copy_sha256.0);
        }
        let tree = MerkleTree::new(leaves.iter().map(|(_, leaf)| *leaf).collect())
            .ok_or_else(|| Error::Precondition("choose at least one work".into()))?;
        digests.sort_unstable();
        let manifest = keccak256(digests.concat());
        let contracts = self.contracts()?;

        let root = tree.root();
        let action = calls::anchor(&contracts, root, manifest);
        let mined = self.act(&artist, &format!("anchor {root}"), "anchor", &action).await?;
        done.add(&mined);
        let at = self
            .inner
            .chain
            .block(mined.block)
            .await?
            .ok_or(colophon_chain::Error::NoBlock(mined.block))?
            .time;
        self.write(|change| {
            for (work, leaf) in &leaves {
                let proof = tree
                    .proof(*leaf)
                    .ok_or_else(|| Error::internal("a leaf is not in its own tree"))?;
                change.anchors_mut().put(&Anchor {
                    work: *work,
                    chain: Self::chain_id(),
                    root,
                    leaf: *leaf,
                    proof,
                    tx: mined.tx,
                    block: Some(mined.block),
                    at: Some(at),
                })?;
            }
            Ok(())
        })?;

        for ((id, allocation), (_, leaf)) in works.iter().zip(&leaves) {
            let proof = tree
                .proof(*leaf)
                .ok_or_else(|| Error::internal("a leaf is not in its own tree"))?;
            let shares_root = allocation.tree().root();
            // Kept before it is sent: a minting that is taken up again comes to the same vault.
            let agreed = self.settle_treaty(*id, (author, *leaf), allocation, signed)?;
            let treaty = agreed.hash();
            if let Some(file) = signed {
                self.agree(&artist, &contracts, file, &mut done).await?;
            }
            let vault =
                self.inner.chain.predict_vault(&contracts, author, shares_root, treaty).await?;
            let action = create_agreed_vault(&agreed, Self::chain_id())
                .ok_or_else(|| Error::internal("the treaty does not name this chain"))?;
            let made = self.act(&artist, &format!("vault {vault}"), "vault", &action).await?;
            done.add(&made);
            // The holders trust the root in the vault's code, not our word for it.
            if self.inner.chain.shares_root(vault).await? != shares_root {
                return Err(Error::internal("the vault does not hold the split that was agreed"));
            }
            let row = Vault {
                work: *id,
                chain: Self::chain_id(),
                address: vault,
                shares_root,
                salt: treaty,
                tx: made.tx,
            };
            self.write(|change| Ok(change.vaults_mut().add(&row)?))?;

            let new = NewWork { root, leaf: *leaf, proof, manifest, shares_root, treaty, royalty };
            let action = calls::mint(&contracts, author, &new);
            let minted = self.act(&artist, &format!("mint {leaf}"), "mint", &action).await?;
            done.add(&minted);
            let token = WorkToken {
                work: *id,
                chain: Self::chain_id(),
                contract: contracts.works,
                token_id: calls::work_id(author, *leaf),
                tx: minted.tx,
            };
            self.write(|change| Ok(change.tokens_mut().put(&token)?))?;
        }
        Ok(done)
    }

    /// The place of `who` in a work's allocation, with the proof that its vault asks for.
    pub(crate) fn place_in(
        &self,
        work: WorkId,
        who: Address,
    ) -> Result<Option<(Shares, Vec<B256>)>> {
        let Some(allocation) = self.read(|view| Ok(view.holders().of(work)?))? else {
            return Ok(None);
        };
        let Some(mine) = allocation.holders().iter().find(|h| h.address == who) else {
            return Ok(None);
        };
        let proof = allocation.tree().proof(Allocation::leaf(who, mine.shares));
        Ok(proof.map(|proof| (mine.shares, proof)))
    }
}
