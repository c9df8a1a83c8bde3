//! Checks a split while it is typed, with the domain's own rules, so that each line can say what is wrong with it.

use std::collections::HashMap;

use colophon_ipc::HolderRow;
use colophon_model::{Address, Shares, read_address};

use crate::i18n::{Text, k};

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No address, or not forty hexadecimal digits after `0x`.
    Address,
    /// Capitals and small letters of the address do not fit: a slip of the pen.
    Checksum,
    /// The address of nobody.
    Nobody,
    /// The same address stands above.
    Twice,
    /// Not a percentage, or finer than four places.
    Percent,
    /// A share of nothing.
    Zero,
}

impl Fault {
    /// The sentence for it.
    pub(crate) const fn text(self) -> Text {
        match self {
            Self::Address => k::FAULT_ADDRESS,
            Self::Checksum => k::FAULT_CHECKSUM,
            Self::Nobody => k::FAULT_NOBODY,
            Self::Twice => k::FAULT_TWICE,
            Self::Percent => k::FAULT_PERCENT,
            Self::Zero => k::FAULT_ZERO,
        }
    }
}

/// What a look at all lines found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Checked {
    /// Millionths of each line; 0 where it cannot be read.
    pub(crate) shares: Vec<u64>,
    /// Their sum.
    pub(crate) sum: u64,
    /// Lines that are wrong.
    pub(crate) faults: HashMap<usize, Fault>,
}

impl Checked {
    /// Whether the split may be written.
    pub(crate) fn whole(&self) -> bool {
        self.faults.is_empty() && self.sum == u64::from(Shares::WHOLE.0)
    }
}

/// Looks at all lines. Lines without anything in them are passed over.
pub(crate) fn check(rows: &[HolderRow]) -> Checked {
    let mut checked = Checked::default();
    let mut known: HashMap<Address, usize> = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        let shares = Shares::parse_percent(&row.percent);
        let millionths = shares.as_ref().map_or(0, |shares| u64::from(shares.0));
        checked.shares.push(millionths);
        checked.sum += millionths;
        if blank(row) {
            continue;
        }
        let fault = match (parse_address(&row.address), &shares) {
            (Err(fault), _) => Some(fault),
            (Ok(address), _) if known.insert(address, place).is_some() => Some(Fault::Twice),
            (_, Err(_)) => Some(Fault::Percent),
            (_, Ok(Shares(0))) => Some(Fault::Zero),
            _ => None,
        };
        checked.faults.extend(fault.map(|fault| (place, fault)));
    }
    checked
}

/// Whether nothing was typed.
pub(crate) fn blank(row: &HolderRow) -> bool {
    [&row.name, &row.address, &row.percent].iter().all(|text| text.trim().is_empty())
}

/// A comma is a point to those who write percentages with it.
pub(crate) fn plain_percent(text: &str) -> String {
    text.trim().replace(',', ".").replace(['\u{202f}', '\u{a0}'], "")
}

/// Millionths as they are typed: `33.3334`.
pub(crate) fn typed_percent(millionths: u64) -> String {
    let text = format!("{}.{:04}", millionths / 10_000, millionths % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn parse_address(text: &str) -> Result<Address, Fault> {
    let address = read_address(text).map_err(|error| match error {
        colophon_model::Error::AddressChecksum(_) => Fault::Checksum,
        _ => Fault::Address,
    })?;
    if address.is_zero() { Err(Fault::Nobody) } else { Ok(address) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const BEN: &str = "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359";

    fn row(address: &str, percent: &str) -> HolderRow {
        HolderRow { name: String::new(), address: address.into(), percent: percent.into() }
    }

    #[track_caller]
    fn sees(rows: &[HolderRow], sum: u64, faults: &[(usize, Fault)]) {
        let checked = check(rows);
        assert_eq!(checked.sum, sum, "sum of {rows:?}");
        assert_eq!(checked.faults, faults.iter().copied().collect(), "faults of {rows:?}");
    }

    #[test]
    fn each_line_says_what_is_wrong() {
        sees(&[row(ADA, "60"), row(BEN, "40")], 1_000_000, &[]);
        sees(&[row(ADA, "60"), row("", "")], 600_000, &[]);
        sees(&[row("ada", "60")], 600_000, &[(0, Fault::Address)]);
        sees(&[row(&ADA.replace('F', "f"), "60")], 600_000, &[(0, Fault::Checksum)]);
        sees(&[row(&ADA.to_lowercase(), "100")], 1_000_000, &[]);
        sees(&[row(&format!("0x{:040}", 0), "100")], 1_000_000, &[(0, Fault::Nobody)]);
        sees(&[row(ADA, "50"), row(&ADA.to_lowercase(), "50")], 1_000_000, &[(1, Fault::Twice)]);
        sees(&[row(ADA, "33.33333")], 0, &[(0, Fault::Percent)]);
        sees(&[row(ADA, "101")], 0, &[(0, Fault::Percent)]);
        sees(&[row(ADA, "0")], 0, &[(0, Fault::Zero)]);
    }

    #[test]
    fn only_a_whole_without_faults_may_be_written() {
        assert!(check(&[row(ADA, "33.3334"), row(BEN, "66.6666")]).whole());
        assert!(!check(&[row(ADA, "99.9999")]).whole(), "a millionth is missing");
        assert!(!check(&[row(ADA, "100"), row(BEN, "0")]).whole(), "one holds nothing");
        assert!(!check(&[]).whole(), "nobody holds anything");
    }

    #[test]
    fn percentages_go_to_text_and_back() {
        for millionths in [0, 1, 333_334, 125_000, 1_000_000] {
            let text = typed_percent(millionths);
            let back = Shares::parse_percent(&text).expect("what we write can be read");
            assert_eq!(u64::from(back.0), millionths, "{text}");
        }
        assert_eq!(plain_percent(" 33,5 "), "33.5");
    }
}
