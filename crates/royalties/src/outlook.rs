use colophon_model::{Shares, U256, Units};

/// What an offering of shares to fans comes to, before anybody has bought. All sums are in the token of the sale; income is
/// what the whole work's vault receives of it while the fans' term lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// Price of one share unit, a millionth of the work's income.
    pub price: Units,
    /// The most that one share unit may ever bring.
    pub ceiling: Units,
    /// Shares for sale.
    pub cap: Shares,
}

/// Who has what at some income.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutlookLevel {
    /// What one fan with so many shares gets.
    pub fan: Units,
    /// What all fans get together, if everything was sold.
    pub fans: Units,
    /// What the sold shares earn above the ceiling; it is the artist's.
    pub surplus: Units,
}

impl Outlook {
    /// What `shares` cost; `None` past 256 bits. All of them are what the artist is paid.
    pub fn cost(&self, shares: Shares) -> Option<Units> {
        self.price.0.checked_mul(U256::from(shares.0)).map(Units)
    }

    /// The income at which fans have back what they paid; `None` past 256 bits.
    pub fn break_even(&self) -> Option<Units> {
        self.price.0.checked_mul(U256::from(Shares::WHOLE.0)).map(Units)
    }

    /// The income at which fans have all that they may get; `None` past 256 bits.
    pub fn full_at(&self) -> Option<Units> {
        self.ceiling.0.checked_mul(U256::from(Shares::WHOLE.0)).map(Units)
    }

    /// Who has what once the work has earned `income`, with everything rounded down as vault and pool do; `None` past 256
    /// bits.
    pub fn at(&self, income: Units, bought: Shares) -> Option<OutlookLevel> {
        let cap = U256::from(self.cap.0);
        let block = income.0.checked_mul(cap)? / U256::from(Shares::WHOLE.0);
        let fans = block.min(self.ceiling.0.checked_mul(cap)?);
        let fan = fans.checked_mul(U256::from(bought.0))?.checked_div(cap)?;
        let surplus = block.checked_sub(fans)?;
        Some(OutlookLevel { fan: Units(fan), fans: Units(fans), surplus: Units(surplus) })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(income: u64, want: Expect) {
        let plan =
            Outlook { price: 1_000u64.into(), ceiling: 1_500u64.into(), cap: Shares(100_000) };
        let level = plan.at(income.into(), Shares(333)).unwrap();
        want.assert_eq(&format!("{} {} {}", level.fan, level.fans, level.surplus));
    }

    #[test]
    fn fans_earn_with_the_work_until_their_ceiling() {
        check(0, expect!["0 0 0"]);
        check(3_003, expect!["0 300 0"]);
        check(1_000_000_000, expect!["333000 100000000 0"]);
        check(1_500_000_000, expect!["499500 150000000 0"]);
        check(1_500_000_010, expect!["499500 150000000 1"]);
        check(u64::MAX, expect!["499500 150000000 1844674407220955161"]);
    }

    #[test]
    fn break_even_is_where_a_fan_has_her_money_back() {
        let plan = Outlook { price: 1_000u64.into(), ceiling: 1_500u64.into(), cap: Shares(7) };
        for shares in [1, 3, 7].map(Shares) {
            let paid = plan.cost(shares).unwrap();
            let level = |income: Option<Units>| plan.at(income.unwrap(), shares).unwrap();
            assert_eq!(level(plan.break_even()).fan, paid, "{shares}");
            let full = level(plan.full_at());
            assert_eq!(full.fan.0 * U256::from(2), paid.0 * U256::from(3), "{shares}");
            assert_eq!(full.surplus, Units::ZERO, "nothing is above the ceiling yet");
        }
        let huge = Outlook { price: Units(U256::MAX), ..plan };
        assert_eq!(huge.break_even(), None, "no wrapping");
    }

    #[test]
    fn nothing_for_sale_is_no_division_by_zero() {
        let plan = Outlook { price: 1u64.into(), ceiling: 1u64.into(), cap: Shares(0) };
        assert_eq!(plan.at(5u64.into(), Shares(1)), None);
    }
}
