//! Licences at the shop: offered, sold, taken back, and counted as consent to a remix.

use alloy_primitives::{Address, B256, U256};
use colophon_model::{Bps, Moment, Permissions, Shares, Terms, Units};

use crate::bindings::LicenceShop as sol;
use crate::calls::u96;
use crate::{Action, Chain, Contracts, Error, Result, Treaty};

/// Conditions as the shop stores them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfferTerms {
    /// Bits of what is allowed.
    pub uses: u16,
    /// Bits of what else holds.
    pub rules: Rules,
    /// Seconds; zero for ever.
    pub duration: u32,
    /// Part of the licensee's revenue that is owed to the vault.
    pub owed: Bps,
    /// Shares of a remix's vault that the work's vault must hold at least.
    pub remix_shares: Shares,
    /// The most that a licensee may earn with the work, in the token of the price; zero: no limit.
    pub revenue_ceiling: Units,
    /// The most that may be earned with a remix; zero: no limit.
    pub remix_ceiling: Units,
    /// How many people or machines one licence is good for at a time; zero: not counted.
    pub seats: u16,
    /// Seconds during which no other licence with one of these uses is sold; zero: not exclusive.
    pub exclusive_for: u32,
    /// Hash of the list of places; zero: everywhere.
    pub territory: B256,
    /// Hash of the licence text; zero where there is none.
    pub text: B256,
}

/// What holds for a licence beside its uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// It may be passed on.
    pub transferable: bool,
    /// It may be taken back. Such a licence cannot be passed on.
    pub revocable: bool,
    /// Whoever uses the work names its author.
    pub attribution: bool,
    /// A remix needs the author's approval before it is published.
    pub approval: bool,
    /// A remix is licensed on the same conditions.
    pub reciprocal: bool,
}

/// By what right the sender speaks for a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// As the author, whose vault was made with this hash, which is no treaty's.
    Author(B256),
    /// As whom the treaty behind the vault names.
    Treaty(Box<Treaty>),
}

impl OfferTerms {
    /// From the model's terms; what these do not say is not asked for.
    ///
    /// # Errors
    /// [`Error::Range`] beyond 136 years.
    pub fn new(terms: &Terms, text: B256) -> Result<Self> {
        let duration = u32::try_from(terms.lasts_seconds.unwrap_or(0)).map_err(|_| Error::Range)?;
        let rules = Rules { transferable: terms.transferable, ..Rules::default() };
        Ok(Self { uses: uses(terms.permissions), rules, duration, text, ..Self::default() })
    }

    fn to_sol(self) -> Result<sol::Conditions> {
        Ok(sol::Conditions {
            uses: self.uses,
            rules: self.rules.bits(),
            duration: self.duration,
            owedBps: self.owed.get(),
            remixShares: self.remix_shares.0,
            revenueCeiling: u96(self.revenue_ceiling)?,
            remixCeiling: u96(self.remix_ceiling)?,
            seats: self.seats,
            exclusiveFor: self.exclusive_for,
            territory: self.territory,
            text: self.text,
        })
    }
}

impl Rules {
    /// The bits of `LicenceConditions` in `contracts/`.
    fn bits(self) -> u16 {
        bits(&[self.transferable, self.revocable, self.attribution, self.approval, self.reciprocal])
    }
}

impl Standing {
    fn to_sol(&self) -> sol::Standing {
        match self {
            Self::Author(treaty) => sol::Standing { treaty: *treaty, text: Vec::new() },
            Self::Treaty(text) => {
                sol::Standing { treaty: B256::ZERO, text: vec![treaty_to_sol(text)] }
            }
        }
    }
}

/// Puts up an offer; `token` is `None` for the coin.
///
/// # Errors
/// [`Error::Range`] for a price or a ceiling beyond 96 bits.
pub fn offer(
    at: &Contracts,
    work: U256,
    terms: OfferTerms,
    price: Units,
    token: Option<Address>,
    by: &Standing,
) -> Result<Action> {
    let call = sol::offerCall {
        workId: work,
        conditions: terms.to_sol()?,
        price: u96(price)?,
        token: token.unwrap_or_default(),
        maxSupply: 0,
        by: by.to_sol(),
    };
    Ok(Action::call(at.shop, &call))
}

/// Ends an offer. What was sold stays valid.
pub fn close_offer(at: &Contracts, offer: U256, by: &Standing) -> Action {
    Action::call(at.shop, &sol::closeCall { offerId: offer, by: by.to_sol() })
}

/// Buys `quantity` licences for `to`; `coin` is what is sent along where the offer is priced in coin.
pub fn buy(
    at: &Contracts,
    offer: U256,
    quantity: u32,
    to: Address,
    reference: B256,
    coin: Units,
) -> Action {
    let call = sol::buyCall { offerId: offer, quantity, to, r#ref: reference };
    Action { value: coin, ..Action::call(at.shop, &call) }
}

/// Takes a revocable licence back; `reason` is the hash of the document that says why.
pub fn revoke_licence(
    at: &Contracts,
    licence: U256,
    holder: Address,
    reason: B256,
    by: &Standing,
) -> Action {
    let call = sol::revokeCall { licenceId: licence, holder, reason, by: by.to_sol() };
    Action::call(at.shop, &call)
}

/// Records that the sender's work with this leaf was made from `parent` under a licence that she holds.
pub fn record_remix(at: &Contracts, leaf: B256, parent: U256, licence: U256) -> Action {
    let call = sol::recordRemixCall { leaf, parentId: parent, licenceId: licence };
    Action::call(at.shop, &call)
}

/// Shows the shop that a hash is a treaty's, so that its author cannot sell licences alone before all have signed.
pub fn show_treaty(at: &Contracts, treaty: &Treaty) -> Action {
    Action::call(at.shop, &sol::showCall { treaty: treaty_to_sol(treaty) })
}

impl Chain {
    /// Whether `holder` has this licence now.
    ///
    /// # Errors
    /// No answer, or no shop there.
    pub async fn licence_valid(
        &self,
        at: &Contracts,
        licence: U256,
        holder: Address,
    ) -> Result<bool> {
        let call = sol::isValidNowCall { licenceId: licence, holder };
        self.ask("a licence", at.shop, &call, None).await
    }

    /// Whether `holder`, as things stand, will have this licence at `time`.
    ///
    /// # Errors
    /// [`Error::Refused`] for a time that has passed on the chain; no answer, or no shop there.
    pub async fn licence_valid_at(
        &self,
        at: &Contracts,
        licence: U256,
        holder: Address,
        time: Moment,
    ) -> Result<bool> {
        let time = U256::from(time.unix_seconds());
        let call = sol::isValidCall { licenceId: licence, holder, time };
        self.ask("a licence", at.shop, &call, None).await
    }

    /// Whether a licence can be bought under this offer now.
    ///
    /// # Errors
    /// No answer, or no shop there.
    pub async fn offer_open(&self, at: &Contracts, offer: U256) -> Result<bool> {
        self.ask("an offer", at.shop, &sol::isOpenCall { offerId: offer }, None).await
    }

    /// Whether the side of `parent` consented that `work` is made from it: by word, or by a licence.
    ///
    /// # Errors
    /// No answer, or no shop there.
    pub async fn remix_agreed(&self, at: &Contracts, work: U256, parent: U256) -> Result<bool> {
        let call = sol::isAgreedCall { workId: work, parentId: parent };
        self.ask("a remix", at.shop, &call, None).await
    }
}

/// The bits of `LicenceTerms` and `LicenceConditions` in `contracts/`.
pub(crate) fn uses(p: Permissions) -> u16 {
    bits(&[
        p.personal,
        p.commercial,
        p.ai_mine,
        p.ai_infer,
        p.ai_train,
        p.ai_train_generative,
        p.remix,
    ])
}

/// The first in the lowest bit.
fn bits(set: &[bool]) -> u16 {
    set.iter().enumerate().fold(0, |bits, (place, &on)| bits | u16::from(on) << place)
}

/// The bindings give each contract a treaty of its own.
fn treaty_to_sol(treaty: &Treaty) -> sol::Treaty {
    let text = treaty.to_sol();
    let part = |part: crate::bindings::SplitTreaty::ChainPart| sol::ChainPart {
        chainId: part.chainId,
        factory: part.factory,
        tokens: part.tokens,
        floors: (part.floors.into_iter())
            .map(|floor| sol::Floor { token: floor.token, price: floor.price })
            .collect(),
    };
    sol::Treaty {
        author: text.author,
        work: text.work,
        sharesRoot: text.sharesRoot,
        signers: text.signers,
        offerers: text.offerers,
        revokers: text.revokers,
        chains: text.chains.into_iter().map(part).collect(),
        deadline: text.deadline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::{SolCall, SolValue};
    use colophon_model::{ChainId, LicenceKind};

    use crate::{TreatyChain, TreatyDraft, TreatyFloor};

    #[test]
    fn bits_are_those_of_the_contracts() {
        let one = |permissions| uses(permissions);
        assert_eq!(one(Permissions { personal: true, ..Permissions::default() }), 1);
        assert_eq!(one(Permissions { ai_train: true, ..Permissions::default() }), 16);
        assert_eq!(one(Permissions { remix: true, ..Permissions::default() }), 64);
        assert_eq!(Rules { revocable: true, ..Rules::default() }.bits(), 2);
        assert_eq!(Rules { reciprocal: true, ..Rules::default() }.bits(), 16);
        let terms = OfferTerms::new(&LicenceKind::AiTraining.terms(), B256::ZERO).unwrap();
        assert_eq!((terms.uses, terms.duration, terms.rules.bits()), (52, 31_536_000, 0));
    }

    #[test]
    fn a_price_or_ceiling_beyond_96_bits_is_refused() {
        let by = Standing::Author(B256::ZERO);
        let large = Units(U256::from(1) << 96);
        let at = Contracts::default();
        let terms = OfferTerms::default();
        assert!(matches!(offer(&at, U256::ZERO, terms, large, None, &by), Err(Error::Range)));
        let terms = OfferTerms { revenue_ceiling: large, ..terms };
        let price = Units(U256::from(1));
        assert!(matches!(offer(&at, U256::ZERO, terms, price, None, &by), Err(Error::Range)));
    }

    /// The shop hashes what it is shown, so it must be the treaty to the last byte.
    #[test]
    fn a_treaty_is_shown_as_it_was_signed() {
        let (author, token) = (Address::repeat_byte(1), Address::repeat_byte(9));
        let draft = TreatyDraft {
            author,
            work: B256::repeat_byte(2),
            shares_root: B256::repeat_byte(3),
            signers: vec![author, Address::repeat_byte(4)],
            offerers: vec![Address::repeat_byte(5)],
            revokers: vec![Address::repeat_byte(6), Address::repeat_byte(7)],
            chains: vec![TreatyChain {
                chain: ChainId(31337),
                factory: Address::repeat_byte(8),
                tokens: vec![token],
                floors: vec![
                    TreatyFloor { token: None, price: Units(U256::from(1_000)) },
                    TreatyFloor { token: Some(token), price: Units(U256::from(2_000)) },
                ],
            }],
            deadline: 1_800_000_000,
        };
        let treaty = Treaty::new(draft).unwrap();
        let Action { data, .. } = show_treaty(&Contracts::default(), &treaty);
        let call = sol::showCall::abi_decode(&data).unwrap();
        assert_eq!(call.treaty.abi_encode(), treaty.to_sol().abi_encode());
        let by = Standing::Treaty(Box::new(treaty));
        assert_eq!(by.to_sol().text, vec![call.treaty]);
    }
}
