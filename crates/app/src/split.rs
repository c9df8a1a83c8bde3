//! The split editor's lines.

use colophon_ipc::{ApiError, CheckSplit, Code, HolderRow, HoldersImported, SplitChecked};
use colophon_model::{Address, Allocation, Holder, Shares};

use crate::{Error, Result};

/// Reads one line.
fn holder(row: &HolderRow) -> Result<Holder> {
    let text = row.address.trim();
    let address = address(text)?;
    let shares = Shares::parse_percent(&row.percent)?;
    let name = Some(row.name.trim().to_owned()).filter(|n| !n.is_empty());
    Ok(Holder { address, shares, name })
}

/// Reads an address; a mixed-case one must have the right checksum (EIP-55), which catches a mistyped digit.
pub(crate) fn address(text: &str) -> Result<Address> {
    let syntax = || colophon_model::Error::Syntax {
        text: text.to_owned(),
        what: "an address, or one of its characters is mistyped",
    };
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let mixed = digits.bytes().any(|b| b.is_ascii_uppercase())
        && digits.bytes().any(|b| b.is_ascii_lowercase());
    let read = if mixed { Address::parse_checksummed(text, None).ok() } else { text.parse().ok() };
    Ok(read.ok_or_else(syntax)?)
}

/// Reads all lines.
pub(crate) fn holders(rows: &[HolderRow]) -> Result<Vec<Holder>> {
    rows.iter().map(holder).collect()
}

/// Writes a holder as a line.
pub(crate) fn row(holder: &Holder) -> HolderRow {
    HolderRow {
        name: holder.name.clone().unwrap_or_default(),
        address: holder.address.to_string(),
        percent: holder.shares.to_string().trim_end_matches(" %").to_owned(),
    }
}

/// Checks what is typed: each line, and the whole.
pub fn check_split(call: &CheckSplit) -> SplitChecked {
    let mut wrong = Vec::new();
    let mut read = Vec::new();
    for (place, row) in call.rows.iter().enumerate() {
        match holder(row) {
            Ok(holder) => read.push(holder),
            Err(error) => wrong.push((place, ApiError::from(error))),
        }
    }
    let sum = call
        .rows
        .iter()
        .filter_map(|r| Shares::parse_percent(&r.percent).ok())
        .map(|s| u64::from(s.0))
        .sum();
    let error = if wrong.is_empty() {
        Allocation::new(read).err().map(|e| Error::from(e).into())
    } else {
        None
    };
    SplitChecked { sum, wrong, error }
}

/// Reads holders from a CSV file.
///
/// # Errors
/// A file that cannot be read.
pub fn import_holders(path: &std::path::Path) -> Result<HoldersImported> {
    let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
    let mut found = HoldersImported { rows: Vec::new(), wrong: Vec::new() };
    for (line, read) in colophon_royalties::read_holders(file).lines {
        match read {
            Ok(holder) => found.rows.push(row(&holder)),
            Err(why) => found.wrong.push((line, ApiError::new(Code::Invalid, why))),
        }
    }
    Ok(found)
}

/// At most so many holders are shown; the largest come first.
pub(crate) const SHOWN_HOLDERS: usize = 200;
