use std::collections::BTreeMap;

use colophon_model::{Address, Shares, U256, Units};

use crate::{Error, Result};

/// What happened at a vault, in the chain's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultEvent {
    /// Money arrived; `token` is `None` for the chain's coin.
    Received {
        /// What arrived.
        token: Option<Address>,
        /// How much.
        amount: Units,
    },
    /// A holder of the allocation proved its place: shares moved from the vault to it.
    Activated {
        /// The holder.
        who: Address,
        /// Its shares.
        shares: Shares,
    },
    /// Shares changed hands, and with them all that they earn from now on.
    Moved {
        /// From whom.
        from: Address,
        /// To whom.
        to: Address,
        /// How many.
        shares: Shares,
    },
    /// A holder was paid.
    Claimed {
        /// The holder.
        who: Address,
        /// In what; `None` for the chain's coin.
        token: Option<Address>,
        /// How much.
        amount: Units,
    },
}

/// One holder in one token: the vault's own bookkeeping. `debt` is in units times [`Shares::WHOLE`] and can be
/// negative, kept as two unsigned sums.
#[derive(Debug, Clone, Copy, Default)]
struct Debt {
    plus: U256,
    minus: U256,
}

/// The books of one vault, replayed from its events by the vault's own rule:
/// `pending = floor((cumulative * shares - debt) / 1,000,000)`.
///
/// Shares not yet activated belong to the holder the allocation names, with no debt since the beginning; that is what
/// activation will give them.
#[derive(Debug, Clone, Default)]
pub struct VaultBooks {
    shares: BTreeMap<Address, Shares>,
    dormant: BTreeMap<Address, Shares>,
    received: BTreeMap<Option<Address>, U256>,
    paid: BTreeMap<Option<Address>, U256>,
    paid_to: BTreeMap<(Address, Option<Address>), U256>,
    debts: BTreeMap<(Address, Option<Address>), Debt>,
}

impl VaultBooks {
    /// Empty books for an allocation of (holder, shares).
    pub fn new(allocation: impl IntoIterator<Item = (Address, Shares)>) -> Self {
        Self { dormant: allocation.into_iter().collect(), ..Self::default() }
    }

    /// Books one event.
    ///
    /// # Errors
    /// An event that the vault could not have allowed, which means that the history read so far has a hole.
    pub fn book(&mut self, event: &VaultEvent) -> Result<()> {
        match *event {
            VaultEvent::Received { token, amount } => {
                let sum = self.received.entry(token).or_default();
                *sum = sum.checked_add(amount.0).ok_or(Error::Range)?;
            }
            VaultEvent::Activated { who, shares } => {
                let dormant = self.dormant.remove(&who).unwrap_or_default();
                if dormant != shares {
                    return Err(Error::SharesMissing { who, moved: shares, held: dormant });
                }
                let held = self.shares.entry(who).or_default();
                *held = Shares(held.0.checked_add(shares.0).ok_or(Error::Range)?);
            }
            VaultEvent::Moved { from, to, shares } => self.transfer(from, to, shares)?,
            VaultEvent::Claimed { who, token, amount } => {
                if amount > self.live_owed(who, token)? {
                    return Err(Error::Overpaid { who });
                }
                let scaled = amount.0.checked_mul(whole()).ok_or(Error::Range)?;
                let debt = self.debts.entry((who, token)).or_default();
                debt.plus = debt.plus.checked_add(scaled).ok_or(Error::Range)?;
                for sum in [
                    self.paid.entry(token).or_default(),
                    self.paid_to.entry((who, token)).or_default(),
                ] {
                    *sum = sum.checked_add(amount.0).ok_or(Error::Range)?;
                }
            }
        }
        Ok(())
    }

    fn transfer(&mut self, from: Address, to: Address, shares: Shares) -> Result<()> {
        let held = self.shares.get(&from).copied().unwrap_or_default();
        let left = held.0.checked_sub(shares.0).ok_or(Error::SharesMissing {
            who: from,
            moved: shares,
            held,
        })?;
        self.shares.insert(from, Shares(left));
        let gained = self.shares.entry(to).or_default();
        *gained = Shares(gained.0.checked_add(shares.0).ok_or(Error::Range)?);
        let tokens: Vec<_> = self.received.iter().map(|(token, sum)| (*token, *sum)).collect();
        for (token, sum) in tokens {
            let carried = sum.checked_mul(U256::from(shares.0)).ok_or(Error::Range)?;
            let giver = self.debts.entry((from, token)).or_default();
            giver.minus = giver.minus.checked_add(carried).ok_or(Error::Range)?;
            let taker = self.debts.entry((to, token)).or_default();
            taker.plus = taker.plus.checked_add(carried).ok_or(Error::Range)?;
        }
        Ok(())
    }

    /// What the contract itself would pay `who` now in `token`: without a place that was not activated yet.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn pending(&self, who: Address, token: Option<Address>) -> Result<Units> {
        self.live_owed(who, token)
    }

    fn live_owed(&self, who: Address, token: Option<Address>) -> Result<Units> {
        let shares = self.shares.get(&who).copied().unwrap_or_default();
        let debt = self.debts.get(&(who, token)).copied().unwrap_or_default();
        self.share_of(shares, token, debt)
    }

    fn share_of(&self, shares: Shares, token: Option<Address>, debt: Debt) -> Result<Units> {
        let sum = self.received.get(&token).copied().unwrap_or_default();
        let due = sum
            .checked_mul(U256::from(shares.0))
            .and_then(|due| due.checked_add(debt.minus))
            .ok_or(Error::Range)?;
        Ok(Units(due.saturating_sub(debt.plus) / whole()))
    }

    /// What `who` could take out now in `token`, counting a place that was not yet activated.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn owed(&self, who: Address, token: Option<Address>) -> Result<Units> {
        let shares = Shares(self.held(who).0);
        let debt = self.debts.get(&(who, token)).copied().unwrap_or_default();
        self.share_of(shares, token, debt)
    }

    /// What `who` took out so far in `token`.
    pub fn claimed_by(&self, who: Address, token: Option<Address>) -> Units {
        Units(self.paid_to.get(&(who, token)).copied().unwrap_or_default())
    }

    /// What `who` earned so far: taken out and still owed.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn earned(&self, who: Address, token: Option<Address>) -> Result<Units> {
        self.owed(who, token)?.checked_add(self.claimed_by(who, token)).ok_or(Error::Range)
    }

    /// The shares of `who`, activated or not.
    pub fn held(&self, who: Address) -> Shares {
        let of = |map: &BTreeMap<Address, Shares>| map.get(&who).copied().unwrap_or_default().0;
        Shares(of(&self.shares).saturating_add(of(&self.dormant)))
    }

    /// Whether `who` has proved its place.
    pub fn is_active(&self, who: Address) -> bool {
        !self.dormant.contains_key(&who)
    }

    /// Everybody who holds or held shares.
    pub fn holders(&self) -> Vec<Address> {
        let mut all: Vec<_> = self.shares.keys().chain(self.dormant.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// All tokens that ever arrived.
    pub fn tokens(&self) -> Vec<Option<Address>> {
        self.received.keys().copied().collect()
    }

    /// All that arrived in `token`.
    pub fn received(&self, token: Option<Address>) -> Units {
        Units(self.received.get(&token).copied().unwrap_or_default())
    }

    /// All that was paid out in `token`.
    pub fn paid(&self, token: Option<Address>) -> Units {
        Units(self.paid.get(&token).copied().unwrap_or_default())
    }
}

const fn whole() -> U256 {
    U256::from_limbs([Shares::WHOLE.0 as u64, 0, 0, 0])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn who(n: u8) -> Address {
        Address::repeat_byte(n + 1)
    }

    #[derive(Debug, Clone)]
    enum Act {
        Pay(u64),
        Claim(u8, u8),
        Move(u8, u8, u8),
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            any::<u64>().prop_map(Act::Pay),
            (0u8..5, any::<u8>()).prop_map(|(a, p)| Act::Claim(a, p)),
            (0u8..5, 0u8..5, any::<u8>()).prop_map(|(a, b, p)| Act::Move(a, b, p)),
        ]
    }

    proptest! {
        /// Whatever happens in whatever order, the vault never owes more than it holds, and loses at most one unit
        /// a holder to rounding.
        #[test]
        fn the_vault_can_always_pay(acts in proptest::collection::vec(act(), 0..60)) {
            let parts = [400_000, 300_000, 150_000, 100_001, 49_999];
            let mut books = VaultBooks::new((0u8..5).map(|n| (who(n), Shares(parts[n as usize]))));
            for n in 0u8..5 {
                books.book(&VaultEvent::Activated { who: who(n), shares: Shares(parts[n as usize]) }).unwrap();
            }
            for act in acts {
                match act {
                    Act::Pay(n) => books.book(&VaultEvent::Received { token: None, amount: n.into() }).unwrap(),
                    Act::Claim(a, part) => {
                        let owed = books.owed(who(a), None).unwrap().0 * U256::from(part) / U256::from(255);
                        books.book(&VaultEvent::Claimed { who: who(a), token: None, amount: Units(owed) }).unwrap();
                    }
                    Act::Move(a, b, part) => {
                        let before = (books.earned(who(a), None).unwrap(), books.earned(who(b), None).unwrap());
                        let shares = Shares(books.held(who(a)).0 / 255 * u32::from(part));
                        books.book(&VaultEvent::Moved { from: who(a), to: who(b), shares }).unwrap();
                        for (then, person) in [(before.0, a), (before.1, b)] {
                            let now = books.earned(who(person), None).unwrap();
                            prop_assert!(now.0.abs_diff(then.0) <= U256::from(1), "a transfer must not change the past");
                        }
                    }
                }
                let owed: Units = (0..5).map(|n| books.owed(who(n), None).unwrap()).sum();
                let held = books.received(None).checked_sub(books.paid(None)).expect("paid more than arrived");
                prop_assert!(owed <= held, "owes {owed}, holds {held}");
                prop_assert!(held.0 - owed.0 <= U256::from(10), "lost more than rounding");
            }
        }
    }

    #[test]
    fn a_sleeping_holder_earns_from_the_beginning() {
        let mut books = VaultBooks::new([(who(0), Shares(250_000)), (who(1), Shares(750_000))]);
        books.book(&VaultEvent::Received { token: None, amount: 101u64.into() }).unwrap();
        assert_eq!(
            books.owed(who(0), None).unwrap(),
            25u64.into(),
            "a quarter of 101, rounded down"
        );
        books.book(&VaultEvent::Activated { who: who(0), shares: Shares(250_000) }).unwrap();
        assert_eq!(books.owed(who(0), None).unwrap(), 25u64.into(), "activation changes nothing");
        assert!(
            books
                .book(&VaultEvent::Claimed { who: who(0), token: None, amount: 26u64.into() })
                .is_err()
        );
        assert!(
            books.book(&VaultEvent::Activated { who: who(0), shares: Shares(250_000) }).is_err(),
            "only once"
        );
    }
}
