//! Licences beside their sale: templates, ends of offers, what was sold, and taking back.

use std::collections::BTreeMap;

use colophon_chain::calls;
use colophon_ipc::{
    CheckLicence, CloseOffer, FinalPoint, LicenceChecked, LicenceView, ListLicences, RevokeLicence,
    Sheet, SheetKind, TemplateView,
};
use colophon_model::{
    Address, B256, ChainId, LicenceKind, Token, U256, WorkId, keccak256, read_address,
};
use colophon_store::{Offer, OfferState, Payment};

use crate::offer::kind_name;
use crate::offer_rights::{may_offer, may_revoke};
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result};

/// Every template in clauses and as the shop would store it.
///
/// # Errors
/// None that can happen to a template.
pub fn licence_templates() -> Result<Vec<TemplateView>> {
    // No template has a ceiling, so no amount is said.
    let token =
        Token { chain: ChainId::PRACTICE, address: None, symbol: String::new(), decimals: 0 };
    let view = |kind: LicenceKind| {
        let terms = kind.terms();
        let mut exact = terms.conditions()?.exact();
        exact.push(("maxSupply".to_owned(), terms.copies.to_string()));
        Ok(TemplateView { kind, clauses: terms.clauses(&token), exact })
    };
    LicenceKind::ALL.into_iter().map(view).collect()
}

impl App {
    /// Prepares the end of an offer.
    ///
    /// # Errors
    /// No such offer, or one that is closed; a treaty that does not name the account; locked keys.
    pub async fn prepare_close_offer(&self, call: CloseOffer) -> Result<Sheet> {
        let offer = self.offer_row(call.offer)?;
        if offer.state != OfferState::Open {
            return Err(Error::Precondition(format!(
                "offer {} cannot be bought any more; there is nothing to close",
                call.offer
            )));
        }
        let title = self.work_row(offer.work)?.title;
        let artist = self.artist()?.address();
        if let Some(treaty) = self.treaty_of(offer.work)? {
            may_offer(&treaty, &title, artist)?;
        }
        let at = self.contracts()?;
        let action = calls::close_offer(&at, number(&offer)?, &self.standing(offer.work)?);
        let plan = self.inner.chain.simulate(artist, &action).await?;
        let facts = Facts {
            works: vec![title],
            leaves: Vec::new(),
            arrives: Vec::new(),
            to: at.shop.to_string(),
            fee: plan.max_cost,
            transactions: 1,
            finals: vec![FinalPoint::Licence],
            facts: vec![
                ("offer".into(), call.offer.to_string()),
                ("licence".into(), kind_name(offer.kind)),
            ],
        };
        self.lay(SheetKind::CloseOffer, Plan::CloseOffer { offer: call.offer }, facts)
    }

    pub(crate) async fn close_offer(&self, offer: i64, key: &str) -> Result<Done> {
        let offer = self.offer_row(offer)?;
        let by = self.standing(offer.work)?;
        let action = calls::close_offer(&self.contracts()?, number(&offer)?, &by);
        self.do_once(key, "close", &action).await
    }

    /// Takes over what the shop says of every offer that it has: closed by hand, by an exclusive sale, sold out, or open
    /// again after a reorg. An exclusive offer counts as closed for as long as licences that conflict with it are valid.
    pub(crate) async fn follow_offers(&self) -> Result<()> {
        let mut offers = self.read(|view| Ok(view.offers().all()?))?;
        offers.retain(|offer| offer.state != OfferState::Draft);
        if offers.is_empty() {
            return Ok(());
        }
        let at = self.contracts()?;
        for offer in
            offers.iter().filter(|o| o.shop == at.shop && o.token.chain == Self::chain_id())
        {
            let open = self.inner.chain.offer_open(&at, number(offer)?).await?;
            if open != (offer.state == OfferState::Open) {
                self.write(|change| Ok(change.offers_mut().stands(offer.id, open)?))?;
            }
        }
        Ok(())
    }

    /// The licences that were sold, newest first, each with what the shop says of it now.
    ///
    /// # Errors
    /// A damaged home; a chain that does not answer.
    pub async fn licences(&self, call: ListLicences) -> Result<Vec<LicenceView>> {
        let payments = self.read(|view| Ok(view.payments().all()?))?;
        // Whoever buys the same licence twice holds two of one number.
        let mut sold: BTreeMap<(U256, Address), &Payment> = BTreeMap::new();
        for payment in payments.iter().filter(|p| call.work.is_none_or(|w| p.work == Some(w))) {
            if let Some(licence) = payment.licence {
                sold.entry((licence, payment.sender)).or_insert(payment);
            }
        }
        if sold.is_empty() {
            return Ok(Vec::new());
        }
        let at = self.contracts()?;
        let mut views = Vec::with_capacity(sold.len());
        for ((licence, buyer), payment) in sold {
            let Some(offer) = payment.offer else { continue };
            let offer = self.offer_row(offer.0)?;
            views.push(LicenceView {
                licence: licence.to_string(),
                offer: offer.id.0,
                work: offer.work,
                title: self.work_row(offer.work)?.title,
                kind: offer.kind,
                buyer,
                sold: payment.block.time,
                valid: self.inner.chain.licence_valid(&at, licence, buyer).await?,
                revocable: offer.terms.rules.revocable,
            });
        }
        views.sort_by_key(|view| std::cmp::Reverse(view.sold));
        Ok(views)
    }

    /// Whether somebody has a licence now, by the shop's own word.
    ///
    /// # Errors
    /// A number or an address that cannot be read; a chain that does not answer.
    pub async fn check_licence(&self, call: &CheckLicence) -> Result<LicenceChecked> {
        let (licence, holder) = (read_licence(&call.licence)?, read_address(&call.holder)?);
        let valid = self.inner.chain.licence_valid(&self.contracts()?, licence, holder).await?;
        Ok(LicenceChecked { licence: licence.to_string(), holder, valid })
    }

    /// Prepares to take a licence back.
    ///
    /// # Errors
    /// A licence that this home did not sell, that is not revocable, or that the holder does not have; a treaty that does
    /// not name the account; no reason; locked keys.
    pub async fn prepare_revoke(&self, call: &RevokeLicence) -> Result<Sheet> {
        let (licence, holder) = (read_licence(&call.licence)?, read_address(&call.holder)?);
        let reason = call.reason.trim();
        if reason.is_empty() {
            return Err(Error::Precondition(
                "say why the licence is taken back; the hash of your words goes to the chain"
                    .into(),
            ));
        }
        let offer = self.offer_of_licence(licence)?;
        let title = self.work_row(offer.work)?.title;
        if !offer.terms.rules.revocable {
            return Err(Error::Precondition(format!(
                "this licence to {title} was sold as one that is never taken back"
            )));
        }
        let artist = self.artist()?.address();
        if let Some(treaty) = self.treaty_of(offer.work)? {
            may_revoke(&treaty, &title, artist)?;
        }
        let at = self.contracts()?;
        if !self.inner.chain.licence_valid(&at, licence, holder).await? {
            return Err(Error::Precondition(format!(
                "{holder} does not have this licence now: it has ended, was taken back, or somebody else holds it"
            )));
        }
        let reason = keccak256(reason.as_bytes());
        let by = self.standing(offer.work)?;
        let action = calls::revoke_licence(&at, licence, holder, reason, &by);
        let plan = self.inner.chain.simulate(artist, &action).await?;
        let facts = Facts {
            works: vec![title],
            leaves: Vec::new(),
            arrives: Vec::new(),
            to: at.shop.to_string(),
            fee: plan.max_cost,
            transactions: 1,
            finals: vec![FinalPoint::Revocation],
            facts: vec![
                ("licence".into(), kind_name(offer.kind)),
                ("holder".into(), holder.to_string()),
                ("reason".into(), reason.to_string()),
            ],
        };
        let plan = Plan::RevokeLicence { work: offer.work, licence, holder, reason };
        self.lay(SheetKind::RevokeLicence, plan, facts)
    }

    pub(crate) async fn revoke(
        &self,
        work: WorkId,
        (licence, holder): (U256, Address),
        reason: B256,
        key: &str,
    ) -> Result<Done> {
        let by = self.standing(work)?;
        let action = calls::revoke_licence(&self.contracts()?, licence, holder, reason, &by);
        self.do_once(key, "revoke", &action).await
    }

    async fn do_once(
        &self,
        key: &str,
        kind: &str,
        action: &colophon_chain::Action,
    ) -> Result<Done> {
        let mut done = Done::default();
        done.add(&self.act(&self.artist()?, &format!("{kind} {key}"), kind, action).await?);
        Ok(done)
    }

    fn offer_of_licence(&self, licence: U256) -> Result<Offer> {
        let payments = self.read(|view| Ok(view.payments().all()?))?;
        let offer = payments.iter().find(|p| p.licence == Some(licence)).and_then(|p| p.offer);
        let unknown = || {
            Error::NotFound(format!(
                "licence {licence} among those that were sold here; `colophon licence list` shows them"
            ))
        };
        self.offer_row(offer.ok_or_else(unknown)?.0)
    }
}

/// An offer's number at the shop.
pub(crate) fn number(offer: &Offer) -> Result<U256> {
    offer.onchain_id.ok_or_else(|| Error::Precondition("the offer is not on the chain yet".into()))
}

fn read_licence(text: &str) -> Result<U256> {
    let text = text.trim();
    text.parse().ok().filter(|_| !text.is_empty()).ok_or_else(|| {
        colophon_model::Error::Syntax {
            text: text.to_owned(),
            what: "a licence's number, as `colophon licence list` shows it",
        }
        .into()
    })
}
