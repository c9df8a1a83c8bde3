use std::{fmt, str::FromStr};

use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use crate::{ChainId, Error, Result};

/// A whole number of a token's smallest units (wei, or millionths of a dollar coin).
///
/// Crosses every border as a decimal string: a JSON number loses precision past 2^53.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Units(pub U256);

impl Units {
    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);

    /// The sum, or `None` past 256 bits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` below zero.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Reads `12.5` as units of a token with `decimals` places.
    ///
    /// # Errors
    /// Anything but digits with at most one point, more places than the token has, or more than 256 bits.
    pub fn parse_decimal(text: &str, decimals: u8) -> Result<Self> {
        let syntax = || Error::AmountSyntax(text.to_owned());
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && part.is_empty())
            || !digits(whole)
            || !digits(part)
            || text.len() > 120
        {
            return Err(syntax());
        }
        let part = part.trim_end_matches('0');
        if part.len() > usize::from(decimals) {
            return Err(Error::AmountPrecision { text: text.to_owned(), decimals });
        }
        let all = format!("{whole}{part:0<width$}", width = usize::from(decimals));
        U256::from_str_radix(all.trim_start_matches('0'), 10).map(Self).or_else(|_| {
            if all.bytes().all(|b| b == b'0') { Ok(Self::ZERO) } else { Err(Error::AmountRange) }
        })
    }

    /// Writes the exact decimal value with `decimals` places, without trailing zeros beyond `least` places.
    pub fn to_decimal(self, decimals: u8, least: u8) -> String {
        let digits = self.0.to_string();
        let places = usize::from(decimals);
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, part) = padded.split_at(padded.len() - places);
        let part = part.trim_end_matches('0');
        let part = format!("{part:0<width$}", width = usize::from(least.min(decimals)));
        if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Units {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse_decimal(text, 0)
    }
}

impl TryFrom<String> for Units {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Units> for String {
    fn from(units: Units) -> Self {
        units.to_string()
    }
}

impl From<u64> for Units {
    fn from(units: u64) -> Self {
        Self(U256::from(units))
    }
}

impl std::iter::Sum for Units {
    /// Saturates; sums of real money stay far below.
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |a, b| Self(a.0.saturating_add(b.0)))
    }
}

/// A coin or token that something is paid in. Decimals are read from the chain, never assumed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Token {
    /// The chain it lives on.
    pub chain: ChainId,
    /// The contract, or `None` for the chain's own coin.
    pub address: Option<Address>,
    /// What people call it.
    pub symbol: String,
    /// Places after the decimal point.
    pub decimals: u8,
}

/// Money: a number of units of a token.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// How many of the smallest units.
    pub units: Units,
    /// Of what.
    pub token: Token,
}

impl fmt::Display for Amount {
    /// `12.50 PUSD`, with the word PRACTICE after it where it is worth nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.units.to_decimal(self.token.decimals, 2), self.token.symbol)?;
        if self.token.chain.is_practice() { f.write_str(" PRACTICE") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, decimals: u8, want: Expect) {
        want.assert_eq(&match Units::parse_decimal(text, decimals) {
            Ok(units) => format!("{units} units, {}", units.to_decimal(decimals, 2)),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn amounts_are_read_exactly() {
        check("12.5", 6, expect!["12500000 units, 12.50"]);
        check("0", 18, expect!["0 units, 0.00"]);
        check("0.000001", 6, expect!["1 units, 0.000001"]);
        check(".5", 1, expect!["5 units, 0.5"]);
        check("1.0000000", 6, expect!["1000000 units, 1.00"]);
        check("1.0000001", 6, expect!["`1.0000001` has more decimal places than the token's 6"]);
        check(
            "1,5",
            6,
            expect!["`1,5` is not an amount; write digits with at most one decimal point"],
        );
        check(
            "-1",
            6,
            expect!["`-1` is not an amount; write digits with at most one decimal point"],
        );
        check("", 6, expect!["`` is not an amount; write digits with at most one decimal point"]);
        check(&"9".repeat(80), 0, expect!["the amount is too large to exist on a chain"]);
    }

    proptest! {
        #[test]
        fn a_written_amount_reads_back(raw in any::<[u64; 4]>(), decimals in 0u8..30) {
            let units = Units(U256::from_limbs(raw));
            prop_assert_eq!(Units::parse_decimal(&units.to_decimal(decimals, 0), decimals), Ok(units));
        }
    }
}
