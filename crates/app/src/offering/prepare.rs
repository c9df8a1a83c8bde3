//! An offering before it is signed: read, checked, laid out on a sheet; and then made.

use colophon_chain::VaultKey;
use colophon_chain::offering::{self, OfferingTerms};
use colophon_ipc::{FinalPoint, Money, PrepareOffering, Sheet, SheetKind, Until};
use colophon_model::{Address, Amount, B256, Moment, Shares, Token, U256, Units, WorkId};
use colophon_store::Offering;

use super::offering_salt;
use crate::sheet::{Done, Facts, Plan};
use crate::{App, Error, Result, money, time};

/// Gas that allowing and opening need at most, and the proof of a place in the split before them.
const OPEN_GAS: u64 = 60_000 + 330_000;
const CLAIM_GAS: u64 = 300_000;
/// Dollars have so many decimals everywhere; a token that counts otherwise is another one under their name.
const DOLLAR_DECIMALS: u8 = 6;

impl App {
    /// Prepares to offer shares of a work to fans. Where the artist has not yet taken her place in the split, taking it is
    /// part of the sheet.
    ///
    /// # Errors
    /// Everything that the contract would refuse, in words: a price of nothing, a ceiling below it, a minimum above what is
    /// for sale, a sale that ends in the past; more shares than the artist holds; a token that the vault does not divide;
    /// a warning that was not read; locked keys.
    pub async fn prepare_offering(&self, call: &PrepareOffering) -> Result<Sheet> {
        let artist = self.artist()?.address();
        let work = self.work_row(call.work)?;
        let vault = self.vault_row(call.work)?.address;
        let (terms, token) = self.terms_of(call, vault).await?;
        if !call.warned {
            return Err(Error::Precondition(
                "read the warning first: fan shares may be securities where you or your fans live, and whoever offers them answers for that".into(),
            ));
        }
        self.sync().await?;
        let first = self.place_first(call.work, artist, terms.cap)?;
        // What the contract's fields cannot hold is refused here and not half-way.
        offering::open(&self.contracts()?, self.vault_key(call.work, artist)?, &terms, B256::ZERO)?;
        let gas = OPEN_GAS + if first { CLAIM_GAS } else { 0 };
        let fees = self.inner.chain.fees().await?;
        let fee = Units(U256::from(gas).saturating_mul(U256::from(fees.max_fee)));
        let coin = &self.inner.chain.profile().coin;
        if self.inner.chain.balance(artist).await? < fee {
            let needed = Amount { units: fee, token: coin.clone() };
            return Err(Error::Precondition(format!(
                "the account has less coin than the fees may come to, which is {needed}"
            )));
        }
        let facts = Facts {
            works: vec![work.title],
            leaves: Vec::new(),
            arrives: if first { self.owed_in(call.work, artist).await? } else { Vec::new() },
            to: self.contracts()?.offerings.to_string(),
            fee,
            transactions: if first { 3 } else { 2 },
            finals: vec![FinalPoint::Sale, FinalPoint::Securities],
            facts: told(&terms, &token)?,
        };
        let plan = Plan::Offering { work: call.work, terms: Box::new(terms), token };
        self.lay(SheetKind::Offering, plan, facts)
    }

    /// The terms as they will be signed.
    async fn terms_of(
        &self,
        call: &PrepareOffering,
        vault: Address,
    ) -> Result<(OfferingTerms, Token)> {
        let token = self.sale_token(call.pay_in).await?;
        if let Some(address) = token.address
            && !self.inner.chain.pinned_tokens(vault).await?.contains(&address)
        {
            return Err(Error::Precondition(format!(
                "the vault of this work does not divide {}, so fans would earn nothing in it; sell for what it divides",
                token.symbol
            )));
        }
        let amount = |text: &str| Units::parse_decimal(text.trim(), token.decimals);
        let now = self.chain_now().await?;
        let terms = OfferingTerms {
            token: token.address,
            price: amount(&call.price)?,
            ceiling: amount(&call.ceiling)?,
            cap: Shares::parse_percent(&call.percent)?,
            minimum: Shares::parse_percent(&call.minimum)?,
            per_buyer: Shares::parse_percent(&call.per_buyer)?,
            deadline: moment(&call.deadline, now)?,
            term_end: moment(&call.term, now)?,
            jurisdiction: call.jurisdiction.trim().to_owned(),
            text: call.text.trim().to_owned(),
        };
        terms.check(now)?;
        Ok((terms, token))
    }

    /// What shares may be sold for.
    pub(crate) async fn sale_token(&self, pay_in: colophon_ipc::PayIn) -> Result<Token> {
        let token = self.token_of(pay_in).await?;
        if pay_in == colophon_ipc::PayIn::Dollar {
            check_dollar(&token)?;
        }
        Ok(token)
    }

    /// Whether the artist's place in the split must be taken first; refuses where she has fewer shares than are for sale.
    fn place_first(&self, work: WorkId, artist: Address, cap: Shares) -> Result<bool> {
        let books = self.books(work)?;
        // What lies in a place that was not taken counts among what she holds.
        let held = books.held(artist);
        if held < cap {
            return Err(Error::Precondition(format!(
                "{cap} are to be offered and this account holds {held} of the work; offer less"
            )));
        }
        self.place_waits(work, artist)
    }

    /// Whether `who` has a place in the split that she has not taken.
    fn place_waits(&self, work: WorkId, who: Address) -> Result<bool> {
        Ok(!self.books(work)?.is_active(who) && self.place_in(work, who)?.is_some())
    }

    async fn owed_in(&self, work: WorkId, who: Address) -> Result<Vec<Money>> {
        let books = self.books(work)?;
        let mut sums = Vec::new();
        for (address, token) in &self.tokens().await? {
            let owed = books.owed(who, *address)?;
            if !owed.is_zero() {
                sums.push(money::view(token, owed));
            }
        }
        Ok(sums)
    }

    fn vault_key(&self, work: WorkId, artist: Address) -> Result<VaultKey> {
        let row = self.vault_row(work)?;
        Ok(VaultKey { author: artist, shares_root: row.shares_root, treaty: row.salt })
    }

    /// Takes the artist's place where that was not done, writes the offering down, and opens it. The row is there before
    /// anything is sent, so that a stop in between loses no offering.
    pub(crate) async fn make_offering(
        &self,
        work: WorkId,
        terms: &OfferingTerms,
        token: &Token,
        key: &str,
    ) -> Result<Done> {
        let artist = self.artist()?;
        let contracts = self.contracts()?;
        let (vault, origin) = (self.vault_row(work)?, self.vault_key(work, artist.address())?);
        let mut done = Done::default();
        if self.place_waits(work, artist.address())? {
            done.add(&self.claim_work(&artist, work, key).await?);
        }
        let salt = offering_salt(key);
        let me = artist.address();
        let address =
            self.inner.chain.predict_offering(&contracts, me, origin, terms, salt).await?;
        let row = Offering {
            address,
            work,
            token: token.clone(),
            price: terms.price,
            ceiling: terms.ceiling,
            cap: terms.cap,
            minimum: terms.minimum,
            per_buyer: terms.per_buyer,
            deadline: terms.deadline,
            term_end: terms.term_end,
            jurisdiction: terms.jurisdiction.clone(),
            text: terms.text.clone(),
            since_block: self.inner.chain.head().await?.number,
            created_at: self.now(),
            tx: None,
            seen: None,
        };
        self.write(|change| Ok(change.offerings_mut().add(&row)?))?;
        let (made, opened) =
            self.open_offering(&artist, (vault.address, origin), terms, key).await?;
        if made != address {
            return Err(Error::internal("an offering is not where it was foretold"));
        }
        if let Some(tx) = opened.transactions.last() {
            self.write(|change| Ok(change.offerings_mut().opened(Self::chain_id(), made, *tx)?))?;
        }
        done.join(&opened);
        Ok(done)
    }
}

/// What the sheet says of the terms that will be signed.
fn told(terms: &OfferingTerms, token: &Token) -> Result<Vec<(String, String)>> {
    let amount = |units| Amount { units, token: token.clone() }.to_string();
    let all = |each: Units| each.0.checked_mul(U256::from(terms.cap.0)).map(Units);
    let too_much = || Error::Precondition("the amounts are larger than money gets".into());
    let facts = [
        ("for-sale", terms.cap.to_string()),
        ("share-price", amount(terms.price)),
        ("raised", amount(all(terms.price).ok_or_else(too_much)?)),
        ("minimum", terms.minimum.to_string()),
        ("per-fan", terms.per_buyer.to_string()),
        ("share-ceiling", amount(terms.ceiling)),
        ("fans-most", amount(all(terms.ceiling).ok_or_else(too_much)?)),
        ("deadline", time::minute(terms.deadline)),
        ("term-end", time::minute(terms.term_end)),
        ("jurisdiction", terms.jurisdiction.clone()),
        ("told", terms.text.clone()),
    ];
    Ok(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The moment that is meant.
pub(crate) fn moment(until: &Until, now: Moment) -> Result<Moment> {
    let unreadable = |what: &str| {
        Error::Precondition(format!(
            "{what} is no day to end on; write one such as 2026-12-31, not too far away"
        ))
    };
    match until {
        Until::Date(day) => time::end_of_day(day.trim()).ok_or_else(|| unreadable(day)),
        Until::Days(days) => {
            time::after_days(now, *days).ok_or_else(|| unreadable(&format!("in {days} days")))
        }
        Until::Years(years) => {
            time::after_years(now, *years).ok_or_else(|| unreadable(&format!("in {years} years")))
        }
    }
}

fn check_dollar(token: &Token) -> Result<()> {
    if token.decimals == DOLLAR_DECIMALS {
        return Ok(());
    }
    Err(Error::Precondition(format!(
        "the token that calls itself {} counts {} decimals and dollars count {DOLLAR_DECIMALS}; it is not the one it seems, nothing is sold for it",
        token.symbol, token.decimals
    )))
}

#[cfg(test)]
mod tests {
    use colophon_model::ChainId;

    use super::*;

    #[test]
    fn a_dollar_counts_six_decimals() {
        let token = |decimals| Token {
            chain: ChainId::PRACTICE,
            address: Some(Address::repeat_byte(1)),
            symbol: "USDC".to_owned(),
            decimals,
        };
        check_dollar(&token(6)).unwrap();
        for decimals in [0, 2, 18] {
            let refused = check_dollar(&token(decimals)).unwrap_err().to_string();
            assert!(refused.contains("USDC counts"), "{refused}");
        }
    }

    #[test]
    fn days_and_years_are_those_of_the_calendar() {
        // 2028-02-29T12:00:00Z
        let now = Moment::from_unix_seconds(1_835_438_400);
        for (until, want) in [
            (Until::Date("2028-03-01".into()), Some("2028-03-01 23:59 UTC")),
            (Until::Date(" 2028-03-01 ".into()), Some("2028-03-01 23:59 UTC")),
            (Until::Date("2028-02-30".into()), None),
            (Until::Date("tomorrow".into()), None),
            (Until::Date("1969-12-31".into()), None),
            (Until::Days(0), Some("2028-02-29 12:00 UTC")),
            (Until::Days(30), Some("2028-03-30 12:00 UTC")),
            (Until::Years(1), Some("2029-02-28 12:00 UTC")),
            (Until::Years(10), Some("2038-02-28 12:00 UTC")),
            (Until::Years(u32::MAX), None),
            (Until::Days(u32::MAX), None),
        ] {
            let read = moment(&until, now).ok().map(time::minute);
            assert_eq!(read.as_deref(), want, "{until:?}");
        }
    }
}
