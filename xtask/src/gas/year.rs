//! Sums: one payment that reaches everybody, and a year of monthly payments.

use crate::{
    error::Result,
    gas::{
        peers::{PULL, PUSH, SPLITS_PAY_IN, Splits, payment_splitter},
        snapshots::Snapshots,
    },
};

const MONTHS: u64 = 12;

/// What a splitter from which everybody draws for herself costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pull {
    pub(super) create: u64,
    pub(super) pay_in: u64,
    /// One payout to the recipients' accounts, the first and a later one; none where there is no loop.
    pub(super) payout: [u64; 2],
    /// The first draw of all, the first of another recipient, and a later one.
    pub(super) draw: [u64; 3],
}

impl Pull {
    /// One payment that all `count` draw, the first.
    pub(super) const fn first(&self, count: u64) -> u64 {
        self.pay_in + self.payout[0] + self.draw[0] + (count - 1) * self.draw[1]
    }

    /// One payment that all draw, a later one.
    pub(super) const fn repeat(&self, count: u64) -> u64 {
        self.pay_in + self.payout[1] + count * self.draw[2]
    }

    /// A year of monthly payments to `count`, each drawn when it comes.
    pub(super) const fn drawn_monthly(&self, count: u64) -> u64 {
        self.create + self.first(count) + (MONTHS - 1) * self.repeat(count)
    }

    /// A year of monthly payments to `count`, all drawn together at its end.
    pub(super) const fn drawn_once(&self, count: u64) -> u64 {
        self.create + (MONTHS - 1) * self.pay_in + self.first(count)
    }
}

/// A vault with `count` holders, in coin.
pub(super) fn vault(all: &Snapshots, count: u64) -> Result<Pull> {
    let gas = |what: &str| all.gas("holders", &format!("{count} holders, {what}"));
    Ok(Pull {
        create: gas("create")?,
        pay_in: gas("pay in, coin")?,
        payout: [0, 0],
        draw: [
            gas("activate and claim coin, first of all")?,
            gas("activate and claim coin")?,
            gas("claim coin, repeat")?,
        ],
    })
}

/// OpenZeppelin's, at the size with number `at`.
pub(super) fn payment_splitter(at: usize) -> Pull {
    Pull {
        create: payment_splitter::DEPLOY.costs().get(at).map_or(0, |cost| cost.gas()),
        pay_in: payment_splitter::PAY_IN,
        payout: [0, 0],
        draw: payment_splitter::COIN,
    }
}

/// 0xSplits' `PullSplit`, at the size with number `at`.
pub(super) fn pull(at: usize) -> Pull {
    splits(&PULL, at)
}

/// 0xSplits' `PushSplit`, at the size with number `at`: nobody has to draw.
pub(super) fn push(at: usize) -> Pull {
    splits(&PUSH, at)
}

fn splits(splits: &Splits, at: usize) -> Pull {
    let gas = |costs: [super::peers::Cost; 4]| costs.get(at).map_or(0, |cost| cost.gas());
    let draw = splits.withdraw.map_or(0, |[coin, _]| coin);
    Pull {
        create: gas(splits.create.costs()),
        pay_in: SPLITS_PAY_IN,
        payout: splits.coin.map(|coin| gas(coin.costs())),
        draw: [draw; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Pull =
        Pull { create: 1_000_000, pay_in: 10_000, payout: [300, 200], draw: [7, 5, 3] };

    #[test]
    fn sums_are_what_they_say() {
        let check = |what: &str, sum: u64, expected: u64| assert_eq!(sum, expected, "{what}");
        check("first, alone", PLAIN.first(1), 10_000 + 300 + 7);
        check("first, four", PLAIN.first(4), 10_000 + 300 + 7 + 3 * 5);
        check("repeat, four", PLAIN.repeat(4), 10_000 + 200 + 4 * 3);
        let monthly = 1_000_000 + 12 * 10_000 + 300 + 11 * 200 + 7 + 3 * 5 + 11 * 4 * 3;
        check("each month", PLAIN.drawn_monthly(4), monthly);
        check("once", PLAIN.drawn_once(4), 1_000_000 + 12 * 10_000 + 300 + 7 + 3 * 5);
    }

    #[test]
    fn a_push_leaves_nothing_to_draw() {
        let push = push(2);
        assert_eq!(push.draw, [0; 3]);
        assert_eq!(push.first(100), 22_038 + 1_114_392);
        assert_eq!(push.drawn_monthly(100), 412_278 + 12 * (22_038 + 1_114_392));
        assert_eq!(pull(2).repeat(100), 22_038 + 993_774 + 100 * 44_640);
        assert_eq!(payment_splitter(2).first(100), 22_393 + 81_935 + 99 * 64_835);
    }

    #[test]
    fn a_vault_is_read_from_its_own_size() {
        let mut all = Snapshots::default();
        let json = r#"{"10 holders, create": "1", "10 holders, pay in, coin": "2",
            "10 holders, activate and claim coin, first of all": "3",
            "10 holders, activate and claim coin": "4", "10 holders, claim coin, repeat": "5"}"#;
        all.add("holders", json).expect("a group");
        let ours = Pull { create: 1, pay_in: 2, payout: [0, 0], draw: [3, 4, 5] };
        assert_eq!(vault(&all, 10).expect("measured"), ours);
        assert!(vault(&all, 100).is_err(), "not measured");
    }
}
