use std::collections::BTreeMap;

use colophon_model::{Address, Shares, U256, Units};

use crate::{Error, Result};

/// The books of a fan pool without its chain: what each fan is owed, and what above the ceiling is the artist's.
///
/// ```text
/// fans(token)      = min(received, ceiling) in the token of the sale, all that was received in others
/// earned(fan)      = floor(fans * shares of the fan / all fan shares)
/// surplus          = received - fans, in the token of the sale
/// ```
///
/// Received is what the pool's block of shares earned in the work's vault, fetched or not, and plain payments. Fans are
/// taken to keep their shares.
#[derive(Debug, Clone)]
pub struct PoolBooks {
    fans: BTreeMap<Address, Shares>,
    supply: u64,
    token: Option<Address>,
    ceiling: Units,
    received: BTreeMap<Option<Address>, Units>,
    paid: BTreeMap<(Address, Option<Address>), Units>,
    surplus_paid: Units,
}

impl PoolBooks {
    /// For what `fans` bought in `token`, where one share unit brings at most `ceiling`.
    ///
    /// # Errors
    /// [`Error::Range`] past 256 bits.
    pub fn new(
        fans: impl IntoIterator<Item = (Address, Shares)>,
        token: Option<Address>,
        ceiling: Units,
    ) -> Result<Self> {
        let mut all: BTreeMap<Address, Shares> = BTreeMap::new();
        let mut supply = 0u64;
        for (fan, shares) in fans {
            let held = all.entry(fan).or_default();
            held.0 = held.0.saturating_add(shares.0);
            supply = supply.saturating_add(u64::from(shares.0));
        }
        let ceiling = ceiling.0.checked_mul(U256::from(supply)).map(Units).ok_or(Error::Range)?;
        let (received, paid) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { fans: all, supply, token, ceiling, received, paid, surplus_paid: Units::ZERO })
    }

    /// `amount` of `token` arrived.
    ///
    /// # Errors
    /// [`Error::Range`] past 256 bits.
    pub fn receive(&mut self, token: Option<Address>, amount: Units) -> Result<()> {
        let sum = self.received.entry(token).or_default();
        *sum = sum.checked_add(amount).ok_or(Error::Range)?;
        Ok(())
    }

    /// A fan takes out all that she is owed in `token`.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn claim(&mut self, fan: Address, token: Option<Address>) -> Result<Units> {
        let owed = self.owed(fan, token)?;
        let paid = self.paid.entry((fan, token)).or_default();
        *paid = paid.checked_add(owed).ok_or(Error::Range)?;
        Ok(owed)
    }

    /// The artist takes out what is above the ceiling.
    pub fn claim_surplus(&mut self) -> Units {
        let surplus = self.surplus();
        self.surplus_paid = Units(self.surplus_paid.0.saturating_add(surplus.0));
        surplus
    }

    /// The most that all fans together may ever get in the token of the sale.
    pub const fn ceiling(&self) -> Units {
        self.ceiling
    }

    /// What the artist could take out now from above the ceiling.
    pub fn surplus(&self) -> Units {
        let above = self.received(self.token).checked_sub(self.ceiling).unwrap_or_default();
        above.checked_sub(self.surplus_paid).unwrap_or_default()
    }

    /// All that arrived in `token`.
    pub fn received(&self, token: Option<Address>) -> Units {
        self.received.get(&token).copied().unwrap_or_default()
    }

    /// What a fan earned so far in `token`.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn earned(&self, fan: Address, token: Option<Address>) -> Result<Units> {
        let mut fans = self.received(token);
        if token == self.token {
            fans = fans.min(self.ceiling);
        }
        let shares = self.fans.get(&fan).copied().unwrap_or_default();
        let parts = fans.0.checked_mul(U256::from(shares.0)).ok_or(Error::Range)?;
        Ok(Units(parts.checked_div(U256::from(self.supply)).unwrap_or_default()))
    }

    /// What a fan could take out now in `token`.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub fn owed(&self, fan: Address, token: Option<Address>) -> Result<Units> {
        let paid = self.paid.get(&(fan, token)).copied().unwrap_or_default();
        Ok(self.earned(fan, token)?.checked_sub(paid).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fan(n: u8) -> Address {
        Address::repeat_byte(n + 1)
    }

    proptest! {
        /// Whatever arrives and whenever it is taken out: fans never get more than the ceiling, nobody loses more than the
        /// rounding of one unit, and nothing is left over or missing.
        #[test]
        fn fans_and_artist_share_all_there_is(
            shares in proptest::collection::vec(1u32..300_000, 1..6),
            ceiling in 1u64..1_000_000,
            payments in proptest::collection::vec((0u64..1u64 << 40, any::<u8>()), 0..20),
        ) {
            let people = (0u8..).zip(&shares).map(|(n, s)| (fan(n), Shares(*s)));
            let mut pool = PoolBooks::new(people, None, Units::from(ceiling)).unwrap();
            let (mut drawn, mut surplus) = (Units::ZERO, Units::ZERO);
            for (amount, who) in payments {
                pool.receive(None, Units::from(amount)).unwrap();
                let who = fan(who % u8::try_from(shares.len()).unwrap());
                drawn = drawn.checked_add(pool.claim(who, None).unwrap()).unwrap();
                if amount % 3 == 0 {
                    surplus = surplus.checked_add(pool.claim_surplus()).unwrap();
                }
            }
            for n in 0..u8::try_from(shares.len()).unwrap() {
                drawn = drawn.checked_add(pool.claim(fan(n), None).unwrap()).unwrap();
            }
            surplus = surplus.checked_add(pool.claim_surplus()).unwrap();
            prop_assert!(drawn <= pool.ceiling(), "fans got {drawn} of at most {}", pool.ceiling());
            let left = pool.received(None).0 - drawn.0 - surplus.0;
            prop_assert!(left < U256::from(shares.len()), "{left} units are left over");
        }
    }

    #[test]
    fn a_large_payment_stops_at_the_ceiling() {
        let mut pool =
            PoolBooks::new([(fan(0), Shares(3)), (fan(1), Shares(1))], None, 10u64.into()).unwrap();
        pool.receive(None, 1_000u64.into()).unwrap();
        assert_eq!(pool.owed(fan(0), None).unwrap(), 30u64.into());
        assert_eq!(pool.owed(fan(1), None).unwrap(), 10u64.into());
        assert_eq!(pool.surplus(), 960u64.into());
        assert_eq!(
            pool.owed(fan(2), None).unwrap(),
            Units::ZERO,
            "who bought nothing gets nothing"
        );
        let token = Some(Address::repeat_byte(9));
        pool.receive(token, 1_000u64.into()).unwrap();
        assert_eq!(
            pool.owed(fan(0), token).unwrap(),
            750u64.into(),
            "other tokens have no ceiling"
        );
    }
}
