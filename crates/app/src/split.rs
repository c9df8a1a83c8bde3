//! The split editor's lines.

use colophon_ipc::{ApiError, CheckSplit, Code, HolderRow, HoldersImported, SplitChecked};
use colophon_model::{Allocation, Holder, Shares, read_address};

use crate::{Error, Result};

/// Reads one line.
fn holder(row: &HolderRow) -> Result<Holder> {
    let address = read_address(&row.address)?;
    let shares = Shares::parse_percent(&row.percent)?;
    let name = Some(row.name.trim().to_owned()).filter(|n| !n.is_empty());
    Ok(Holder { address, shares, name })
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
