//! The Collect page, the split with what each holder earned, and the statement.

use std::collections::BTreeMap;
use std::path::Path;

use colophon_ipc::{
    Exported, HolderView, IncomeBar, IncomePage, IncomeRow, Money, SplitView, TokenTotals,
};
use colophon_model::{Address, Amount, Finality, Moment, Standing, Token, Units, WorkId};
use colophon_royalties::{StatementHeader, StatementRow, VaultBooks, shortfall, write_statement};
use colophon_store::Payment;

use crate::{App, Error, Result, money, offer, split, time};

/// Bars of the chart.
const BARS: u64 = 12;

impl App {
    /// Income as it is known here, of one work or of all.
    ///
    /// # Errors
    /// A damaged home; a chain that does not answer.
    pub async fn income(&self, only: Option<WorkId>) -> Result<IncomePage> {
        let cursor = self.read(|view| Ok(view.cursors().get(Self::chain_id())?))?;
        let standing = self.inner.chain.standing().await?;
        let payments = self.payments(only)?;
        let rows = self.income_rows(&payments, standing)?;
        let me = self.account()?.map(|a| a.address);
        let vaults = self.read(|view| Ok(view.vaults().on(Self::chain_id())?))?;
        let mut books = Vec::new();
        let mut unexplained: BTreeMap<Option<Address>, Units> = BTreeMap::new();
        let mut agree = true;
        for vault in vaults.iter().filter(|v| only.is_none_or(|work| v.work == work)) {
            books.push(self.books(vault.work)?);
            if let Some(cursor) = cursor {
                for (audit, token) in self
                    .audit_work(vault.work, cursor.number)
                    .await?
                    .iter()
                    .zip(self.tokens().await?.into_keys())
                {
                    agree &= audit.differences.is_empty();
                    add(unexplained.entry(token).or_default(), audit.unexplained);
                }
            }
        }
        let mut totals = Vec::new();
        for (address, token) in self.tokens().await? {
            let short = payments
                .iter()
                .filter(|p| p.token.address == address)
                .filter_map(|p| p.expected.map(|expected| shortfall(expected, p.amount)))
                .sum();
            let extra = unexplained.get(&address).copied().unwrap_or_default();
            totals.extend(total(&books, me, &token, short, extra)?);
        }
        Ok(IncomePage {
            block: cursor.map_or(0, |c| c.number),
            synced: cursor.map(|c| c.time),
            totals,
            bars: bars(&payments, self.now()),
            rows,
            books_agree: agree,
        })
    }

    pub(crate) fn payments(&self, only: Option<WorkId>) -> Result<Vec<Payment>> {
        let mut payments = self.read(|view| Ok(view.payments().on(Self::chain_id())?))?;
        payments.retain(|p| only.is_none_or(|work| p.work == Some(work)));
        payments.sort_by_key(|p| std::cmp::Reverse((p.block.number, p.id.log)));
        Ok(payments)
    }

    fn income_rows(&self, payments: &[Payment], standing: Standing) -> Result<Vec<IncomeRow>> {
        let mut rows = Vec::with_capacity(payments.len());
        for p in payments {
            let Some(work) = p.work else { continue };
            let licence = match p.offer {
                Some(id) => Some(self.offer_row(id.0)?.kind),
                None => None,
            };
            rows.push(IncomeRow {
                at: p.block.time,
                work,
                title: self.work_row(work)?.title,
                kind: offer::income_kind(p.kind),
                licence,
                from: p.sender.to_string(),
                amount: money::view(&p.token, p.amount),
                expected: p.expected.map(|e| money::view(&p.token, e)),
                state: standing.of(p.block.number),
                chain: p.id.chain.caip2().to_string(),
                tx: p.id.tx.to_string(),
                log: p.id.log,
                block: p.block.number,
            });
        }
        Ok(rows)
    }

    /// A work's split, with what each holder earned.
    ///
    /// # Errors
    /// No such work; a damaged home.
    pub async fn split(&self, work: WorkId) -> Result<SplitView> {
        self.work_row(work)?;
        let allocation = self.read(|view| Ok(view.holders().of(work)?))?;
        let vault = self.read(|view| Ok(view.vaults().of(work)?))?.into_iter().next();
        let mut holders: Vec<_> = allocation.iter().flat_map(|a| a.holders()).collect();
        let count = holders.len() as u64;
        holders.sort_by_key(|h| std::cmp::Reverse(h.shares));
        holders.truncate(split::SHOWN_HOLDERS);
        let mut shown = Vec::with_capacity(holders.len());
        let books = match vault {
            Some(_) => Some((self.books(work)?, self.tokens().await?)),
            None => None,
        };
        for holder in holders {
            let mut view = HolderView {
                row: split::row(holder),
                earned: Vec::new(),
                claimed: Vec::new(),
                owed: Vec::new(),
            };
            if let Some((books, tokens)) = &books {
                for (address, token) in tokens {
                    let earned = books.earned(holder.address, *address)?;
                    if !earned.is_zero() {
                        view.earned.push(money::view(token, earned));
                        view.claimed
                            .push(money::view(token, books.claimed_by(holder.address, *address)));
                        view.owed.push(money::view(token, books.owed(holder.address, *address)?));
                    }
                }
            }
            shown.push(view);
        }
        Ok(SplitView {
            work,
            fixed: vault.is_some(),
            vault: vault.map(|v| v.address),
            holders: shown,
            count,
        })
    }

    /// Writes the statement of all income to `path`, which must not exist yet.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub async fn export_statement(&self, path: &Path) -> Result<Exported> {
        let cursor =
            self.read(|view| Ok(view.cursors().get(Self::chain_id())?))?.ok_or_else(|| {
                Error::Precondition("the chain was not read yet; read it first".into())
            })?;
        let standing = self.inner.chain.standing().await?;
        let mut payments = self.payments(None)?;
        payments.reverse();
        let day = |p: Option<&Payment>| {
            p.map_or_else(|| time::day(cursor.time), |p| time::day(p.block.time))
        };
        let header = StatementHeader {
            period: format!("{} to {}", day(payments.first()), day(payments.last())),
            home: self.home().display().to_string(),
            chain: Self::chain_id().caip2(),
            practice: Self::chain_id().is_practice(),
            block: cursor.number,
            block_hash: cursor.hash.to_string(),
        };
        let mut rows = Vec::with_capacity(payments.len());
        for p in &payments {
            rows.push(self.statement_row(p, standing.of(p.block.number))?);
        }
        let mut file = colophon_media::AtomicFile::create(path)?;
        write_statement(&mut file, &header, &rows)?;
        file.commit()?;
        Ok(Exported { path: path.display().to_string(), rows: rows.len() as u64 })
    }

    fn statement_row(&self, p: &Payment, state: Finality) -> Result<StatementRow> {
        let work = match p.work {
            Some(id) => self.work_row(id)?.title,
            None => String::new(),
        };
        let what = match p.offer {
            Some(id) => format!("licence: {}", offer::kind_name(self.offer_row(id.0)?.kind)),
            None if p.kind == colophon_store::PaymentKind::Royalty => {
                "royalty of a resale".to_owned()
            }
            None => "payment".to_owned(),
        };
        let amount = |units| Amount { units, token: p.token.clone() };
        Ok(StatementRow {
            at: time::iso(p.block.time),
            work,
            what,
            from: p.sender.to_string(),
            amount: amount(p.amount),
            expected: p.expected.map(amount),
            state,
            tx: p.id.tx.to_string(),
            log: p.id.log,
            block: p.block.number,
        })
    }
}

fn total(
    books: &[VaultBooks],
    me: Option<Address>,
    token: &Token,
    short: Units,
    unexplained: Units,
) -> Result<Option<TokenTotals>> {
    let (mut received, mut mine, mut claimable, mut claimed) = Default::default();
    for vault in books {
        add(&mut received, vault.received(token.address));
        add(&mut claimed, vault.paid(token.address));
        if let Some(me) = me {
            add(&mut mine, vault.earned(me, token.address)?);
            add(&mut claimable, vault.owed(me, token.address)?);
        }
    }
    if received.is_zero() && unexplained.is_zero() {
        return Ok(None);
    }
    let others = received.checked_sub(mine).unwrap_or_default();
    let view = |units| -> Money { money::view(token, units) };
    Ok(Some(TokenTotals {
        received: view(received),
        mine: view(mine),
        others: view(others),
        claimable: view(claimable),
        claimed: view(claimed),
        short: view(short),
        unexplained: view(unexplained),
    }))
}

/// Saturates; sums of real money stay far below.
fn add(sum: &mut Units, more: Units) {
    *sum = Units(sum.0.saturating_add(more.0));
}

/// Splits the time from the first payment to now into bars of whole days (UTC), the last one today: a bar is never
/// narrower than a day, so that no two have the same label.
fn bars(payments: &[Payment], now: Moment) -> Vec<IncomeBar> {
    const DAY: u64 = 24 * 3600 * 1000;
    let times = || payments.iter().map(|p| p.block.time.unix_millis());
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Vec::new() };
    let today = last.max(now.unix_millis()) / DAY;
    let days = (today - first / DAY + 1).div_ceil(BARS);
    let width = days * DAY;
    let end = (today + 1) * DAY;
    (1..=BARS)
        .rev()
        .map(|back| {
            let from = end.saturating_sub(back * width);
            let mut sums: BTreeMap<Token, Units> = BTreeMap::new();
            for p in payments {
                if (from..from + width).contains(&p.block.time.unix_millis()) {
                    add(sums.entry(p.token.clone()).or_default(), p.amount);
                }
            }
            IncomeBar {
                from: Moment::from_unix_millis(from),
                sums: sums.iter().map(|(token, units)| money::view(token, *units)).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use colophon_model::{B256, ChainId, PaymentId};
    use colophon_store::{Block, PaymentKind};
    use expect_test::{Expect, expect};

    use super::*;

    const DAY: u64 = 24 * 3600;

    /// Payments of 1, 2, 3, ... units after so many seconds.
    fn check(after: &[u64], now: u64, want: Expect) {
        let token =
            Token { chain: ChainId::PRACTICE, address: None, symbol: "ETH".into(), decimals: 0 };
        let payment = |(n, at): (u64, &u64)| Payment {
            id: PaymentId { chain: ChainId::PRACTICE, tx: B256::ZERO, log: n },
            work: None,
            vault: Address::ZERO,
            kind: PaymentKind::Transfer,
            token: token.clone(),
            amount: n.into(),
            sender: Address::ZERO,
            block: Block { number: n, hash: B256::ZERO, time: Moment::from_unix_seconds(*at) },
            offer: None,
            licence: None,
            expected: None,
        };
        let payments: Vec<_> = (1..).zip(after).map(payment).collect();
        let shown: Vec<_> = bars(&payments, Moment::from_unix_seconds(now))
            .iter()
            .map(|bar| {
                format!("{}:{}", time::day(bar.from), bar.sums.first().map_or("", |m| &m.units))
            })
            .collect();
        want.assert_eq(&shown.join(" "));
    }

    #[test]
    fn every_payment_is_in_one_bar_and_the_last_bar_is_today() {
        check(&[], 100 * DAY, expect![""]);
        check(
            &[100 * DAY, 100 * DAY + 60],
            100 * DAY + 90,
            expect![
                "1970-03-31: 1970-04-01: 1970-04-02: 1970-04-03: 1970-04-04: 1970-04-05: 1970-04-06: 1970-04-07: 1970-04-08: 1970-04-09: 1970-04-10: 1970-04-11:3"
            ],
        );
        check(
            &[100 * DAY, 112 * DAY, 123 * DAY],
            123 * DAY,
            expect![
                "1970-04-11:1 1970-04-13: 1970-04-15: 1970-04-17: 1970-04-19: 1970-04-21: 1970-04-23:2 1970-04-25: 1970-04-27: 1970-04-29: 1970-05-01: 1970-05-03:3"
            ],
        );
    }
}
