//! An offering before it is made, and one that is: what fans pay, what they get at which income, and how a sale stands.

use colophon_chain::offering::{OfferingTerms, SaleState};
use colophon_ipc::{Money, PayIn};
use colophon_model::{Address, Moment, Shares, Token, U256, Units};
use colophon_royalties::Outlook;
use serde::Serialize;

use crate::{App, Error, Result, money};

const DAY: u64 = 24 * 3600;
/// Gas as the contracts' tests measure it: allowing the shares, opening, settling, drawing the proceeds.
const ARTIST_GAS: u64 = 50_000 + 206_000 + 164_000 + 53_000;
/// Allowing the money, buying, and the first claim.
const FAN_GAS: u64 = 50_000 + 110_000 + 129_000;

/// An offering to be looked at before it is made.
#[derive(Debug, Clone)]
pub struct SimulateOffering {
    /// How much of the work's income is for sale, in per cent.
    pub percent: String,
    /// What 0.0001 % of it costs, as a decimal.
    pub price: String,
    /// The most that 0.0001 % may ever bring, as a decimal.
    pub ceiling: String,
    /// How much one fan buys, in per cent.
    pub buys: String,
    /// What it is paid in.
    pub pay_in: PayIn,
    /// Incomes of the work to be looked at, as decimals; where empty, half of the break-even, the break-even and twice what
    /// fills the fans' ceiling.
    pub incomes: Vec<String>,
}

/// What an offering comes to.
#[derive(Debug, Clone, Serialize)]
pub struct OfferingOutlook {
    /// What the artist is paid if everything is sold.
    pub raised: Money,
    /// What the fan pays.
    pub cost: Money,
    /// What the work must earn until fans have back what they paid.
    pub break_even: Money,
    /// What it must earn until fans have all that they may get.
    pub full_at: Money,
    /// Who has what at which income.
    pub levels: Vec<OutlookView>,
    /// The artist's fees at today's price of gas, at most.
    pub artist_fees: Money,
    /// The fan's fees at today's price of gas, at most: buying and one claim.
    pub fan_fees: Money,
}

/// Who has what at some income.
#[derive(Debug, Clone, Serialize)]
pub struct OutlookView {
    /// What the whole work earned.
    pub income: Money,
    /// What the fan has.
    pub fan: Money,
    /// What all fans have.
    pub fans: Money,
    /// What the sold shares earned above the ceiling, for the artist.
    pub surplus: Money,
}

/// How an offering stands.
#[derive(Debug, Clone, Serialize)]
pub struct OfferingView {
    /// Its address.
    pub offering: Address,
    /// Whose shares.
    pub vault: Address,
    /// Who sells them.
    pub artist: Address,
    /// Where it stands.
    pub state: SaleState,
    /// Shares for sale, sold and paid back, in millionths of the work's income.
    pub cap: u32,
    /// At least so many must be sold.
    pub minimum: u32,
    /// Sold.
    pub sold: u32,
    /// Paid back.
    pub refunded: u32,
    /// What one unit costs.
    pub price: Money,
    /// The most that one unit brings.
    pub ceiling: Money,
    /// When the sale ends.
    pub deadline: Moment,
    /// When the fans' part ends.
    pub term_end: Moment,
    /// The law it is offered under.
    pub jurisdiction: String,
    /// What the contract itself tells every buyer.
    pub warning: String,
    /// Where the fans' shares are.
    pub pool: Option<Address>,
    /// What the pool received in the token of the sale.
    pub received: Option<Money>,
}

impl App {
    /// What an offering would come to. Nothing is signed or sent.
    ///
    /// # Errors
    /// What the contract would refuse, in words; an amount that cannot be read.
    pub async fn simulate_offering(&self, asked: &SimulateOffering) -> Result<OfferingOutlook> {
        let token = self.token_of(asked.pay_in).await?;
        let amount = |text: &str| Units::parse_decimal(text.trim(), token.decimals);
        let plan = Outlook {
            price: amount(&asked.price)?,
            ceiling: amount(&asked.ceiling)?,
            cap: Shares::parse_percent(&asked.percent)?,
        };
        self.check_plan(&plan, &token).await?;
        let buys = Shares::parse_percent(&asked.buys)?;
        if buys.0 == 0 || buys > plan.cap {
            return Err(Error::Precondition(format!(
                "a fan cannot buy {buys} of the {} that are for sale",
                plan.cap
            )));
        }
        let too_much = || Error::Precondition("the amounts are larger than money gets".into());
        let break_even = plan.break_even().ok_or_else(too_much)?;
        let full_at = plan.full_at().ok_or_else(too_much)?;
        let incomes = if asked.incomes.is_empty() {
            let (half, double) =
                (break_even.0 / U256::from(2), full_at.0.saturating_mul(U256::from(2)));
            vec![Units(half), break_even, Units(double)]
        } else {
            asked.incomes.iter().map(|text| amount(text)).collect::<Result<_, _>>()?
        };
        let view = |units| money::view(&token, units);
        let mut levels = Vec::with_capacity(incomes.len());
        for income in incomes {
            let level = plan.at(income, buys).ok_or_else(too_much)?;
            levels.push(OutlookView {
                income: view(income),
                fan: view(level.fan),
                fans: view(level.fans),
                surplus: view(level.surplus),
            });
        }
        let fees = self.inner.chain.fees().await?;
        let coin = &self.inner.chain.profile().coin;
        let fee = |gas: u64| {
            let most = U256::from(gas).saturating_mul(U256::from(fees.max_fee));
            money::view(coin, Units(most))
        };
        Ok(OfferingOutlook {
            raised: view(plan.cost(plan.cap).ok_or_else(too_much)?),
            cost: view(plan.cost(buys).ok_or_else(too_much)?),
            break_even: view(break_even),
            full_at: view(full_at),
            levels,
            artist_fees: fee(ARTIST_GAS),
            fan_fees: fee(FAN_GAS),
        })
    }

    async fn check_plan(&self, plan: &Outlook, token: &Token) -> Result<()> {
        let now = self.inner.chain.head().await?.time;
        let after = |days: u64| Moment::from_unix_seconds(now.unix_seconds() + days * DAY);
        let terms = OfferingTerms {
            token: token.address,
            price: plan.price,
            ceiling: plan.ceiling,
            cap: plan.cap,
            minimum: plan.cap,
            per_buyer: plan.cap,
            deadline: after(30),
            term_end: after(365),
            jurisdiction: "CH".to_owned(),
            text: "-".to_owned(),
        };
        terms.check(now).map_err(|e| Error::Precondition(e.to_string()))
    }

    /// How an offering stands, as the chain has it.
    ///
    /// # Errors
    /// No offering there; a chain that does not answer.
    pub async fn offering_view(&self, offering: Address) -> Result<OfferingView> {
        let chain = &self.inner.chain;
        if !chain.has_code(offering).await? {
            return Err(Error::NotFound(format!("offering at {offering}")));
        }
        let facts = chain.offering(offering).await?;
        let sale = chain.sale(offering).await?;
        let terms = facts.terms;
        let token = match terms.token {
            Some(address) => chain.token(address).await?,
            None => chain.profile().coin.clone(),
        };
        let received = match sale.pool {
            Some(pool) => Some(chain.pool_figures(pool, terms.token, &[]).await?.received),
            None => None,
        };
        Ok(OfferingView {
            offering,
            vault: facts.vault,
            artist: facts.artist,
            state: sale.state,
            cap: terms.cap.0,
            minimum: terms.minimum.0,
            sold: sale.sold.0,
            refunded: sale.refunded.0,
            price: money::view(&token, terms.price),
            ceiling: money::view(&token, terms.ceiling),
            deadline: terms.deadline,
            term_end: terms.term_end,
            jurisdiction: terms.jurisdiction,
            warning: chain.offering_warning(offering).await?,
            pool: sale.pool,
            received: received.map(|units| money::view(&token, units)),
        })
    }
}
