//! Offerings as the chain has them, beside what this home wrote down.

use std::collections::BTreeSet;

use colophon_chain::offering::{OfferingFacts, SaleFigures, SaleState};
use colophon_ipc::{ListOfferings, Money, OfferingView};
use colophon_model::{Address, Moment, Shares, Token, U256, Units};
use colophon_store::{Offering, OfferingState, SaleSeen};

use super::stage::{PoolStage, Stage};
use crate::{App, Error, Result, money};

/// So many blocks are asked for at once.
const SPAN: u64 = 2_000;

/// An offering as it stands now.
pub(crate) struct Look {
    pub(crate) at: Address,
    pub(crate) facts: OfferingFacts,
    pub(crate) sale: SaleFigures,
    pub(crate) token: Token,
    /// Every account that bought, each once.
    pub(crate) buyers: BTreeSet<Address>,
    pub(crate) stage: Stage,
    /// What its pool received in the token of the sale.
    pub(crate) received: Units,
    /// What waits in the pool for fans, in each token in which more waits than divisions leave over.
    pub(crate) owed: Vec<(Option<Address>, Units)>,
    pub(crate) surplus: Units,
    /// What its escrowed shares earned and the artist has not taken out, per token.
    pub(crate) escrow: Vec<(Option<Address>, Units)>,
}

impl Look {
    /// What `shares` of it come to at `each`.
    pub(crate) fn times(&self, each: Units, shares: Shares) -> Units {
        // 96 bits times 32: an offering on a chain cannot go past 256.
        Units(each.0.saturating_mul(U256::from(shares.0)))
    }
}

impl App {
    /// The chain's time, or this computer's where no block was made for a while.
    pub(crate) async fn chain_now(&self) -> Result<Moment> {
        Ok(self.inner.chain.head().await?.time.max(self.now()))
    }

    /// Offerings that this home made, newest first.
    ///
    /// # Errors
    /// A damaged home; a chain that does not answer.
    pub async fn offerings(&self, call: &ListOfferings) -> Result<Vec<OfferingView>> {
        let rows = self.read(|view| Ok(view.offerings().on(Self::chain_id())?))?;
        let mut views = Vec::new();
        for row in rows.iter().rev().filter(|row| call.work.is_none_or(|work| row.work == work)) {
            // Written down before it was sent, and not there: it never was, or waits in the outbox.
            if self.inner.chain.has_code(row.address).await? {
                views.push(self.offering_view(row.address).await?);
            }
        }
        Ok(views)
    }

    /// How an offering stands, as the chain has it.
    ///
    /// # Errors
    /// No offering there; a chain that does not answer.
    pub async fn offering_view(&self, offering: Address) -> Result<OfferingView> {
        let look = self.look_at(offering).await?;
        let row = self.read(|view| Ok(view.offerings().at(Self::chain_id(), offering)?))?;
        let title = row.as_ref().map(|row| -> Result<_> { Ok(self.work_row(row.work)?.title) });
        let tokens = self.tokens().await?;
        let amounts = |sums: &[(Option<Address>, Units)]| -> Vec<Money> {
            let known = |(token, sum): &(_, Units)| Some(money::view(tokens.get(token)?, *sum));
            sums.iter().filter_map(known).collect()
        };
        let (terms, sale) = (&look.facts.terms, &look.sale);
        let view = |units| money::view(&look.token, units);
        Ok(OfferingView {
            offering,
            vault: look.facts.vault,
            artist: look.facts.artist,
            title: title.transpose()?,
            work: row.as_ref().map(|row| row.work),
            state: shown(sale.state),
            phase: look.stage.phase(),
            steps: look.stage.steps(),
            cap: terms.cap.0,
            minimum: terms.minimum.0,
            per_buyer: terms.per_buyer.0,
            sold: sale.sold.0,
            refunded: sale.refunded.0,
            fans: look.buyers.len() as u64,
            price: view(terms.price),
            ceiling: view(terms.ceiling),
            raised: view(look.times(terms.price, sale.sold)),
            most: view(look.times(terms.ceiling, sale.sold)),
            deadline: terms.deadline,
            term_end: terms.term_end,
            jurisdiction: terms.jurisdiction.clone(),
            text: row.map(|row| row.text),
            warning: self.inner.chain.offering_warning(offering).await?,
            pool: sale.pool,
            received: sale.pool.map(|_| view(look.received)),
            owed: amounts(&look.owed),
            practice: self.inner.chain.profile().id.is_practice(),
        })
    }

    /// Reads an offering from the chain, and notes what was seen where this home made it.
    pub(crate) async fn look_at(&self, at: Address) -> Result<Look> {
        let chain = &self.inner.chain;
        if !chain.has_code(at).await? {
            return Err(Error::NotFound(format!("offering at {at}")));
        }
        let (facts, sale) = (chain.offering(at).await?, chain.sale(at).await?);
        let row = self.read(|view| Ok(view.offerings().at(Self::chain_id(), at)?))?;
        if let Some(row) = &row {
            self.note_sale(row, &sale)?;
        }
        let token = match facts.terms.token {
            Some(address) => chain.token(address).await?,
            None => chain.profile().coin.clone(),
        };
        let since = row.map_or(0, |row| row.since_block);
        let buyers = self.buyers_of(at, since).await?;
        let mut divided = vec![None];
        divided.extend(chain.pinned_tokens(facts.vault).await?.into_iter().map(Some));
        let shares_at = |who| async move {
            let held = chain.token_balance(facts.vault, who, None).await?;
            Ok::<_, Error>(Shares(u32::try_from(held.0).unwrap_or(u32::MAX)))
        };
        let escrowed = shares_at(at).await?;
        let mut escrow = Vec::new();
        for of in &divided {
            let figures = chain.vault_figures(facts.vault, *of, &[at], None).await?;
            let waits = figures.pending.iter().map(|(_, waits)| *waits);
            escrow.extend(waits.filter(|waits| !waits.is_zero()).map(|waits| (*of, waits)));
        }
        let (mut received, mut surplus, mut owed) = (Units::ZERO, Units::ZERO, Vec::new());
        let mut pool = None;
        if let Some(address) = sale.pool {
            surplus = chain.pool_surplus(address).await?;
            let ceiling = facts.terms.ceiling.0.saturating_mul(U256::from(sale.sold.0));
            for of in &divided {
                let figures = chain.pool_figures(address, *of, &[]).await?;
                let main = *of == facts.terms.token;
                let mut fans = figures.received.0;
                if main {
                    received = figures.received;
                    fans = fans.min(ceiling);
                }
                // Every fan may have lost less than a unit to each division; that waits for nobody.
                let waits = fans.saturating_sub(figures.paid.0);
                if waits > U256::from(buyers.len()) {
                    owed.push((*of, Units(waits)));
                }
            }
            pool = Some(PoolStage {
                shares: shares_at(address).await?,
                over: chain.pool_is_over(address).await?
                    || self.chain_now().await? >= facts.terms.term_end,
                surplus: !surplus.is_zero(),
                owed: !owed.is_empty(),
            });
        }
        let stage = Stage {
            state: sale.state,
            cap: facts.terms.cap,
            minimum: facts.terms.minimum,
            sold: sale.sold,
            refunded: sale.refunded,
            proceeds_paid: sale.proceeds_paid,
            deadline: facts.terms.deadline,
            now: self.chain_now().await?,
            escrowed,
            pool,
        };
        Ok(Look { at, facts, sale, token, buyers, stage, received, owed, surplus, escrow })
    }

    fn note_sale(&self, row: &Offering, sale: &SaleFigures) -> Result<()> {
        let seen = SaleSeen {
            state: match sale.state {
                SaleState::Open => OfferingState::Open,
                SaleState::Failed => OfferingState::Failed,
                SaleState::Succeeded => OfferingState::Succeeded,
            },
            sold: sale.sold,
            refunded: sale.refunded,
            pool: sale.pool,
            at: self.now(),
        };
        let same = |known: &SaleSeen| SaleSeen { at: seen.at, ..*known } == seen;
        if !self.is_writable() || row.seen.as_ref().is_some_and(same) {
            return Ok(());
        }
        self.write(|change| Ok(change.offerings_mut().see(row.token.chain, row.address, &seen)?))
    }

    async fn buyers_of(&self, offering: Address, since: u64) -> Result<BTreeSet<Address>> {
        let head = self.inner.chain.head().await?.number;
        let mut buyers = BTreeSet::new();
        let mut from = since;
        while from <= head {
            let to = head.min(from.saturating_add(SPAN - 1));
            let bought = self.inner.chain.purchases(offering, from, to).await?;
            buyers.extend(bought.into_iter().map(|(buyer, _)| buyer));
            from = to + 1;
        }
        Ok(buyers)
    }
}

const fn shown(state: SaleState) -> colophon_ipc::SaleState {
    match state {
        SaleState::Open => colophon_ipc::SaleState::Open,
        SaleState::Failed => colophon_ipc::SaleState::Failed,
        SaleState::Succeeded => colophon_ipc::SaleState::Succeeded,
    }
}
