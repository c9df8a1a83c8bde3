//! Works made from works: consent, minting with parents, and bringing money up to them. Also works of others, whose files
//! are in no register of ours.

use std::collections::BTreeMap;

use colophon_chain::remix::{self, Parent, RemixConsent, SignedConsent};
use colophon_chain::{Mined, NewWork, VaultKey, calls};
use colophon_keys::EvmKey;
use colophon_model::{
    Address, Allocation, B256, Blake3, Bps, MerkleTree, Sha256, U256, Units, WorkId, keccak256,
    work_leaf,
};

use crate::{App, Error, Result};

/// Links that are followed at most on the way up. A chain of works is finite, but nobody's gas is.
const MOST_LINKS: usize = 256;

/// A work that is minted, whoever made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OnChain {
    /// Its token.
    pub(crate) token: U256,
    /// Its vault.
    pub(crate) vault: Address,
    /// What the vault's address is made from.
    pub(crate) key: VaultKey,
}

/// A leaf under an anchored root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchored {
    pub(crate) leaf: B256,
    root: B256,
    proof: Vec<B256>,
    manifest: B256,
}

/// How a new work is divided, and what it is made from.
pub(crate) struct MadeFrom<'a> {
    pub(crate) allocation: &'a Allocation,
    pub(crate) parents: &'a [Parent],
    pub(crate) royalty: Bps,
}

/// Which parents each work names.
type Graph = BTreeMap<U256, Vec<U256>>;

/// All works in an order in which each comes after every work that is made from it, so that what one is paid has arrived
/// before it pays on. The chain lets no work be its own ancestor; one that is would be left out.
fn upwards(graph: &Graph) -> Vec<U256> {
    let mut children: BTreeMap<U256, usize> = graph.keys().map(|work| (*work, 0)).collect();
    for parent in graph.values().flatten() {
        *children.entry(*parent).or_default() += 1;
    }
    let mut ready: Vec<U256> =
        children.iter().filter(|(_, count)| **count == 0).map(|(work, _)| *work).collect();
    let mut order = Vec::with_capacity(children.len());
    while let Some(work) = ready.pop() {
        order.push(work);
        for parent in graph.get(&work).into_iter().flatten() {
            let Some(count) = children.get_mut(parent) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                ready.push(*parent);
            }
        }
    }
    order
}

impl App {
    /// A work of this home, as others know it.
    pub(crate) fn on_chain(&self, work: WorkId) -> Result<OnChain> {
        let vault = self.vault_row(work)?;
        let key = VaultKey {
            author: self.artist()?.address(),
            shares_root: vault.shares_root,
            treaty: vault.salt,
        };
        Ok(OnChain { token: self.token_row(work)?.token_id, vault: vault.address, key })
    }

    /// Anchors files of `author`, all under one root. The files themselves may be anywhere; their hashes are enough.
    pub(crate) async fn anchor_files(
        &self,
        author: &EvmKey,
        files: &[(Blake3, Sha256)],
    ) -> Result<Vec<Anchored>> {
        let leaf =
            |(blake3, sha256): &(Blake3, Sha256)| work_leaf(author.address(), *blake3, *sha256);
        let leaves: Vec<B256> = files.iter().map(leaf).collect();
        let tree = MerkleTree::new(leaves.clone())
            .ok_or_else(|| Error::Precondition("choose at least one work".into()))?;
        let mut digests: Vec<[u8; 32]> = files.iter().map(|(_, sha256)| sha256.0).collect();
        digests.sort_unstable();
        let (root, manifest) = (tree.root(), keccak256(digests.concat()));
        let action = calls::anchor(&self.contracts()?, root, manifest);
        self.act(author, &format!("anchor {root}"), "anchor", &action).await?;
        let anchored = |leaf| {
            let proof =
                tree.proof(leaf).ok_or_else(|| Error::internal("a leaf is not in its own tree"))?;
            Ok(Anchored { leaf, root, proof, manifest })
        };
        leaves.into_iter().map(anchored).collect()
    }

    /// Makes the vault and the token of an anchored work.
    pub(crate) async fn mint_anchored(
        &self,
        author: &EvmKey,
        work: &Anchored,
        made: &MadeFrom<'_>,
    ) -> Result<OnChain> {
        let contracts = self.contracts()?;
        let me = author.address();
        let shares_root = made.allocation.tree().root();
        let treaty = keccak256([me.into_word().0, work.leaf.0, shares_root.0].concat());
        let vault = self.inner.chain.predict_vault(&contracts, me, shares_root, treaty).await?;
        let action = calls::create_vault(&contracts, shares_root, treaty);
        self.act(author, &format!("vault {vault}"), "vault", &action).await?;
        let new = NewWork {
            root: work.root,
            leaf: work.leaf,
            proof: work.proof.clone(),
            manifest: work.manifest,
            shares_root,
            treaty,
            royalty: made.royalty,
        };
        let action = remix::mint(&contracts, me, &new, made.parents);
        self.act(author, &format!("mint {}", work.leaf), "mint", &action).await?;
        let key = VaultKey { author: me, shares_root, treaty };
        Ok(OnChain { token: calls::work_id(me, work.leaf), vault, key })
    }

    /// Signs that the key's work is a parent of somebody's new work.
    pub(crate) fn consent_to_remix(
        &self,
        owner: &EvmKey,
        consent: &RemixConsent,
    ) -> Result<SignedConsent> {
        let domain = RemixConsent::domain(Self::chain_id(), &self.contracts()?);
        let signature = owner.sign_typed_hash(&domain, consent.hash())?;
        Ok(SignedConsent { deadline: consent.deadline, signature: signature.into() })
    }

    /// Brings what a work owes to its parents up to them, and from them to theirs, as far as it goes. Returns what was
    /// sent; nothing where nothing was owed. `key` is another one each time that something new is to be brought.
    pub(crate) async fn pay_parents(
        &self,
        by: &EvmKey,
        work: U256,
        key: &str,
    ) -> Result<Vec<Mined>> {
        let contracts = self.contracts()?;
        let chain = &self.inner.chain;
        let tokens: Vec<Option<Address>> = self.tokens().await?.into_keys().collect();
        let graph = self.parents_above(work).await?;
        let mut sent = Vec::new();
        for child in upwards(&graph) {
            let vault = chain.work_facts(&contracts, child).await?.vault;
            for link in graph.get(&child).into_iter().flatten() {
                let parent = chain.work_facts(&contracts, *link).await?.vault;
                let mut owed = Vec::new();
                for token in &tokens {
                    let figures = chain.vault_figures(vault, *token, &[parent], None).await?;
                    if figures.pending.iter().any(|(_, owed)| *owed != Units::ZERO) {
                        owed.push(*token);
                    }
                }
                if !owed.is_empty() {
                    let action = remix::pay_parent(vault, parent, &owed);
                    let intent = format!("parent {vault} {parent} {key}");
                    sent.push(self.act(by, &intent, "claim", &action).await?);
                }
            }
        }
        Ok(sent)
    }

    /// A work, all works above it, and the parents that each of them names.
    async fn parents_above(&self, work: U256) -> Result<Graph> {
        let contracts = self.contracts()?;
        let mut graph = Graph::new();
        let mut waiting = vec![work];
        let mut links = 0;
        while let Some(child) = waiting.pop() {
            if graph.contains_key(&child) {
                continue;
            }
            let named = self.inner.chain.parents_of(&contracts, child).await?;
            let parents: Vec<U256> = named.iter().map(|link| link.work).collect();
            links += parents.len();
            if links > MOST_LINKS {
                return Err(Error::Precondition(format!(
                    "the work has more than {MOST_LINKS} links above it; begin with one of the works in between"
                )));
            }
            waiting.extend(&parents);
            graph.insert(child, parents);
        }
        Ok(graph)
    }

    /// Takes out of any vault what it owes to the key's account; proves its place first where that was not done.
    pub(crate) async fn claim_from(
        &self,
        holder: &EvmKey,
        vault: Address,
        allocation: &Allocation,
        key: &str,
    ) -> Result<Mined> {
        let who = holder.address();
        let books = self.books_of(vault, allocation).await?;
        let tokens = books.tokens();
        let action = if books.is_active(who) {
            calls::claim(vault, who, &tokens)
        } else {
            let shares = books.held(who);
            let proof =
                allocation.tree().proof(Allocation::leaf(who, shares)).ok_or_else(|| {
                    Error::Precondition(format!("{who} holds no shares of the vault {vault}"))
                })?;
            calls::activate_and_claim(vault, who, shares, proof, &tokens)
        };
        self.act(holder, &format!("claim {vault} {key}"), "claim", &action).await
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(links: &[(u64, &[u64])], want: Expect) {
        let graph = links
            .iter()
            .map(|(work, parents)| {
                (U256::from(*work), parents.iter().map(|p| U256::from(*p)).collect())
            })
            .collect();
        let order: Vec<String> = upwards(&graph).iter().map(ToString::to_string).collect();
        want.assert_eq(&order.join(" "));
    }

    #[test]
    fn what_comes_by_two_ways_is_paid_on_once_both_have_arrived() {
        check(&[(1, &[])], expect!["1"]);
        check(&[(3, &[2]), (2, &[1]), (1, &[])], expect!["3 2 1"]);
        // 9 is made from 5 and 7, 7 from 6, 6 from 5, and 5 from 1: 5 comes after 6.
        check(&[(9, &[5, 7]), (7, &[6]), (6, &[5]), (5, &[1]), (1, &[])], expect!["9 7 6 5 1"]);
        check(&[(4, &[2, 3]), (2, &[1]), (3, &[1]), (1, &[])], expect!["4 3 2 1"]);
        check(&[(2, &[1]), (1, &[2])], expect![""]);
    }
}
