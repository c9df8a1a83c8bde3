//! Offers: licences for sale, and the buyers of the practice town.

use colophon_chain::{Action, ChainEvent, Mined, Standing, calls, decode};
use colophon_ipc::{
    FinalPoint, ListOffers, OfferView, PayIn, PracticeBuy, PrepareOffer, Sheet, SheetKind,
};
use colophon_keys::EvmKey;
use colophon_model::{Address, Clause, LicenceKind, Terms, Token, U256, Units, WorkId, keccak256};
use colophon_store::{NewOffer, Offer, OfferId, OfferState, PaymentKind, WorkToken};

use crate::licence::number;
use crate::offer_rights::{above_floor, may_offer};
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money};

const DAY: u64 = 24 * 3600;

impl App {
    /// What an offer may be paid in.
    pub(crate) async fn token_of(&self, pay_in: PayIn) -> Result<Token> {
        match pay_in {
            PayIn::Coin => Ok(self.inner.chain.profile().coin.clone()),
            PayIn::Dollar => Ok(self.inner.chain.token(self.contracts()?.dollar).await?),
        }
    }

    pub(crate) fn token_row(&self, work: WorkId) -> Result<WorkToken> {
        let tokens = self.read(|view| Ok(view.tokens().of(work)?))?;
        tokens.into_iter().find(|t| t.chain == Self::chain_id()).ok_or_else(|| {
            Error::Precondition(
                "the work is not on the chain yet; give it a split and mint it first".into(),
            )
        })
    }

    /// Prepares an offer.
    ///
    /// # Errors
    /// A work that is not minted; a price that cannot be read or is nothing; terms that make no sense, that the treaty
    /// does not allow, or that cannot be sold beside what was.
    pub async fn prepare_offer(&self, call: &PrepareOffer) -> Result<Sheet> {
        let work = self.work_row(call.work)?;
        let token = self.token_of(call.pay_in).await?;
        let price = Units::parse_decimal(call.price.trim(), token.decimals)?;
        if price.is_zero() {
            return Err(Error::Precondition(
                "a licence that costs nothing is not sold; set a price above zero".into(),
            ));
        }
        let terms = call.asked.terms(call.kind, token.decimals)?;
        if let Some(treaty) = self.treaty_of(call.work)? {
            may_offer(&treaty, &work.title, self.artist()?.address())?;
            above_floor(&treaty, &work.title, price, &token)?;
        }
        self.check_beside(call.work, &terms).await?;
        let action = self.offer_action(call.work, &terms, price, &token)?;
        let plan = self.inner.chain.simulate(self.artist()?.address(), &action).await?;
        let public = call.kind.public_licence().is_some();
        let facts = Facts {
            works: vec![work.title],
            leaves: Vec::new(),
            arrives: Vec::new(),
            to: self.contracts()?.shop.to_string(),
            fee: plan.max_cost,
            transactions: 1,
            finals: vec![if public { FinalPoint::Release } else { FinalPoint::Licence }],
            facts: vec![
                ("licence".into(), kind_name(call.kind)),
                (
                    "price".into(),
                    colophon_model::Amount { units: price, token: token.clone() }.to_string(),
                ),
                (
                    "days".into(),
                    terms.lasts_seconds.map_or_else(String::new, |s| (s / DAY).to_string()),
                ),
            ],
        };
        let (clauses, exact) = said(&terms, price, &token)?;
        let plan = Plan::Offer { work: call.work, terms: Box::new(terms), price, token };
        Ok(Sheet { clauses, exact, ..self.lay(SheetKind::Offer, plan, facts)? })
    }

    fn offer_action(
        &self,
        work: WorkId,
        terms: &Terms,
        price: Units,
        token: &Token,
    ) -> Result<Action> {
        let id = self.token_row(work)?.token_id;
        let by = self.standing(work)?;
        let (at, copies) = (self.contracts()?, terms.copies);
        Ok(calls::offer(&at, id, terms.conditions()?, price, token.address, copies, &by)?)
    }

    /// By what right the artist speaks for a work at the shop.
    pub(crate) fn standing(&self, work: WorkId) -> Result<Standing> {
        Ok(match self.treaty_of(work)? {
            Some(treaty) => Standing::Treaty(Box::new(treaty)),
            None => Standing::Author(self.vault_row(work)?.salt),
        })
    }

    /// Puts up an offer; `key` makes it one and the same however often it is asked for.
    pub(crate) async fn offer(
        &self,
        work: WorkId,
        terms: &Terms,
        price: Units,
        token: Token,
        key: &str,
    ) -> Result<(OfferId, Done)> {
        let action = self.offer_action(work, terms, price, &token)?;
        let mined = self.act(&self.artist()?, &format!("offer {key}"), "offer", &action).await?;
        let shop = self.contracts()?.shop;
        let number =
            mined.logs.iter().filter(|l| l.address == shop).find_map(|log| match decode(log) {
                Some(ChainEvent::Offered { offer, .. }) => Some(offer),
                _ => None,
            });
        let number = number.ok_or_else(|| Error::internal("the shop said nothing of the offer"))?;
        let new = NewOffer { work, shop, terms: terms.clone(), price, token };
        let id = self.write(|change| -> Result<OfferId> {
            if let Some(known) =
                change.read().offers().by_onchain(Self::chain_id(), shop, number)?
            {
                return Ok(known.id);
            }
            let id = change.offers_mut().add(&new, self.now())?;
            change.offers_mut().open(id, number, mined.tx)?;
            Ok(id)
        })?;
        let mut done = Done::default();
        done.add(&mined);
        Ok((id, done))
    }

    /// Offers, newest first.
    ///
    /// # Errors
    /// A damaged home.
    pub fn offers(&self, call: &ListOffers) -> Result<Vec<OfferView>> {
        let (mut offers, payments) =
            self.read(|view| Ok((view.offers().all()?, view.payments().all()?)))?;
        offers.retain(|o| call.work.is_none_or(|work| o.work == work));
        offers.sort_by_key(|o| std::cmp::Reverse(o.id.0));
        offers
            .into_iter()
            .filter(|o| o.state != OfferState::Draft)
            .map(|o| {
                let sold = payments
                    .iter()
                    .filter(|p| p.offer == Some(o.id))
                    .map(|p| licences(p.amount, o.price))
                    .sum();
                let (clauses, exact) = said(&o.terms, o.price, &o.token)?;
                Ok(OfferView {
                    id: o.id.0,
                    work: o.work,
                    title: self.work_row(o.work)?.title,
                    kind: o.kind,
                    price: money::view(&o.token, o.price),
                    lasts_days: o.terms.lasts_seconds.map(|s| s / DAY),
                    sold,
                    created: o.created_at,
                    open: o.state == OfferState::Open,
                    clauses,
                    exact,
                })
            })
            .collect()
    }

    pub(crate) fn offer_row(&self, id: i64) -> Result<Offer> {
        self.read(|view| Ok(view.offers().by_id(OfferId(id))?))?
            .ok_or_else(|| Error::NotFound(format!("offer {id}")))
    }

    /// Prepares a purchase by a buyer of the practice town.
    ///
    /// # Errors
    /// No such offer; locked keys.
    pub async fn prepare_practice_buy(&self, call: PracticeBuy) -> Result<Sheet> {
        let offer = self.offer_row(call.offer)?;
        if offer.state != OfferState::Open {
            return Err(Error::Precondition(format!(
                "offer {} cannot be bought now: it was closed, or what it sells is licensed to somebody alone",
                call.offer
            )));
        }
        // Each click brings another townsman.
        let sold = self.offers(&ListOffers { work: None })?.iter().map(|o| o.sold).sum::<u64>();
        let buyer = u32::try_from(sold % 50).unwrap_or(0);
        let fees = self.inner.chain.fees().await?;
        let price = money::view(&offer.token, offer.price);
        let facts = Facts {
            works: vec![self.work_row(offer.work)?.title],
            leaves: Vec::new(),
            arrives: vec![price],
            to: self.buyer(buyer)?.address().to_string(),
            fee: Units(U256::from(400_000u64).saturating_mul(U256::from(fees.max_fee))),
            transactions: if offer.token.address.is_some() { 2 } else { 1 },
            finals: vec![FinalPoint::Licence, FinalPoint::Payment],
            facts: vec![("licence".into(), kind_name(offer.kind))],
        };
        let (clauses, exact) = said(&offer.terms, offer.price, &offer.token)?;
        let plan = Plan::PracticeBuy { offer: call.offer, buyer };
        Ok(Sheet { clauses, exact, ..self.lay(SheetKind::PracticeBuy, plan, facts)? })
    }

    pub(crate) async fn practice_purchase(
        &self,
        offer: i64,
        buyer: u32,
        key: &str,
    ) -> Result<Done> {
        let key_of = self.buyer(buyer)?;
        let mut done = Done::default();
        for mined in self.buy(&key_of, offer, 1, key).await? {
            done.add(&mined);
        }
        Ok(done)
    }

    /// Buys licences for the key's own account. A dollar price is first allowed to the shop, exactly.
    pub(crate) async fn buy(
        &self,
        buyer: &EvmKey,
        offer: i64,
        quantity: u32,
        key: &str,
    ) -> Result<Vec<Mined>> {
        let row = self.offer_row(offer)?;
        let number = number(&row)?;
        let cost = colophon_royalties::licence_price(row.price, u64::from(quantity))
            .ok_or_else(|| Error::Precondition("so many licences cost more than exists".into()))?;
        let contracts = self.contracts()?;
        let mut mined = Vec::new();
        let coin = match row.token.address {
            None => {
                self.fund(buyer.address()).await?;
                cost
            }
            Some(token) => {
                self.fund_buyer(buyer, cost, key).await?;
                let action = calls::approve(token, contracts.shop, cost);
                mined.push(self.act(buyer, &format!("approve {key}"), "allowance", &action).await?);
                Units::ZERO
            }
        };
        let reference = keccak256(key.as_bytes());
        let action = calls::buy(&contracts, number, quantity, buyer.address(), reference, coin);
        mined.push(self.act(buyer, &format!("buy {key}"), "purchase", &action).await?);
        Ok(mined)
    }

    /// A plain payment of coin, as a marketplace or a patron makes it.
    pub(crate) async fn pay(
        &self,
        from: &EvmKey,
        to: Address,
        amount: Units,
        key: &str,
    ) -> Result<Mined> {
        self.act(from, &format!("pay {key}"), "payment", &calls::pay(to, amount)).await
    }
}

/// Fields of a contract's struct by their names.
type Exact = Vec<(String, String)>;

/// What an offer says, in clauses and as the shop stores it.
fn said(terms: &Terms, price: Units, token: &Token) -> Result<(Vec<Clause>, Exact)> {
    let mut exact = terms.conditions()?.exact();
    for (field, value) in [
        ("price", price.to_string()),
        ("token", token.address.unwrap_or_default().to_string()),
        ("maxSupply", terms.copies.to_string()),
    ] {
        exact.push((field.to_owned(), value));
    }
    Ok((terms.clauses(token), exact))
}

/// How many licences a payment bought.
fn licences(paid: Units, price: Units) -> u64 {
    paid.0.checked_div(price.0).and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

pub(crate) fn kind_name(kind: LicenceKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The income kind of a stored payment.
pub(crate) const fn income_kind(kind: PaymentKind) -> colophon_ipc::IncomeKind {
    match kind {
        PaymentKind::LicenceSale => colophon_ipc::IncomeKind::Licence,
        PaymentKind::Royalty => colophon_ipc::IncomeKind::Resale,
        PaymentKind::Transfer | PaymentKind::Other => colophon_ipc::IncomeKind::Transfer,
    }
}
