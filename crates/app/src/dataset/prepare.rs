//! What is done with a dataset, on a sheet before it is signed.

use colophon_chain::VaultKey;
use colophon_chain::dataset::{self, DatasetFile, Joining};
use colophon_ipc::{
    DatasetPhase, DatasetStep, FinalPoint, Money, PrepareDataset, Sheet, SheetKind,
};
use colophon_model::{Address, Amount, Shares, Token, U256, Units, WorkId};

use super::kept::read_consent;
use super::look::Look;
use super::{AT_ONCE, Order};
use crate::sheet::{Facts, Plan};
use crate::{App, Error, Result, money};

/// Gas, a little above what the contracts' tests measure.
const VAULT_GAS: u64 = 140_000;
const OPEN_GAS: u64 = 180_000;
const JOIN_GAS: u64 = 100_000;
const JOIN_EACH_GAS: u64 = 180_000;
const MINT_GAS: u64 = 80_000;
const APPROVE_GAS: u64 = 70_000;
const BUY_GAS: u64 = 170_000;
const DRAW_GAS: u64 = 300_000;
const PRICE_GAS: u64 = 60_000;
const TAKE_OUT_GAS: u64 = 90_000;

/// What a confirmed sheet does with a dataset.
#[derive(Debug, Clone)]
pub(crate) enum DatasetPlan {
    Open,
    Join(Vec<Joining>),
    Buy(Order),
    Draw,
    SetPrice(Units),
    TakeOut(VaultKey),
}

/// What a sheet will say.
struct Outline {
    plan: DatasetPlan,
    kind: SheetKind,
    works: Vec<String>,
    leaves: Vec<Money>,
    gas: u64,
    transactions: u64,
    finals: Vec<FinalPoint>,
    facts: Vec<(&'static str, String)>,
    /// Whether the terms stand beside.
    terms: bool,
}

impl Outline {
    const fn new(plan: DatasetPlan, kind: SheetKind) -> Self {
        Self {
            plan,
            kind,
            works: Vec::new(),
            leaves: Vec::new(),
            gas: 0,
            transactions: 0,
            finals: Vec::new(),
            facts: Vec::new(),
            terms: false,
        }
    }

    const fn send(&mut self, gas: u64, times: u64) {
        self.gas = self.gas.saturating_add(gas.saturating_mul(times));
        self.transactions = self.transactions.saturating_add(times);
    }

    fn fact(&mut self, name: &'static str, value: impl ToString) {
        self.facts.push((name, value.to_string()));
    }
}

impl App {
    /// Prepares to do something with a dataset. What is on the chain already is not done again.
    ///
    /// # Errors
    /// What would be refused, with the reason: a stranger in the curator's place, consents that are foreign, changed, taken
    /// back or too late, a purchase before all works have joined, a price under what rights holders agreed to; locked keys.
    pub async fn prepare_dataset(&self, call: &PrepareDataset) -> Result<Sheet> {
        self.writable()?;
        let me = self.artist()?.address();
        let (file, _) = self.dataset_at(&call.dataset).await?;
        let look = self.look_at_dataset(&file).await?;
        let mut out = match &call.step {
            DatasetStep::Open => self.outline_open(&file, &look, me).await?,
            DatasetStep::Join(paths) => self.outline_join(&file, &look, paths, me).await?,
            DatasetStep::Buy(quantity) => self.outline_buy(&file, &look, *quantity, me).await?,
            DatasetStep::Draw => self.outline_draw(&file).await?,
            DatasetStep::SetPrice(typed) => Self::outline_price(&file, &look, typed, me)?,
            DatasetStep::TakeOut(work) => self.outline_take_out(&file, &look, *work)?,
        };
        let fees = self.inner.chain.fees().await?;
        let fee = Units(U256::from(out.gas).saturating_mul(U256::from(fees.max_fee)));
        self.can_pay(me, &out, &look.token, fee).await?;
        out.facts.insert(0, ("dataset", file.text().title.clone()));
        out.fact("dataset-number", file.name());
        let facts = Facts {
            works: out.works,
            leaves: out.leaves,
            arrives: Vec::new(),
            to: file.text().contract.to_string(),
            fee,
            transactions: out.transactions,
            finals: out.finals,
            facts: out.facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        };
        let terms = file.new_dataset().terms;
        let plan = Plan::Dataset { file: Box::new(file), step: out.plan };
        let sheet = self.lay(out.kind, plan, facts)?;
        if !out.terms {
            return Ok(sheet);
        }
        Ok(Sheet { clauses: terms.clauses(), exact: terms.exact(), ..sheet })
    }

    /// Refuses where the account lacks the coin for price and fees.
    async fn can_pay(&self, me: Address, out: &Outline, token: &Token, fee: Units) -> Result<()> {
        let price = match &out.plan {
            DatasetPlan::Buy(order) if token.address.is_none() => {
                order.price.0.saturating_mul(U256::from(order.quantity))
            }
            _ => U256::ZERO,
        };
        let needed = Units(fee.0.saturating_add(price));
        if self.inner.chain.balance(me).await? < needed {
            let coin = self.inner.chain.profile().coin.clone();
            let needed = Amount { units: needed, token: coin };
            return Err(Error::Precondition(format!(
                "the account has less coin than price and fees may come to, which is {needed}"
            )));
        }
        Ok(())
    }

    async fn outline_open(&self, file: &DatasetFile, look: &Look, me: Address) -> Result<Outline> {
        let text = file.text();
        is_curator(file, me)?;
        if look.figures.is_some() {
            return Err(Error::Precondition(
                "the dataset is open already; bring it the consents of its works".into(),
            ));
        }
        self.same_tokens(file).await?;
        let mut out = Outline::new(DatasetPlan::Open, SheetKind::DatasetOpen);
        if !self.inner.chain.has_code(file.vault()).await? {
            out.send(VAULT_GAS, 1);
        }
        out.send(OPEN_GAS, 1);
        out.fact("works-in", text.works.len());
        out.fact("price", Amount { units: text.price, token: look.token.clone() });
        out.fact("vault", file.vault());
        out.finals = vec![FinalPoint::Dataset];
        out.terms = true;
        Ok(out)
    }

    async fn outline_join(
        &self,
        file: &DatasetFile,
        look: &Look,
        paths: &[String],
        me: Address,
    ) -> Result<Outline> {
        if look.figures.is_none() {
            return Err(Error::Precondition(
                "the dataset is not open yet; its curator opens it before works can join".into(),
            ));
        }
        let mut consents = Vec::with_capacity(paths.len());
        for path in paths {
            let consent = read_consent(path)?;
            self.still_counts(file, &consent).await?;
            consents.push(consent);
        }
        let mut joining = file.joining(&consents, self.chain_now().await?)?;
        let joined = |one: &Joining| {
            let works = file.text().works.iter().zip(&look.members);
            works
                .into_iter()
                .any(|(work, member)| work.work == one.consent.work && member.weight.0 != 0)
        };
        joining.retain(|one| !joined(one));
        if joining.is_empty() {
            return Err(Error::Precondition(
                "none of these consents is of a work that has not joined; there is nothing to bring".into(),
            ));
        }
        let contracts = self.contracts()?;
        for some in joining.chunks(AT_ONCE) {
            // A vault without some token, or one that somebody else changed meanwhile, is told here and not half-way.
            self.inner.chain.simulate(me, &dataset::join(&contracts, file.id(), some)?).await?;
        }
        let count = joining.len();
        let left = look.members.iter().filter(|member| member.weight.0 == 0).count() - count;
        let titles = self.titles_in(file)?;
        let mut out = Outline::new(DatasetPlan::Join(Vec::new()), SheetKind::DatasetJoin);
        out.works = names(file, &titles, &joining);
        let times = u64::try_from(joining.chunks(AT_ONCE).count()).unwrap_or(u64::MAX);
        out.send(JOIN_GAS, times);
        out.gas = out.gas.saturating_add(JOIN_EACH_GAS.saturating_mul(count as u64));
        out.fact("joining", count);
        out.fact("not-joined", left);
        out.plan = DatasetPlan::Join(joining);
        Ok(out)
    }

    async fn outline_buy(
        &self,
        file: &DatasetFile,
        look: &Look,
        quantity: u32,
        me: Address,
    ) -> Result<Outline> {
        let titles = self.titles_in(file)?;
        if let Some(refusal) = look.refusal(file, &titles) {
            return Err(refusal);
        }
        let figures = look.figures.ok_or_else(|| Error::internal("an open dataset is not open"))?;
        if quantity == 0 {
            return Err(Error::Precondition("buy at least one licence".into()));
        }
        let order = Order { price: figures.price, quantity };
        let cost = order.price.0.checked_mul(U256::from(quantity)).map(Units);
        let cost = cost
            .ok_or_else(|| Error::Precondition("so many licences cost more than exists".into()))?;
        let mut out = Outline::new(DatasetPlan::Buy(order), SheetKind::DatasetBuy);
        if let Some(token) = look.token.address {
            // On the practice chain dollars are made for whoever has too few.
            let held = self.inner.chain.token_balance(token, me, None).await?;
            out.send(MINT_GAS, u64::from(held < cost));
            out.send(APPROVE_GAS, 1);
        }
        out.send(BUY_GAS, 1);
        out.leaves = vec![money::view(&look.token, cost)];
        out.fact("works-in", file.text().works.len());
        out.fact("quantity", quantity);
        let sales = self.view_dataset(file, None).await?.sales;
        let held = sales.iter().filter(|sale| sale.own && sale.valid).count();
        if held > 0 {
            out.fact("held", held);
        }
        out.finals = vec![FinalPoint::Payment, FinalPoint::Licence];
        out.terms = true;
        Ok(out)
    }

    async fn outline_draw(&self, file: &DatasetFile) -> Result<Outline> {
        let parts = self.parts_waiting(file).await?;
        if parts.is_empty() {
            return Err(Error::NothingOwed("the works of this dataset".into()));
        }
        let mut out = Outline::new(DatasetPlan::Draw, SheetKind::DatasetDraw);
        out.send(DRAW_GAS, parts.len() as u64);
        let view = self.view_dataset(file, None).await?;
        let waits: Vec<String> = view
            .waiting
            .iter()
            .map(|sum| {
                let practice = if sum.practice { " PRACTICE" } else { "" };
                format!("{} {}{practice}", sum.text, sum.symbol)
            })
            .collect();
        out.fact("paid-works", parts.len());
        out.fact("paid", waits.join(", "));
        out.finals = vec![FinalPoint::Payment];
        Ok(out)
    }

    fn outline_price(file: &DatasetFile, look: &Look, typed: &str, me: Address) -> Result<Outline> {
        is_curator(file, me)?;
        let figures = look.figures.ok_or_else(|| {
            Error::Precondition("the dataset is not open yet; its price stands in the file".into())
        })?;
        let price = Units::parse_decimal(typed.trim(), look.token.decimals)?;
        let amount = |units| Amount { units, token: look.token.clone() };
        if !price.is_zero() && price < figures.floor {
            return Err(Error::Precondition(format!(
                "{} is under {}, below which the rights holders do not agree to sell; set that much, or 0 to sell none for now",
                amount(price),
                amount(figures.floor)
            )));
        }
        let mut out = Outline::new(DatasetPlan::SetPrice(price), SheetKind::DatasetPrice);
        out.send(PRICE_GAS, 1);
        out.fact("price-before", amount(figures.price));
        out.fact("price", amount(price));
        Ok(out)
    }

    fn outline_take_out(&self, file: &DatasetFile, look: &Look, work: WorkId) -> Result<Outline> {
        if look.phase() == DatasetPhase::Draft {
            return Err(Error::Precondition(
                "the dataset is not open; a consent that nobody can use needs no taking back"
                    .into(),
            ));
        }
        let title = self.work_row(work)?.title;
        let own = self.own_work(work)?;
        file.work(own.token)?;
        let mut out = Outline::new(DatasetPlan::TakeOut(own.key), SheetKind::DatasetTakeOut);
        out.works = vec![title];
        out.send(TAKE_OUT_GAS, 1);
        out.finals = vec![FinalPoint::Licence];
        Ok(out)
    }
}

fn is_curator(file: &DatasetFile, me: Address) -> Result<()> {
    let curator = file.text().curator;
    if me == curator {
        return Ok(());
    }
    Err(Error::Precondition(format!(
        "the dataset is its curator’s to open and to price, {curator}, and this account is {me}"
    )))
}

/// What the works that join are called: their titles here, else their part and number.
fn names(file: &DatasetFile, titles: &[Option<String>], joining: &[Joining]) -> Vec<String> {
    let works = file.text().works.iter().zip(titles);
    let some = works.filter(|(work, _)| joining.iter().any(|one| one.consent.work == work.work));
    some.map(|(work, title)| {
        let weight = Shares(work.weight.0);
        title.clone().map_or_else(
            || format!("{} ({weight})", work.work),
            |title| format!("{title} ({weight})"),
        )
    })
    .collect()
}
