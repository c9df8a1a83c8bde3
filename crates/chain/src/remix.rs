//! Works made from works. A parent is paid by its vault holding shares of the child's vault; `RemixGraph` in `contracts/`
//! has the rules.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{Eip712Domain, SolStruct, sol};
use colophon_model::{ChainId, Moment, Shares};

use crate::bindings as b;
use crate::{Action, Chain, Contracts, NewWork, Result, calls, typed};

/// Parents that a work may name at most.
pub const MAX_PARENTS: usize = 16;

/// A work that a new work is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Its token.
    pub work: U256,
    /// Shares of the new work's vault that its vault holds.
    pub shares: Shares,
    /// The place of its vault in the new work's allocation.
    pub proof: Vec<B256>,
    /// Agreement of the owner of its token; without one the link stands as the child's claim, unless the child's author
    /// owns that token herself.
    pub consent: Option<SignedConsent>,
}

/// The signed agreement of a parent's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedConsent {
    /// The last moment at which it can be used.
    pub deadline: Moment,
    /// Of a [`RemixConsent`].
    pub signature: Bytes,
}

/// What the owner of a parent's token signs: to this child of this author, for these shares of this allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemixConsent {
    /// The parent's token.
    pub parent: U256,
    /// The child's leaf.
    pub leaf: B256,
    /// The child's author.
    pub author: Address,
    /// Shares of the child's vault that the parent's vault gets.
    pub shares: Shares,
    /// Root of all shares of the child's vault.
    pub shares_root: B256,
    /// The last moment at which it can be used.
    pub deadline: Moment,
}

/// A parent as the chain remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParentLink {
    /// The parent's token.
    pub work: U256,
    /// Shares of the child's vault that its vault was given.
    pub shares: Shares,
    /// When the owner of the parent's token agreed; `None` while only the child claims it.
    pub agreed: Option<Moment>,
}

/// The structs as the contract hashes them; their names are part of what is signed.
mod signed {
    use super::sol;
    sol! {
        struct RemixConsent {
            uint256 parent;
            bytes32 leaf;
            address author;
            uint32 shares;
            bytes32 sharesRoot;
            uint256 deadline;
        }
    }
}

impl RemixConsent {
    /// The domain that it is signed in.
    pub fn domain(chain: ChainId, at: &Contracts) -> Eip712Domain {
        typed::domain("Colophon WorkNFT", chain, at.works)
    }

    /// Its EIP-712 struct hash.
    pub fn hash(&self) -> B256 {
        signed::RemixConsent {
            parent: self.parent,
            leaf: self.leaf,
            author: self.author,
            shares: self.shares.0,
            sharesRoot: self.shares_root,
            deadline: U256::from(self.deadline.unix_seconds()),
        }
        .eip712_hash_struct()
    }
}

/// Mints the sender's work, made from `parents`. Their vaults' places in its allocation become shares at once.
pub fn mint(at: &Contracts, to: Address, work: &NewWork, parents: &[Parent]) -> Action {
    let parents = parents.iter().map(|parent| {
        let (deadline, signature) = match &parent.consent {
            Some(consent) => (consent.deadline.unix_seconds(), consent.signature.clone()),
            None => (0, Bytes::new()),
        };
        b::WorkNFT::ParentClaim {
            workId: parent.work,
            shares: parent.shares.0,
            proof: parent.proof.clone(),
            deadline: U256::from(deadline),
            signature,
        }
    });
    let call = b::WorkNFT::mintWithCall {
        to,
        work: b::WorkNFT::NewWork {
            root: work.root,
            leaf: work.leaf,
            manifest: work.manifest,
            sharesRoot: work.shares_root,
            treaty: work.treaty,
            royaltyBps: work.royalty.get(),
        },
        proof: work.proof.clone(),
        more: b::WorkNFT::Particulars {
            iscc: Bytes::new(),
            dataMining: 0,
            parents: parents.collect(),
        },
    };
    Action::call(at.works, &call)
}

/// The sender, who owns the parent's token, agrees to a link that only the child claimed so far.
pub fn agree(at: &Contracts, work: U256, parent: U256) -> Action {
    Action::call(at.works, &b::WorkNFT::agreeCall { workId: work, parentId: parent })
}

/// Brings the parent's owner's signature to a link that only the child claimed so far; anybody may.
pub fn agree_for(at: &Contracts, consent: &RemixConsent, signature: Bytes) -> Action {
    let call = b::WorkNFT::agreeForCall {
        author: consent.author,
        leaf: consent.leaf,
        parentId: consent.parent,
        deadline: U256::from(consent.deadline.unix_seconds()),
        signature,
    };
    Action::call(at.works, &call)
}

/// Brings what a child's vault owes its parent's vault one step up, in each token (`None` is the coin). Anybody may send it.
pub fn pay_parent(
    child_vault: Address,
    parent_vault: Address,
    tokens: &[Option<Address>],
) -> Action {
    calls::claim(child_vault, parent_vault, tokens)
}

impl Chain {
    /// The works that a work names as its parents.
    ///
    /// # Errors
    /// No answer, or no work tokens there.
    pub async fn parents_of(&self, at: &Contracts, work: U256) -> Result<Vec<ParentLink>> {
        let call = b::WorkNFT::parentsOfCall { workId: work };
        let links = self.ask("a work's parents", at.works, &call, None).await?;
        let link = |link: b::WorkNFT::ParentLink| ParentLink {
            work: link.workId,
            shares: Shares(link.shares),
            agreed: (link.agreedAt != 0).then(|| Moment::from_unix_seconds(link.agreedAt)),
        };
        Ok(links.into_iter().map(link).collect())
    }
}
