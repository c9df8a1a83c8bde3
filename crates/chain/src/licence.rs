//! Licences at the shop: offered, sold, taken back, and counted as consent to a remix.

use alloy_primitives::{Address, B256, U256};
use colophon_model::{Conditions, Moment, Units};

use crate::bindings::LicenceShop as sol;
use crate::calls::u96;
use crate::{Action, Chain, Contracts, Result, Treaty};

/// Unix seconds of what does not end.
pub const FOR_EVER: u64 = u64::MAX;

/// By what right the sender speaks for a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// As the author, whose vault was made with this hash, which is no treaty's.
    Author(B256),
    /// As whom the treaty behind the vault names.
    Treaty(Box<Treaty>),
}

fn to_sol(terms: Conditions) -> Result<sol::Conditions> {
    Ok(sol::Conditions {
        uses: terms.uses,
        rules: terms.rules.bits(),
        duration: terms.duration,
        owedBps: terms.owed.get(),
        remixShares: terms.remix_shares.0,
        revenueCeiling: u96(terms.revenue_ceiling)?,
        remixCeiling: u96(terms.remix_ceiling)?,
        seats: terms.seats,
        exclusiveFor: terms.exclusive_for,
        territory: terms.territory,
        text: terms.text,
    })
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

/// Puts up an offer of `copies` licences at most (zero: no limit); `token` is `None` for the coin.
///
/// # Errors
/// [`crate::Error::Range`] for a price or a ceiling beyond 96 bits.
pub fn offer(
    at: &Contracts,
    work: U256,
    terms: Conditions,
    price: Units,
    token: Option<Address>,
    copies: u32,
    by: &Standing,
) -> Result<Action> {
    let call = sol::offerCall {
        workId: work,
        conditions: to_sol(terms)?,
        price: u96(price)?,
        token: token.unwrap_or_default(),
        maxSupply: copies,
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
    /// [`crate::Error::Refused`] for a time that has passed on the chain; no answer, or no shop there.
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

    /// Until when some licence to `work` with one of these uses is valid; a time that has passed where none is, and
    /// [`FOR_EVER`] where one does not end.
    ///
    /// # Errors
    /// No answer, or no shop there.
    pub async fn licensed_until(&self, at: &Contracts, work: U256, uses: u16) -> Result<u64> {
        self.ask("licences", at.shop, &sol::licensedUntilCall { workId: work, uses }, None).await
    }

    /// Until when one of these uses of `work` is licensed to somebody alone, likewise.
    ///
    /// # Errors
    /// No answer, or no shop there.
    pub async fn exclusive_until(&self, at: &Contracts, work: U256, uses: u16) -> Result<u64> {
        self.ask("licences", at.shop, &sol::exclusiveUntilCall { workId: work, uses }, None).await
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
    use colophon_model::{Bps, ChainId, LicenceKind, Shares, Terms};

    use crate::{Error, TreatyChain, TreatyDraft, TreatyFloor};

    /// The model names the struct's fields; this is the struct that is sent.
    #[test]
    fn what_is_shown_is_what_is_sent() {
        let terms = Terms {
            owed: Bps::new(250).unwrap(),
            remix_shares: Shares(100_000),
            revenue_ceiling: Units::from(7),
            remix_ceiling: Units::from(8),
            seats: 3,
            exclusive_seconds: 86_400,
            lasts_seconds: Some(172_800),
            territory: "FR BE".parse().unwrap(),
            ..LicenceKind::CcBySa.terms()
        };
        let kinds = LicenceKind::ALL.into_iter().map(LicenceKind::terms);
        for terms in kinds.chain([terms]) {
            let conditions = terms.conditions().unwrap();
            let sent = format!("{:?}", to_sol(conditions).unwrap());
            let shown: Vec<_> = conditions.exact();
            let shown: Vec<_> =
                shown.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            assert_eq!(sent, format!("Conditions {{ {} }}", shown.join(", ")));
        }
    }

    #[test]
    fn a_price_or_ceiling_beyond_96_bits_is_refused() {
        let by = Standing::Author(B256::ZERO);
        let large = Units(U256::from(1) << 96);
        let at = Contracts::default();
        let terms = Conditions::default();
        assert!(matches!(offer(&at, U256::ZERO, terms, large, None, 0, &by), Err(Error::Range)));
        let terms = Conditions { revenue_ceiling: large, ..terms };
        let price = Units(U256::from(1));
        assert!(matches!(offer(&at, U256::ZERO, terms, price, None, 0, &by), Err(Error::Range)));
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
