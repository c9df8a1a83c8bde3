use std::collections::HashSet;
use std::fmt;

use alloy_primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};

use crate::{Error, MerkleTree, Result};

/// Shares of a work's revenue, in millionths: 10,000 shares are 1 %.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Shares(pub u32);

impl Shares {
    /// All of a work.
    pub const WHOLE: Self = Self(1_000_000);

    /// Reads a percentage with up to four places, `33.3334`, with or without a per-cent sign.
    ///
    /// # Errors
    /// Anything else, and more than 100.
    pub fn parse_percent(text: &str) -> Result<Self> {
        let bad = || Error::Syntax {
            text: text.to_owned(),
            what: "a percentage with at most four decimal places",
        };
        let number = text.trim().trim_end_matches('%').trim_end();
        let units = crate::Units::parse_decimal(number, 4).map_err(|_| bad())?;
        u32::try_from(units.0).ok().filter(|n| *n <= Self::WHOLE.0).map(Self).ok_or_else(bad)
    }
}

impl fmt::Display for Shares {
    /// As a percentage with four places.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:04} %", self.0 / 10_000, self.0 % 10_000)
    }
}

/// One holder of shares.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holder {
    /// Who is paid.
    pub address: Address,
    /// How much of the revenue.
    pub shares: Shares,
    /// A name for the artist's own eyes; it is never published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A whole division of a work's revenue: the shares of all holders make exactly 100 %.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Holder>", into = "Vec<Holder>")]
pub struct Allocation {
    holders: Vec<Holder>,
}

impl Allocation {
    /// # Errors
    /// No holders, a holder without shares, an address twice, the zero address, or a sum that is not 100 %.
    pub fn new(holders: Vec<Holder>) -> Result<Self> {
        if holders.is_empty() {
            return Err(Error::SplitEmpty);
        }
        let mut known = HashSet::with_capacity(holders.len());
        let mut sum = 0u64;
        for holder in &holders {
            if holder.address.is_zero() {
                return Err(Error::SplitNobody);
            }
            if holder.shares.0 == 0 {
                return Err(Error::SplitZero(holder.address));
            }
            if !known.insert(holder.address) {
                return Err(Error::SplitTwice(holder.address));
            }
            sum += u64::from(holder.shares.0);
        }
        let whole = u64::from(Shares::WHOLE.0);
        if sum != whole {
            let percent = |n: u64| format!("{}.{:04} %", n / 10_000, n % 10_000);
            let hint = if sum < whole {
                format!("{} is still to be given", percent(whole - sum))
            } else {
                format!("{} too much is given", percent(sum - whole))
            };
            return Err(Error::SplitSum { found: percent(sum), hint });
        }
        Ok(Self { holders })
    }

    /// The holders in the order given.
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// The leaf of one holder: `keccak256(keccak256(abi.encode(address, uint32)))`.
    pub fn leaf(address: Address, shares: Shares) -> B256 {
        let mut words = [0u8; 64];
        words[12..32].copy_from_slice(address.as_slice());
        words[60..64].copy_from_slice(&shares.0.to_be_bytes());
        keccak256(keccak256(words))
    }

    /// The tree whose root a vault commits to.
    pub fn tree(&self) -> MerkleTree {
        let leaves = self.holders.iter().map(|h| Self::leaf(h.address, h.shares)).collect();
        // A validated allocation has at least one holder.
        MerkleTree::new(leaves).unwrap_or_default()
    }
}

impl TryFrom<Vec<Holder>> for Allocation {
    type Error = Error;
    fn try_from(holders: Vec<Holder>) -> Result<Self> {
        Self::new(holders)
    }
}

impl From<Allocation> for Vec<Holder> {
    fn from(allocation: Allocation) -> Self {
        allocation.holders
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn holder(n: u8, shares: u32) -> Holder {
        Holder { address: Address::repeat_byte(n), shares: Shares(shares), name: None }
    }

    #[track_caller]
    fn check(holders: &[(u8, u32)], want: Expect) {
        let holders = holders.iter().map(|(n, s)| holder(*n, *s)).collect();
        want.assert_eq(&match Allocation::new(holders) {
            Ok(a) => format!("{} holders, root {}", a.holders().len(), a.tree().root()),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn only_a_whole_is_a_split() {
        check(&[], expect!["the split has no holders; name at least one"]);
        check(
            &[(1, 999_999)],
            expect![
                "the shares add up to 99.9999 % instead of 100.0000 %; 0.0001 % is still to be given"
            ],
        );
        check(
            &[(1, 900_000), (2, 200_000)],
            expect![
                "the shares add up to 110.0000 % instead of 100.0000 %; 10.0000 % too much is given"
            ],
        );
        check(
            &[(1, 500_000), (1, 500_000)],
            expect![
                "0x0101010101010101010101010101010101010101 is named twice in the split; add its shares together in one line"
            ],
        );
        check(
            &[(1, 1_000_000), (2, 0)],
            expect![
                "0x0202020202020202020202020202020202020202 holds no shares; give it some or leave it out"
            ],
        );
        check(
            &[(0, 1_000_000)],
            expect!["the zero address cannot hold shares; nobody has its key"],
        );
    }

    #[test]
    fn percentages_are_exact() {
        for (text, want) in [
            ("33.3334 %", Ok(333_334)),
            ("100", Ok(1_000_000)),
            ("0.0001%", Ok(1)),
            ("100.0001", Err(())),
            ("1e1", Err(())),
            ("33.33335", Err(())),
        ] {
            assert_eq!(Shares::parse_percent(text).map(|s| s.0).map_err(|_| ()), want, "{text}");
        }
    }
}
