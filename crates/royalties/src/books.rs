use colophon_model::{Address, Shares, Units};

use crate::{Error, Refusal, Result, VaultTwin};

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

/// The books of one vault, replayed from its events by the vault's own rule, which is [`VaultTwin`]'s.
///
/// Shares not yet activated belong to the holder the allocation names, since the beginning; that is what activation will give
/// them. A token counts from its first payment on.
#[derive(Debug, Clone)]
pub struct VaultBooks {
    twin: VaultTwin,
}

impl VaultBooks {
    /// Empty books for an allocation of (holder, shares).
    pub fn new(allocation: impl IntoIterator<Item = (Address, Shares)>) -> Self {
        // Its own address matters only for what the vault refuses, and that leaves no event.
        Self { twin: VaultTwin::new(Address::ZERO, [], allocation) }
    }

    /// Books one event.
    ///
    /// # Errors
    /// An event that the vault could not have allowed, which means that the history read so far has a hole.
    pub fn book(&mut self, event: &VaultEvent) -> Result<()> {
        match *event {
            VaultEvent::Received { token, amount } => {
                self.twin.divide(token);
                self.twin.receive(token, amount)?;
            }
            VaultEvent::Activated { who, shares } => {
                let held = self.twin.waiting(who);
                self.twin.activate(who, shares).map_err(|refusal| match refusal {
                    Refusal::BadProof { .. } | Refusal::AlreadyActivated(_) => {
                        Error::SharesMissing { who, moved: shares, held }
                    }
                    other => other.into(),
                })?;
            }
            VaultEvent::Moved { from, to, shares } => {
                self.twin.transfer(from, to, shares).map_err(|refusal| match refusal {
                    Refusal::InsufficientShares { who, held, moved } => {
                        Error::SharesMissing { who, moved, held }
                    }
                    other => other.into(),
                })?;
            }
            VaultEvent::Claimed { who, token, amount } => {
                self.twin.record_claim(who, token, amount).map_err(|refusal| match refusal {
                    Refusal::NothingToClaim { .. } | Refusal::UnlistedToken(_) => {
                        Error::Overpaid { who }
                    }
                    other => other.into(),
                })?;
            }
        }
        Ok(())
    }

    /// What the contract itself would pay `who` now in `token`: without a place that was not activated yet.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn pending(&self, who: Address, token: Option<Address>) -> Result<Units> {
        // Nothing is owed in a token that never arrived.
        Ok(self.twin.pending(who, token).unwrap_or_default())
    }

    /// What `who` could take out now in `token`, counting a place that was not yet activated.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn owed(&self, who: Address, token: Option<Address>) -> Result<Units> {
        Ok(self.twin.claimable(who, token).unwrap_or_default())
    }

    /// What `who` took out so far in `token`.
    pub fn claimed_by(&self, who: Address, token: Option<Address>) -> Units {
        self.twin.drawn(who, token)
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
        Shares(self.twin.shares(who).0.saturating_add(self.twin.waiting(who).0))
    }

    /// Whether no place of `who` waits to be proved.
    pub fn is_active(&self, who: Address) -> bool {
        self.twin.waiting(who) == Shares::default()
    }

    /// Everybody who holds or held shares.
    pub fn holders(&self) -> Vec<Address> {
        self.twin.holders().into_iter().collect()
    }

    /// All tokens that ever arrived.
    pub fn tokens(&self) -> Vec<Option<Address>> {
        self.twin.tokens().filter(|token| !self.received(*token).is_zero()).collect()
    }

    /// All that arrived in `token`.
    pub fn received(&self, token: Option<Address>) -> Units {
        self.twin.cumulative(token).unwrap_or_default()
    }

    /// All that was paid out in `token`.
    pub fn paid(&self, token: Option<Address>) -> Units {
        self.twin.paid_out(token)
    }
}

#[cfg(test)]
mod tests {
    use colophon_model::U256;
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
