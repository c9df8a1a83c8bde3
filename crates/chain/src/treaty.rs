//! An agreement over a work's income, as `SplitTreaty` in `contracts/` reads it.

use alloy_primitives::{Address, B256, U256, aliases::U96};
use alloy_sol_types::{Eip712Domain, SolStruct};
use colophon_model::{ChainId, Moment, Units};
use serde::{Deserialize, Serialize};

use crate::bindings::SplitTreaty as sol;
use crate::calls;

/// Tokens that a vault can pin.
const MOST_TOKENS: usize = 3;

/// What authors agree on, before anybody has looked whether it makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatyDraft {
    /// Who anchors the work and makes its vault.
    pub author: Address,
    /// The work's leaf.
    pub work: B256,
    /// Root of the exact set of shares.
    pub shares_root: B256,
    /// All who must sign, ascending.
    pub signers: Vec<Address>,
    /// Who may offer licences, ascending.
    pub offerers: Vec<Address>,
    /// Who may revoke licences, ascending.
    pub revokers: Vec<Address>,
    /// The chains where it holds, ascending.
    pub chains: Vec<TreatyChain>,
    /// The last second since 1970 in which the signatures may be brought to a chain.
    pub deadline: u64,
}

/// What is agreed for one chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatyChain {
    /// The chain.
    pub chain: ChainId,
    /// Whose vault it is.
    pub factory: Address,
    /// What the vault divides beside the coin, ascending.
    pub tokens: Vec<Address>,
    /// The least prices, the coin's first. In a token without one no licence is offered.
    pub floors: Vec<TreatyFloor>,
}

/// The least that a licence may cost in one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatyFloor {
    /// `None` for the chain's coin.
    pub token: Option<Address>,
    /// The price.
    pub price: Units,
}

/// Why a draft is no treaty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TreatyError {
    /// Zero author.
    #[error("the treaty names no author; name the account that will make the vault")]
    NoAuthor,
    /// Zero leaf.
    #[error("the treaty names no work; add the work first")]
    NoWork,
    /// Zero root.
    #[error("the treaty divides no shares; name the holders first")]
    NoShares,
    /// Zero deadline.
    #[error("the treaty has no deadline, so it could never be agreed; set one")]
    NoDeadline,
    /// No chain.
    #[error("the treaty names no chain, so it would hold nowhere; name at least one")]
    NoChain,
    /// Zero factory.
    #[error("the treaty does not say who makes the vault on chain {0}; name the vault factory")]
    NoFactory(ChainId),
    /// The author is no signer.
    #[error("the author {0} is not among those who sign; the vault is the author's to make")]
    AuthorMustSign(Address),
    /// Zero, twice or out of order.
    #[error("entry {place} of the {list} is zero, stands there twice or is out of order")]
    NotAscending {
        /// Which list.
        list: &'static str,
        /// Which entry, from 1.
        place: usize,
    },
    /// More than a vault can pin.
    #[error("the vault on chain {chain} would divide {count} tokens; three are the most")]
    TooManyTokens {
        /// The chain.
        chain: ChainId,
        /// How many.
        count: usize,
    },
    /// A floor in a token that the vault does not divide.
    #[error("a price on chain {chain} is in token {token}, which the vault there would not divide")]
    FloorInForeignToken {
        /// The chain.
        chain: ChainId,
        /// The token.
        token: Address,
    },
    /// A floor of nothing.
    #[error("a price on chain {0} is zero; leave it out where no licence is to be sold")]
    FloorZero(ChainId),
    /// Beyond 96 bits.
    #[error("a price on chain {0} is larger than the contract can hold")]
    PriceTooLarge(ChainId),
    /// Play money and real money in one agreement.
    #[error(
        "the treaty names the practice chain beside another; no account signs for both, so make two treaties"
    )]
    PracticeAndReal,
    /// Too late.
    #[error(
        "the deadline of the treaty has passed, so a signature would count for nothing; make a new treaty"
    )]
    Expired,
    /// Not for this chain.
    #[error("the treaty does not hold on chain {0}; make one that names it")]
    ChainNotNamed(ChainId),
    /// A vault of unknown make.
    #[error(
        "the treaty has the vault on chain {chain} made by {named}, which is not the factory known there ({known}); sign nothing and ask the sender"
    )]
    ForeignFactory {
        /// The chain.
        chain: ChainId,
        /// The factory in the treaty.
        named: Address,
        /// The factory in the chain's profile.
        known: Address,
    },
}

/// A treaty that is well formed, and so has a hash that its authors can sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TreatyDraft", into = "TreatyDraft")]
pub struct Treaty(TreatyDraft);

impl TreatyDraft {
    /// The same with every list in the order that a treaty has. What stands twice still stands twice.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.signers.sort_unstable();
        self.offerers.sort_unstable();
        self.revokers.sort_unstable();
        self.chains.sort_by_key(|part| part.chain);
        for part in &mut self.chains {
            part.tokens.sort_unstable();
            part.floors.sort_by_key(|floor| floor.token);
        }
        self
    }

    fn check(&self) -> Result<(), TreatyError> {
        if self.author.is_zero() {
            return Err(TreatyError::NoAuthor);
        }
        if self.work.is_zero() {
            return Err(TreatyError::NoWork);
        }
        if self.shares_root.is_zero() {
            return Err(TreatyError::NoShares);
        }
        if self.deadline == 0 {
            return Err(TreatyError::NoDeadline);
        }
        ascending("signers", &self.signers)?;
        if !self.signers.contains(&self.author) {
            return Err(TreatyError::AuthorMustSign(self.author));
        }
        ascending("offerers", &self.offerers)?;
        ascending("revokers", &self.revokers)?;
        if self.chains.is_empty() {
            return Err(TreatyError::NoChain);
        }
        let mut last = 0;
        for (i, part) in self.chains.iter().enumerate() {
            if part.chain.0 <= last {
                return Err(TreatyError::NotAscending { list: "chains", place: i + 1 });
            }
            last = part.chain.0;
            part.check()?;
        }
        if self.chains.len() > 1 && self.chains.iter().any(|part| part.chain.is_practice()) {
            return Err(TreatyError::PracticeAndReal);
        }
        Ok(())
    }
}

impl TreatyChain {
    fn check(&self) -> Result<(), TreatyError> {
        let chain = self.chain;
        if self.factory.is_zero() {
            return Err(TreatyError::NoFactory(chain));
        }
        if self.tokens.len() > MOST_TOKENS {
            return Err(TreatyError::TooManyTokens { chain, count: self.tokens.len() });
        }
        ascending("tokens", &self.tokens)?;
        let mut last = None;
        for (i, floor) in self.floors.iter().enumerate() {
            let token = floor.token.unwrap_or_default();
            if last.is_some_and(|last| token <= last) {
                return Err(TreatyError::NotAscending { list: "prices", place: i + 1 });
            }
            last = Some(token);
            if !token.is_zero() && !self.tokens.contains(&token) {
                return Err(TreatyError::FloorInForeignToken { chain, token });
            }
            if floor.price.is_zero() {
                return Err(TreatyError::FloorZero(chain));
            }
            if floor.price.0.bit_len() > U96::BITS {
                return Err(TreatyError::PriceTooLarge(chain));
            }
        }
        Ok(())
    }
}

fn ascending(list: &'static str, entries: &[Address]) -> Result<(), TreatyError> {
    let mut last = Address::ZERO;
    for (i, entry) in entries.iter().enumerate() {
        if *entry <= last {
            return Err(TreatyError::NotAscending { list, place: i + 1 });
        }
        last = *entry;
    }
    Ok(())
}

impl Treaty {
    /// # Errors
    /// The first thing that is wrong with the draft.
    pub fn new(draft: TreatyDraft) -> Result<Self, TreatyError> {
        draft.check().map(|()| Self(draft))
    }

    /// Its text.
    pub const fn text(&self) -> &TreatyDraft {
        &self.0
    }

    /// The EIP-712 struct hash, which goes into the vault's address as its `treaty`.
    pub fn hash(&self) -> B256 {
        self.to_sol().eip712_hash_struct()
    }

    /// The 32 bytes that each signer signs.
    pub fn digest(&self) -> B256 {
        self.to_sol().eip712_signing_hash(&Self::domain())
    }

    /// Name and version alone: one signature serves every chain that the treaty names.
    pub fn domain() -> Eip712Domain {
        Eip712Domain::new(Some("Colophon SplitTreaty".into()), Some("1".into()), None, None, None)
    }

    /// What is agreed for a chain.
    pub fn on(&self, chain: ChainId) -> Option<&TreatyChain> {
        self.0.chains.iter().find(|part| part.chain == chain)
    }

    /// Before signing and before agreeing: whether there is still time.
    ///
    /// # Errors
    /// [`TreatyError::Expired`].
    pub const fn check_open(&self, now: Moment) -> Result<(), TreatyError> {
        if now.unix_seconds() > self.0.deadline { Err(TreatyError::Expired) } else { Ok(()) }
    }

    /// Before signing: whether the vault on `chain` would be made by the factory that its profile names. A factory of
    /// somebody's own making could make vaults that keep the money.
    ///
    /// # Errors
    /// [`TreatyError::ChainNotNamed`] and [`TreatyError::ForeignFactory`].
    pub fn check_factory(&self, chain: ChainId, known: Address) -> Result<(), TreatyError> {
        let named = self.on(chain).ok_or(TreatyError::ChainNotNamed(chain))?.factory;
        let foreign = TreatyError::ForeignFactory { chain, named, known };
        if named == known { Ok(()) } else { Err(foreign) }
    }

    /// Whether it is over play money; it then names the practice chain and no other.
    pub fn is_practice(&self) -> bool {
        self.on(ChainId::PRACTICE).is_some()
    }

    /// Whether `who` may offer licences.
    pub fn may_offer(&self, who: Address) -> bool {
        self.0.offerers.contains(&who)
    }

    /// Whether `who` may revoke licences.
    pub fn may_revoke(&self, who: Address) -> bool {
        self.0.revokers.contains(&who)
    }

    /// The least price in `token` (`None`: the coin) on a chain; `None` where no offer in it was agreed.
    pub fn floor(&self, chain: ChainId, token: Option<Address>) -> Option<Units> {
        let floors = &self.on(chain)?.floors;
        let token = token.unwrap_or_default();
        floors.iter().find(|f| f.token.unwrap_or_default() == token).map(|f| f.price)
    }

    /// The number of the work's token.
    pub fn work_id(&self) -> U256 {
        calls::work_id(self.0.author, self.0.work)
    }

    /// As the contract takes it.
    pub(crate) fn to_sol(&self) -> sol::Treaty {
        let Self(draft) = self;
        sol::Treaty {
            author: draft.author,
            work: draft.work,
            sharesRoot: draft.shares_root,
            signers: draft.signers.clone(),
            offerers: draft.offerers.clone(),
            revokers: draft.revokers.clone(),
            chains: draft.chains.iter().map(part_to_sol).collect(),
            deadline: draft.deadline,
        }
    }
}

fn part_to_sol(part: &TreatyChain) -> sol::ChainPart {
    let floor = |floor: &TreatyFloor| sol::Floor {
        token: floor.token.unwrap_or_default(),
        // It was checked to fit.
        price: floor.price.0.saturating_to(),
    };
    sol::ChainPart {
        chainId: U256::from(part.chain.0),
        factory: part.factory,
        tokens: part.tokens.clone(),
        floors: part.floors.iter().map(floor).collect(),
    }
}

impl TryFrom<TreatyDraft> for Treaty {
    type Error = TreatyError;
    fn try_from(draft: TreatyDraft) -> Result<Self, TreatyError> {
        Self::new(draft)
    }
}

impl From<Treaty> for TreatyDraft {
    fn from(treaty: Treaty) -> Self {
        treaty.0
    }
}
