//! What can be done with an offering once it is there, each behind a sheet.

use colophon_chain::calls;
use colophon_chain::offering::{self, SaleState};
use colophon_ipc::{FinalPoint, Money, OfferingStep, PrepareOfferingStep, Sheet, SheetKind};
use colophon_keys::EvmKey;
use colophon_model::{Address, Amount, Shares, U256, Units};

use super::look::Look;
use super::stage::why_not;
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money};

/// Gas, a little above what the contracts' tests measure.
const SETTLE_GAS: u64 = 330_000;
const WITHDRAW_GAS: u64 = 100_000;
const RETURN_GAS: u64 = 130_000;
const REFUND_GAS: u64 = 100_000;
const CLAIM_GAS: u64 = 300_000;
const END_GAS: u64 = 200_000;

impl App {
    /// Prepares to do something with an offering.
    ///
    /// # Errors
    /// What cannot be done now, with the reason; no offering there; locked keys.
    pub async fn prepare_offering_step(&self, call: PrepareOfferingStep) -> Result<Sheet> {
        let artist = self.artist()?.address();
        let look = self.look_at(call.offering).await?;
        if !look.stage.steps().contains(&call.step) {
            return Err(Error::Precondition(why_not(call.step).to_owned()));
        }
        if call.step == OfferingStep::CallOff && look.facts.artist != artist {
            return Err(Error::Precondition("only the artist can call a sale off".to_owned()));
        }
        let row = self.read(|view| Ok(view.offerings().at(Self::chain_id(), call.offering)?))?;
        let works = match row {
            Some(row) => vec![self.work_row(row.work)?.title],
            None => Vec::new(),
        };
        let outline = self.outline(&look, call.step, artist).await?;
        let fees = self.inner.chain.fees().await?;
        let facts = Facts {
            works,
            leaves: Vec::new(),
            arrives: outline.arrives,
            to: call.offering.to_string(),
            fee: Units(U256::from(outline.gas).saturating_mul(U256::from(fees.max_fee))),
            transactions: outline.transactions,
            finals: outline.finals,
            facts: outline.facts,
        };
        let plan = Plan::OfferingStep { offering: call.offering, step: call.step };
        self.lay(kind(call.step), plan, facts)
    }

    async fn outline(&self, look: &Look, step: OfferingStep, me: Address) -> Result<Outline> {
        let (terms, sale) = (&look.facts.terms, &look.sale);
        let mine = look.facts.artist == me;
        let mut out = Outline::default();
        match step {
            OfferingStep::CallOff => {
                out.send(RETURN_GAS, 1);
                out.fact("back", terms.cap);
                out.finals = vec![FinalPoint::Payment];
            }
            OfferingStep::Settle => {
                if sale.state == SaleState::Open {
                    out.send(SETTLE_GAS, 1);
                    out.fact("sold", sale.sold);
                    out.fact("back", Shares(terms.cap.0.saturating_sub(sale.sold.0)));
                }
                if !sale.proceeds_paid {
                    out.send(WITHDRAW_GAS, 1);
                    let proceeds = look.times(terms.price, sale.sold);
                    out.arrives.push(money::view(&look.token, proceeds));
                }
                self.escrow(look, &mut out).await?;
                out.finals = vec![FinalPoint::Sale, FinalPoint::Payment];
            }
            OfferingStep::Refund => {
                let left = Shares(sale.sold.0.saturating_sub(sale.refunded.0));
                let buyers = self.unpaid(look).await?.len() as u64;
                out.send(REFUND_GAS, buyers);
                out.send(RETURN_GAS, u64::from(look.stage.escrowed.0 > 0));
                out.fact("fans", buyers);
                let units = look.times(terms.price, left);
                out.fact("paid-back", Amount { units, token: look.token.clone() });
                out.fact("back", look.stage.escrowed);
                self.escrow(look, &mut out).await?;
                out.finals = vec![FinalPoint::Payment];
            }
            OfferingStep::PayFans => {
                let fans = self.owed_fans(look).await?;
                if fans.is_empty() {
                    return Err(Error::Precondition(why_not(step).to_owned()));
                }
                out.send(CLAIM_GAS, fans.len() as u64);
                out.fact("fans", fans.len());
                let tokens = self.tokens().await?;
                let paid = look.owed.iter().filter_map(|(token, sum)| {
                    let token = tokens.get(token)?.clone();
                    Some(Amount { units: *sum, token }.to_string())
                });
                out.fact("paid-fans", paid.collect::<Vec<_>>().join(", "));
                out.finals = vec![FinalPoint::Payment];
            }
            OfferingStep::End => {
                let shares = look.stage.pool.unwrap_or_default().shares;
                if shares.0 > 0 {
                    out.send(END_GAS, 1);
                    out.fact("back", shares);
                }
                if !look.surplus.is_zero() {
                    out.send(CLAIM_GAS, 1);
                    out.arrives.push(money::view(&look.token, look.surplus));
                }
                out.finals = vec![FinalPoint::Payment];
            }
        }
        if !mine {
            // Anybody may send it; what arrives then arrives with the artist.
            out.arrives.clear();
            out.fact("artist", look.facts.artist);
        }
        Ok(out)
    }

    /// What the escrowed shares earned goes to the artist with the rest.
    async fn escrow(&self, look: &Look, out: &mut Outline) -> Result<()> {
        if look.escrow.is_empty() {
            return Ok(());
        }
        out.send(CLAIM_GAS, 1);
        let tokens = self.tokens().await?;
        let known = look
            .escrow
            .iter()
            .filter_map(|(token, sum)| Some(money::view(tokens.get(token)?, *sum)));
        out.arrives.extend(known);
        Ok(())
    }

    /// Buyers who were not paid back.
    async fn unpaid(&self, look: &Look) -> Result<Vec<Address>> {
        let mut unpaid = Vec::new();
        for buyer in &look.buyers {
            if self.inner.chain.shares_bought(look.at, *buyer).await? != Shares(0) {
                unpaid.push(*buyer);
            }
        }
        Ok(unpaid)
    }

    /// Buyers for whom something waits in the pool. Who got her place from another fan claims it herself.
    async fn owed_fans(&self, look: &Look) -> Result<Vec<Address>> {
        let Some(pool) = look.sale.pool else { return Ok(Vec::new()) };
        let buyers: Vec<Address> = look.buyers.iter().copied().collect();
        let mut fans = Vec::new();
        for (token, _) in &look.owed {
            let figures = self.inner.chain.pool_figures(pool, *token, &buyers).await?;
            let waits = figures.pending.into_iter().filter(|(_, units)| !units.is_zero());
            fans.extend(waits.map(|(fan, _)| fan));
        }
        fans.sort_unstable();
        fans.dedup();
        Ok(fans)
    }

    /// Does a step. What was done already is passed over, so that it can be taken up again.
    pub(crate) async fn offering_step(
        &self,
        offering: Address,
        step: OfferingStep,
        key: &str,
    ) -> Result<Done> {
        let by = self.artist()?;
        let look = self.look_at(offering).await?;
        let vault = look.facts.vault;
        let mut done = Done::default();
        match step {
            OfferingStep::CallOff => {
                let action = offering::cancel(offering);
                let intent = format!("call off {offering} {key}");
                done.add(&self.act(&by, &intent, "called-off sale", &action).await?);
            }
            OfferingStep::Settle => {
                done.join(&self.settle_offering(&by, offering, key).await?.1);
                self.take_escrow(&by, &look, key, &mut done).await?;
            }
            OfferingStep::Refund => {
                let buyers = self.unpaid(&look).await?;
                done.join(&self.refund_offering(&by, (offering, vault), &buyers, key).await?);
                self.take_escrow(&by, &look, key, &mut done).await?;
            }
            OfferingStep::PayFans => {
                let pool =
                    look.sale.pool.ok_or_else(|| Error::Precondition(why_not(step).into()))?;
                let tokens: Vec<_> = look.owed.iter().map(|(token, _)| *token).collect();
                for fan in self.owed_fans(&look).await? {
                    done.join(&self.claim_from_pool(&by, (pool, &tokens), fan, key).await?);
                }
            }
            OfferingStep::End => {
                let pool =
                    look.sale.pool.ok_or_else(|| Error::Precondition(why_not(step).into()))?;
                done.join(&self.end_pool(&by, (pool, vault), key).await?);
            }
        }
        Ok(done)
    }

    async fn take_escrow(
        &self,
        by: &EvmKey,
        look: &Look,
        key: &str,
        done: &mut Done,
    ) -> Result<()> {
        let tokens: Vec<_> = look.escrow.iter().map(|(token, _)| *token).collect();
        if !tokens.is_empty() {
            let action = calls::claim(look.facts.vault, look.at, &tokens);
            let intent = format!("escrow {} {key}", look.at);
            done.add(&self.act(by, &intent, "claim", &action).await?);
        }
        Ok(())
    }
}

/// What a sheet will say, step by step.
#[derive(Default)]
struct Outline {
    gas: u64,
    transactions: u64,
    arrives: Vec<Money>,
    finals: Vec<FinalPoint>,
    facts: Vec<(String, String)>,
}

impl Outline {
    const fn send(&mut self, gas: u64, times: u64) {
        self.gas = self.gas.saturating_add(gas.saturating_mul(times));
        self.transactions = self.transactions.saturating_add(times);
    }

    fn fact(&mut self, name: &str, value: impl ToString) {
        self.facts.push((name.to_owned(), value.to_string()));
    }
}

const fn kind(step: OfferingStep) -> SheetKind {
    match step {
        OfferingStep::CallOff => SheetKind::OfferingCallOff,
        OfferingStep::Settle => SheetKind::OfferingSettle,
        OfferingStep::Refund => SheetKind::OfferingRefund,
        OfferingStep::PayFans => SheetKind::OfferingPayFans,
        OfferingStep::End => SheetKind::OfferingEnd,
    }
}
