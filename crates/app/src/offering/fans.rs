//! Fans of the practice town, so that an artist sees a sale happen.

use colophon_ipc::{FinalPoint, OfferingPhase, PracticeFans, Sheet, SheetKind};
use colophon_model::{Address, Amount, Shares, U256, Units};

use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result};

/// So many come at a time.
const AT_A_TIME: u32 = 3;
/// Each wants this part of what is for sale, so that a second round sells it out.
const PART: u32 = 6;
/// Fans live behind the buyers of licences.
const FIRST: u32 = 100;
const MOST: u32 = 800;
const GAS: u64 = 100_000 + 60_000 + 200_000;

impl App {
    /// Prepares purchases by practice fans: up to three new ones, until everything is sold.
    ///
    /// # Errors
    /// A sale that has ended or is sold out; another chain than the practice chain; locked keys.
    pub async fn prepare_practice_fans(&self, call: PracticeFans) -> Result<Sheet> {
        self.artist()?;
        if !self.inner.chain.profile().id.is_practice() {
            return Err(Error::Precondition("fans buy by themselves on this chain".into()));
        }
        let look = self.look_at(call.offering).await?;
        let terms = &look.facts.terms;
        if look.stage.phase() != OfferingPhase::Selling {
            return Err(Error::Precondition(
                "nothing of this offering can be bought any more".into(),
            ));
        }
        let known = u32::try_from(look.buyers.len()).unwrap_or(u32::MAX);
        let mut left = terms.cap.0.saturating_sub(look.sale.sold.0);
        let mut buys = Vec::new();
        for place in known..known.saturating_add(AT_A_TIME).min(MOST) {
            let shares = terms.cap.0.div_ceil(PART).min(terms.per_buyer.0).min(left);
            if shares > 0 {
                buys.push((FIRST + place, Shares(shares)));
                left -= shares;
            }
        }
        if buys.is_empty() {
            return Err(Error::Precondition("every fan of the practice chain has bought".into()));
        }
        let bought = Shares(buys.iter().map(|(_, shares)| shares.0).sum());
        let cost = Amount { units: look.times(terms.price, bought), token: look.token.clone() };
        let fees = self.inner.chain.fees().await?;
        let count = buys.len() as u64;
        let row = self.read(|view| Ok(view.offerings().at(Self::chain_id(), call.offering)?))?;
        let facts = Facts {
            works: match row {
                Some(row) => vec![self.work_row(row.work)?.title],
                None => Vec::new(),
            },
            leaves: Vec::new(),
            arrives: Vec::new(),
            to: call.offering.to_string(),
            fee: Units(U256::from(GAS * count).saturating_mul(U256::from(fees.max_fee))),
            transactions: count * if terms.token.is_some() { 2 } else { 1 },
            finals: vec![FinalPoint::Sale],
            facts: vec![
                ("fans".into(), count.to_string()),
                ("bought".into(), bought.to_string()),
                ("escrowed".into(), cost.to_string()),
            ],
        };
        self.lay(
            SheetKind::PracticeFans,
            Plan::PracticeFans { offering: call.offering, buys },
            facts,
        )
    }

    pub(crate) async fn practice_fans(
        &self,
        offering: Address,
        buys: &[(u32, Shares)],
        key: &str,
    ) -> Result<Done> {
        let terms = self.inner.chain.offering(offering).await?.terms;
        let mut done = Done::default();
        for (number, shares) in buys {
            let fan = self.buyer(*number)?;
            if terms.token.is_none() {
                // More than pocket money where the shares are dear.
                let cost = terms.cost(*shares).unwrap_or_default();
                self.inner.practice.faucet(fan.address(), cost.0)?;
            }
            let key = format!("{key} {number}");
            done.join(&self.buy_shares(&fan, offering, &terms, *shares, &key).await?.1);
        }
        Ok(done)
    }
}
