//! What stands against an offer: the treaty, and licences that were sold before. The shop looks again; here it is told in
//! words, before anything is signed.

use colophon_chain::{FOR_EVER, Treaty};
use colophon_model::{Address, Amount, Moment, Terms, Token, Units, WorkId};

use crate::{App, Error, Result, time};

impl App {
    /// Refuses terms that nobody could buy, or that give nothing, beside what was sold.
    pub(crate) async fn check_beside(&self, work: WorkId, terms: &Terms) -> Result<()> {
        let refused = |why: String| Err(Error::Precondition(why));
        self.sync().await?;
        if let Some(free) = self.released(work)?
            && !terms.adds_to(&free)
        {
            let name = free.kind.public_licence().map_or("", |(name, _)| name);
            return refused(format!(
                "somebody has paid for {name}, so everybody may do this already; offer what it does not allow"
            ));
        }
        let (at, id) = (self.contracts()?, self.token_row(work)?.token_id);
        let (chain, uses) = (&self.inner.chain, terms.permissions.bits());
        let now = chain.head().await?.time.unix_seconds();
        let alone = chain.exclusive_until(&at, id, uses).await?;
        if alone > now {
            return refused(format!(
                "one of these uses is licensed to somebody alone {}; nothing else with it is offered before",
                until(alone)
            ));
        }
        if terms.exclusive_seconds == 0 {
            return Ok(());
        }
        let licensed = chain.licensed_until(&at, id, uses).await?;
        if licensed > now {
            return refused(format!(
                "an exclusive licence is not sold while another with one of its uses is valid, and one is {}; choose uses that were not sold",
                until(licensed)
            ));
        }
        Ok(())
    }

    /// The public licence that somebody has paid for, if one has.
    fn released(&self, work: WorkId) -> Result<Option<Terms>> {
        let (offers, payments) =
            self.read(|view| Ok((view.offers().of(work)?, view.payments().all()?)))?;
        let mut public = offers.into_iter().filter(|o| o.kind.public_licence().is_some());
        let paid = public.find(|offer| payments.iter().any(|p| p.offer == Some(offer.id)));
        Ok(paid.map(|offer| offer.terms))
    }
}

fn until(seconds: u64) -> String {
    if seconds == FOR_EVER {
        return "for ever".to_owned();
    }
    format!("until {}", time::day(Moment::from_unix_seconds(seconds)))
}

/// Whether a treaty lets `who` put up and close offers.
pub(crate) fn may_offer(treaty: &Treaty, title: &str, who: Address) -> Result<()> {
    if treaty.may_offer(who) {
        return Ok(());
    }
    refused(title, &format!("does not let {who} offer licences; ask those whom it names"))
}

/// Whether a treaty lets `who` take licences back.
pub(crate) fn may_revoke(treaty: &Treaty, title: &str, who: Address) -> Result<()> {
    if treaty.may_revoke(who) {
        return Ok(());
    }
    refused(title, &format!("does not let {who} take licences back; ask those whom it names"))
}

/// Whether a treaty lets a licence be sold at this price.
pub(crate) fn above_floor(treaty: &Treaty, title: &str, price: Units, token: &Token) -> Result<()> {
    match treaty.floor(App::chain_id(), token.address) {
        None => {
            let symbol = &token.symbol;
            refused(
                title,
                &format!("sells no licences in {symbol}; choose what it has a price for"),
            )
        }
        Some(floor) if price < floor => {
            let least = Amount { units: floor, token: token.clone() };
            refused(title, &format!("sells no licence below {least}; ask for more"))
        }
        Some(_) => Ok(()),
    }
}

fn refused(title: &str, why: &str) -> Result<()> {
    Err(Error::Precondition(format!("the treaty of {title} {why}")))
}
