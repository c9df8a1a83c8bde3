use std::io::Read;

use colophon_model::{Holder, Shares, read_address};

/// A line that was read, or why it was not.
pub type HolderLine = (u64, std::result::Result<Holder, String>);

/// All lines of a holders file.
#[derive(Debug, Clone, Default)]
pub struct HoldersFile {
    /// Line numbers (from 1) with what they held.
    pub lines: Vec<HolderLine>,
}

/// Reads holders from CSV: columns `name`, `address`, `percent`, in any order, with a header line. Commas or
/// semicolons separate; a byte order mark is passed over. A bad line does not stop the others.
pub fn read_holders(mut input: impl Read) -> HoldersFile {
    let mut text = String::new();
    let mut lines = Vec::new();
    // A list of holders is small; anything beyond 64 MB is not one.
    if input.by_ref().take(64 << 20).read_to_string(&mut text).is_err() {
        lines.push((
            1,
            Err("the file is not text in UTF-8; save it from your spreadsheet as CSV UTF-8"
                .to_owned()),
        ));
        return HoldersFile { lines };
    }
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let column = |name: &str| headers.iter().position(|h| h.eq_ignore_ascii_case(name));
    let (Some(address), Some(percent)) = (column("address"), column("percent")) else {
        lines.push((1, Err("the first line must name the columns `address` and `percent` (and `name` if you like)".to_owned())));
        return HoldersFile { lines };
    };
    let name = column("name");
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |at| line_of(text, at));
                lines.push((line, holder(&record, address, percent, name)));
            }
            Err(error) => lines
                .push((error.position().map_or(0, csv::Position::line), Err(error.to_string()))),
        }
    }
    HoldersFile { lines }
}

/// The line (from 1) of a record. The reader's own count lags behind by one where lines end in CR LF.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX).min(text.len());
    let bytes = text.as_bytes();
    let skipped = bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    1 + bytes[..start + skipped].iter().filter(|b| **b == b'\n').count() as u64
}

fn holder(
    record: &csv::StringRecord,
    address: usize,
    percent: usize,
    name: Option<usize>,
) -> Result<Holder, String> {
    let field = |at: usize| record.get(at).unwrap_or_default();
    let address = read_address(field(address)).map_err(|error| error.to_string())?;
    let shares = Shares::parse_percent(field(percent)).map_err(|error| error.to_string())?;
    let name = name.map(field).filter(|n| !n.is_empty()).map(str::to_owned);
    Ok(Holder { address, shares, name })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(file: &str, want: Expect) {
        let lines: Vec<_> = read_holders(file.as_bytes())
            .lines
            .into_iter()
            .map(|(line, got)| match got {
                Ok(h) => {
                    format!("{line}: {} {} {}", h.name.unwrap_or_default(), h.address, h.shares)
                }
                Err(error) => format!("{line}: {error}"),
            })
            .collect();
        want.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn a_list_is_read_line_by_line() {
        check(
            "name,address,percent\nAda,0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,60\nBo,0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD,10\n,0x00000000000000000000000000000000000000ff,33.33339\nx,hello,1\n",
            expect![[r#"
                2: Ada 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed 60.0000 %
                3: `0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD` is not an address as it was given: one of its characters is mistyped
                4: `33.33339` is not a percentage with at most four decimal places
                5: `hello` is not an address, which is 0x and forty digits from 0 to f"#]],
        );
        check(
            "\u{feff}Percent;Address\r\n1.5 %;0x00000000000000000000000000000000000000ff\r\n",
            expect!["2:  0x00000000000000000000000000000000000000ff 1.5000 %"],
        );
        check(
            "who,what\na,b\n",
            expect![
                "1: the first line must name the columns `address` and `percent` (and `name` if you like)"
            ],
        );
        check(
            "",
            expect![
                "1: the first line must name the columns `address` and `percent` (and `name` if you like)"
            ],
        );
    }
}
