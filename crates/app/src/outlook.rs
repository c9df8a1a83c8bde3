//! An offering before it is made: what fans pay, and what they get at which income.

use colophon_chain::offering::OfferingTerms;
use colophon_ipc::{OfferingOutlook, OutlookView, SimulateOffering};
use colophon_model::{Moment, Shares, Token, U256, Units};
use colophon_royalties::Outlook;

use crate::{App, Error, Result, money};

const DAY: u64 = 24 * 3600;
/// Gas as the contracts' tests measure it: allowing the shares, opening, settling, drawing the proceeds.
const ARTIST_GAS: u64 = 50_000 + 206_000 + 164_000 + 53_000;
/// Allowing the money, buying, and the first claim.
const FAN_GAS: u64 = 50_000 + 110_000 + 129_000;

impl App {
    /// What an offering would come to. Nothing is signed or sent.
    ///
    /// # Errors
    /// What the contract would refuse, in words; an amount that cannot be read.
    pub async fn simulate_offering(&self, asked: &SimulateOffering) -> Result<OfferingOutlook> {
        let token = self.sale_token(asked.pay_in).await?;
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
            most: view(Units(plan.ceiling.0.checked_mul(U256::from(buys.0)).ok_or_else(too_much)?)),
            break_even: view(break_even),
            full_at: view(full_at),
            levels,
            artist_fees: fee(ARTIST_GAS),
            fan_fees: fee(FAN_GAS),
        })
    }

    async fn check_plan(&self, plan: &Outlook, token: &Token) -> Result<()> {
        let now = self.chain_now().await?;
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
        Ok(terms.check(now)?)
    }
}
