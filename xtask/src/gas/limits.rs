//! What our own operations may cost, and what they do.

use crate::{
    error::{Error, Result},
    gas::snapshots::Snapshots,
};

/// How a figure comes out of the snapshots.
#[derive(Debug, Clone, Copy)]
pub(super) enum Figure {
    /// One transaction.
    Whole(&'static str),
    /// A transaction for so many things, for each of them, rounded up.
    Each(&'static str, u64),
    /// What the first transaction costs more than the second.
    Beyond(&'static str, &'static str),
}

/// An operation with a limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) what: &'static str,
    /// The group of its snapshots.
    group: &'static str,
    figure: Figure,
    /// The most that it should cost.
    pub(super) most: u64,
    /// Why it costs more all the same. Where there is no reason, more is a fault.
    pub(super) above: Option<&'static str>,
}

const fn limit(what: &'static str, group: &'static str, figure: Figure, most: u64) -> Limit {
    Limit { what, group, figure, most, above: None }
}

const CREATION: &str = "A limit of 101,000 was set for the creation of a vault with three tokens. It holds where root and treaty \
     hash are a few letters, which is how it was first measured; hashes as full as real ones are more calldata. What could \
     still be left out is the look whether each token has code. It was kept, safety before gas: the tokens of a vault can \
     never be changed, and one that was mistyped, or copied from another chain, would stand in it for ever. The price of that \
     look was brought down instead: a list of tokens is looked at once, by `remember`, and every later vault with exactly \
     this list pays for reading one slot.";

/// Every limit that was set for the contracts.
pub(super) const LIMITS: [Limit; 23] = {
    use Figure::{Beyond, Each, Whole};
    [
        limit("anchor, with its ERC-7053 `Commit`", "registry", Whole("anchor and commit"), 50_000),
        limit(
            "anchor a batch of 100, for each work",
            "registry",
            Each("anchor and commit, batch of 100", 100),
            520,
        ),
        Limit {
            above: Some(CREATION),
            ..limit(
                "create a vault: three tokens, treaty hash, any number of holders",
                "vault",
                Whole("create, three tokens"),
                101_000,
            )
        },
        limit(
            "… where root and treaty hash are a few letters",
            "vault",
            Whole("create, three tokens, short words"),
            101_000,
        ),
        limit(
            "… whose list of tokens was never remembered",
            "vault",
            Whole("create, three tokens never seen"),
            111_000,
        ),
        limit("pay in coin, by plain transfer", "vault", Whole("pay in, coin"), 22_500),
        limit(
            "claim coin again, by the holder",
            "vault",
            Whole("claim coin, repeat, by the holder"),
            45_500,
        ),
        limit(
            "claim coin again, by another",
            "vault",
            Whole("claim coin, repeat, by another"),
            48_000,
        ),
        limit("claim an OpenZeppelin token again", "vault", Whole("claim token, repeat"), 57_000),
        limit(
            "`claimMany` over 20 works, for each",
            "vault",
            Each("claim coin across 20 works", 20),
            27_000,
        ),
        limit(
            "activate and claim, the first of 1,000 holders",
            "vault",
            Whole("activate and claim coin, first of 1000"),
            94_000,
        ),
        limit(
            "activate and claim, a later one of 1,000",
            "vault",
            Whole("activate and claim coin, later of 1000"),
            77_000,
        ),
        limit(
            "move shares again, coin and one token",
            "vault",
            Whole("share transfer, repeat, coin and one token"),
            62_000,
        ),
        limit(
            "… for a second token with revenue",
            "vault",
            Beyond(
                "share transfer, repeat, coin and two tokens",
                "share transfer, repeat, coin and one token",
            ),
            18_000,
        ),
        limit(
            "… for a third",
            "vault",
            Beyond(
                "share transfer, repeat, coin and three tokens",
                "share transfer, repeat, coin and two tokens",
            ),
            18_000,
        ),
        limit(
            "claim 100 vouchers, the first batch, for each",
            "channels",
            Each("100 vouchers in a batch, first", 100),
            13_500,
        ),
        limit(
            "claim 100 vouchers, again, for each",
            "channels",
            Each("100 vouchers in a batch, repeat", 100),
            13_500,
        ),
        limit(
            "buy a licence in coin, the first",
            "licences",
            Whole("buy in coin, first of the work"),
            80_000,
        ),
        limit("buy a licence in coin, again", "licences", Whole("buy in coin, repeat"), 62_000),
        limit(
            "buy a licence with a signed payment (EIP-3009)",
            "licences",
            Whole("buy with a signed payment"),
            125_000,
        ),
        limit(
            "buy a dataset's licence in coin, the first",
            "datasets",
            Whole("buy in coin, first"),
            80_000,
        ),
        limit(
            "buy a dataset's licence in coin, again",
            "datasets",
            Whole("buy in coin, repeat"),
            62_000,
        ),
        limit(
            "buy a dataset's licence with a signed payment",
            "datasets",
            Whole("buy with a signed payment"),
            125_000,
        ),
    ]
};

impl Limit {
    /// What the operation costs. An error where that is above the limit without a reason.
    pub(super) fn cost(&self, all: &Snapshots) -> Result<u64> {
        let gas = |name| all.gas(self.group, name);
        let cost = match self.figure {
            Figure::Whole(name) => gas(name)?,
            Figure::Each(name, count) => gas(name)?.div_ceil(count),
            Figure::Beyond(name, other) => gas(name)?.saturating_sub(gas(other)?),
        };
        if cost > self.most && self.above.is_none() {
            return Err(Error::new(format!(
                "{}: {cost} gas, more than {}; make it cheaper, or give the reason in xtask/src/gas/limits.rs",
                self.what, self.most
            )));
        }
        Ok(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshots() -> Snapshots {
        let mut all = Snapshots::default();
        let json = r#"{"one": "100", "three": "250", "batch": "1001"}"#;
        all.add("group", json).expect("a group");
        all
    }

    #[test]
    fn figures_come_out_of_the_snapshots() {
        let check = |figure: Figure, expected: u64| {
            let cost = limit("it", "group", figure, 1_000).cost(&snapshots()).expect("within");
            assert_eq!(cost, expected, "{figure:?}");
        };
        check(Figure::Whole("one"), 100);
        check(Figure::Each("batch", 100), 11);
        check(Figure::Each("batch", 1001), 1);
        check(Figure::Beyond("three", "one"), 150);
    }

    #[test]
    fn more_than_the_limit_needs_a_reason() {
        let strict = limit("it", "group", Figure::Whole("three"), 249);
        let error = strict.cost(&snapshots()).expect_err("above").to_string();
        assert!(error.starts_with("it: 250 gas, more than 249"), "{error}");
        let answered = Limit { above: Some("because"), ..strict };
        assert_eq!(answered.cost(&snapshots()).expect("answered"), 250);
        assert!(limit("it", "group", Figure::Whole("four"), 9).cost(&snapshots()).is_err());
    }
}
