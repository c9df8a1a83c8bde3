//! What others' splitters cost. Measured once, for this comparison; they are no part of this project.

/// The numbers of recipients that are compared.
pub(super) const SIZES: [u64; 4] = [2, 10, 100, 1_000];

/// Gas, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    Measured(u64),
    /// On the straight line through the nearest two sizes that were measured.
    Computed(u64),
}

impl Cost {
    pub(super) const fn gas(self) -> u64 {
        match self {
            Self::Measured(gas) | Self::Computed(gas) => gas,
        }
    }
}

/// What something costs that grows with the recipients, at each of [`SIZES`] where it was measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growing(pub(super) [Option<u64>; 4]);

impl Growing {
    /// The cost at each of [`SIZES`]; zero where too little was measured to draw a line.
    pub(super) fn costs(self) -> [Cost; 4] {
        let mut costs = [Cost::Computed(0); 4];
        for (at, cost) in costs.iter_mut().enumerate() {
            *cost = match self.0.get(at).copied().flatten() {
                Some(gas) => Cost::Measured(gas),
                None => Cost::Computed(self.on_the_line(at)),
            };
        }
        costs
    }

    /// The value at the size with number `at` on the line through the nearest two measured ones, rounded.
    fn on_the_line(self, at: usize) -> u64 {
        let mut known: Vec<(usize, u64, u64)> = (0..SIZES.len())
            .filter_map(|i| Some((i.abs_diff(at), *SIZES.get(i)?, (*self.0.get(i)?)?)))
            .collect();
        known.sort_by_key(|(far, size, _)| (*far, *size));
        let (Some((_, x0, y0)), Some((_, x1, y1)), Some(x)) =
            (known.first(), known.get(1), SIZES.get(at))
        else {
            return 0;
        };
        let wide = |number: &u64| i128::from(*number);
        let (run, rise) = (wide(x1) - wide(x0), wide(y1) - wide(y0));
        // Twice over, so that a half more rounds; a positive divisor rounds down.
        let twice = (2 * rise * (wide(x) - wide(x0)) + run) * run.signum();
        u64::try_from(wide(y0) + twice.div_euclid(2 * run.abs())).unwrap_or(0)
    }
}

/// A splitter that loops over its recipients when it pays out.
#[derive(Debug)]
pub(super) struct Splits {
    pub(super) create: Growing,
    /// One payout of coin to all, the first and a later one.
    pub(super) coin: [Growing; 2],
    /// One payout of a token to all, the first and a later one.
    pub(super) token: [Growing; 2],
    /// What each recipient then pays to have coin, or a token; nothing where the payout reached her.
    pub(super) withdraw: Option<[u64; 2]>,
}

/// A plain payment of coin into one of them.
pub(super) const SPLITS_PAY_IN: u64 = 22_038;

/// 0xSplits v2.2, `PullSplit`: a payout credits accounts in a warehouse, from which each recipient withdraws.
pub(super) const PULL: Splits = Splits {
    create: Growing([Some(164_101), Some(184_330), Some(412_258), None]),
    coin: [
        Growing([Some(125_743), Some(337_800), Some(2_723_674), None]),
        Growing([Some(71_643), Some(146_900), Some(993_774), None]),
    ],
    token: [
        Growing([Some(179_076), Some(391_133), Some(2_777_010), None]),
        Growing([Some(84_970), Some(160_227), Some(1_007_104), None]),
    ],
    withdraw: Some([44_640, 50_697]),
};

/// 0xSplits v2.2, `PushSplit`: a payout goes to the recipients themselves. Theirs were accounts that held coin and token
/// before, so a first payout costs as much as any; each that did not would add up to 25,000 of coin or 17,100 of a token.
pub(super) const PUSH: Splits = Splits {
    create: Growing([Some(164_121), Some(184_350), Some(412_278), None]),
    coin: [Growing([Some(61_280), Some(147_259), Some(1_114_392), None]); 2],
    token: [Growing([Some(67_220), Some(144_183), Some(1_009_887), None]); 2],
    withdraw: None,
};

/// OpenZeppelin's `PaymentSplitter` 4.9.6: a contract for each split, from which each payee is released.
pub(super) mod payment_splitter {
    use super::Growing;

    pub(in crate::gas) const DEPLOY: Growing =
        Growing([Some(1_095_946), None, Some(5_723_521), None]);
    pub(in crate::gas) const PAY_IN: u64 = 22_393;
    /// Releases of coin: the first of all, a later payee's first, and a repeated one.
    pub(in crate::gas) const COIN: [u64; 3] = [81_935, 81_935 - TOTAL, 47_735];
    /// Releases of a token, the same.
    pub(in crate::gas) const TOKEN: [u64; 3] = [90_858, 90_858 - TOTAL, 56_658];
    /// What the first of all pays more: the sum of what was released is nothing before.
    const TOTAL: u64 = 17_100;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_lies_on_the_line() {
        let check = |measured: [Option<u64>; 4], expected: [u64; 4]| {
            let costs = Growing(measured).costs();
            assert_eq!(costs.map(Cost::gas), expected, "{measured:?}");
            for (cost, measured) in costs.iter().zip(measured) {
                assert_eq!(matches!(cost, Cost::Measured(_)), measured.is_some(), "{cost:?}");
            }
        };
        // 7 a recipient, and 5.
        check([Some(19), Some(75), Some(705), None], [19, 75, 705, 7_005]);
        check([Some(19), None, Some(705), None], [19, 75, 705, 7_005]);
        check([None, Some(75), Some(705), None], [19, 75, 705, 7_005]);
        // The nearest two count, and halves are rounded up.
        check([Some(0), Some(0), Some(90), None], [0, 0, 90, 990]);
        check([Some(0), None, Some(49), None], [0, 4, 49, 499]);
        check([Some(7); 4], [7; 4]);
    }

    /// The lines of the peers are straight: the measured sizes give the same gas for each recipient, to one in a hundred.
    #[test]
    fn the_peers_grow_in_a_straight_line() {
        let lines = [
            PULL.create,
            PUSH.create,
            PULL.coin[0],
            PULL.coin[1],
            PUSH.coin[0],
            PULL.token[0],
            PULL.token[1],
        ];
        for line in lines {
            let costs = line.costs().map(Cost::gas);
            let (low, high) = ((costs[1] - costs[0]) / 8, (costs[2] - costs[1]) / 90);
            assert!(low.abs_diff(high) * 100 <= high, "{line:?}: {low} and {high}");
        }
    }
}
