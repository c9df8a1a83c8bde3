use std::collections::BTreeMap;

use alloy_primitives::I256;
use colophon_model::{Address, Shares, U256};

use super::{Refusal, WHOLE};

/// Balances count up to here, as in the contract, so that a token that lies cannot overflow an account.
const MAX_BALANCE: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

/// One token of a vault.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// What the vault really holds.
    pub(super) balance: U256,
    paid: U256,
    people: BTreeMap<Address, Earnings>,
}

/// One holder in one token.
#[derive(Debug, Clone, Copy, Default)]
struct Earnings {
    /// Millionths of a unit that her shares earned while `total` grew to `settled`.
    earned: I256,
    settled: U256,
    /// Whole units that were paid out to her.
    drawn: U256,
}

impl Earnings {
    /// `earned` as of `total`, for someone who held `shares` since it was settled.
    fn at(&self, total: U256, shares: Shares) -> I256 {
        let change = times(total.abs_diff(self.settled), shares);
        if total < self.settled {
            self.earned.saturating_sub(change)
        } else {
            self.earned.saturating_add(change)
        }
    }
}

impl Account {
    fn counted(&self) -> U256 {
        self.balance.min(MAX_BALANCE)
    }

    pub(super) fn total(&self) -> U256 {
        self.counted().saturating_add(self.paid)
    }

    pub(super) fn paid(&self) -> U256 {
        self.paid
    }

    pub(super) fn drawn(&self, who: Address) -> U256 {
        self.of(who).drawn
    }

    /// Before the number of shares changes: adds what `shares` have earned up to now.
    pub(super) fn settle(&mut self, who: Address, shares: Shares) {
        let total = self.total();
        let earnings = self.people.entry(who).or_default();
        earnings.earned = earnings.at(total, shares);
        earnings.settled = total;
    }

    /// What a leaf has earned since the beginning, when the total was zero, becomes hers.
    pub(super) fn bring(&mut self, who: Address, leaf: Shares) {
        let past = times(self.total(), leaf);
        let earnings = self.people.entry(who).or_default();
        earnings.earned = earnings.earned.saturating_add(past);
    }

    /// What can be paid to `who`, who holds `shares` and for whom a leaf of `waiting` lies ready.
    pub(super) fn owed(&self, who: Address, shares: Shares, waiting: Shares) -> U256 {
        let (total, of) = (self.total(), self.of(who));
        let earned = of.at(total, shares).saturating_add(times(total, waiting));
        // Below zero where a token took back what had been earned: then nothing is owed.
        let earned = U256::try_from(earned).unwrap_or_default();
        (earned / WHOLE).saturating_sub(of.drawn).min(self.counted())
    }

    /// Pays out `amount`, which is owed.
    pub(super) fn draw(&mut self, who: Address, amount: U256) -> Result<(), Refusal> {
        let drawn = self.of(who).drawn.checked_add(amount).ok_or(Refusal::Range)?;
        let paid = self.paid.checked_add(amount).ok_or(Refusal::Range)?;
        self.balance = self.balance.checked_sub(amount).ok_or(Refusal::Range)?;
        self.paid = paid;
        self.people.entry(who).or_default().drawn = drawn;
        Ok(())
    }

    fn of(&self, who: Address) -> Earnings {
        self.people.get(&who).copied().unwrap_or_default()
    }
}

fn times(units: U256, shares: Shares) -> I256 {
    I256::try_from(units.saturating_mul(U256::from(shares.0))).unwrap_or(I256::MAX)
}
