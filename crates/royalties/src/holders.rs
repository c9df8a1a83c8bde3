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

/// A work has so many shares, and each holder has one at least.
const MOST_HOLDERS: usize = Shares::WHOLE.0 as usize;
const TOO_MANY: &str = "there are more than 1000000 lines, and a work has no more shares than that; leave some holders out";

/// The columns of a file.
struct Columns {
    address: usize,
    name: Option<usize>,
    part: Part,
}

/// How a file says what somebody holds.
#[derive(Clone, Copy)]
enum Part {
    /// `33.3334`.
    Percent(usize),
    /// Whole millionths: `333334`.
    Shares(usize),
}

impl Columns {
    fn of(headers: &csv::StringRecord) -> Result<Self, &'static str> {
        let column = |name: &str| headers.iter().position(|h| h.eq_ignore_ascii_case(name));
        let missing = "the first line must name the columns `address` and `percent` or `shares` (and `name` if you like)";
        let part = match (column("percent"), column("shares")) {
            (Some(at), None) => Part::Percent(at),
            (None, Some(at)) => Part::Shares(at),
            (None, None) => return Err(missing),
            (Some(_), Some(_)) => {
                return Err(
                    "the first line names both `percent` and `shares`; keep one of the two columns",
                );
            }
        };
        Ok(Self { address: column("address").ok_or(missing)?, name: column("name"), part })
    }
}

/// Reads holders from CSV: columns `name`, `address`, and `percent` or `shares` (millionths), in any order, with a header
/// line. Commas or semicolons separate; a byte order mark is passed over. A bad line does not stop the others.
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
    let columns = match Columns::of(&headers) {
        Ok(columns) => columns,
        Err(why) => {
            lines.push((1, Err(why.to_owned())));
            return HoldersFile { lines };
        }
    };
    let mut place = Lines { bytes: text.as_bytes(), at: 0, ended: 0 };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |at| place.of(at));
                if lines.len() >= MOST_HOLDERS {
                    lines.push((line, Err(TOO_MANY.to_owned())));
                    break;
                }
                lines.push((line, holder(&record, &columns)));
            }
            Err(error) => lines
                .push((error.position().map_or(0, csv::Position::line), Err(error.to_string()))),
        }
    }
    HoldersFile { lines }
}

/// Lines up to a place in a text. The reader's own count lags behind by one where lines end in CR LF.
struct Lines<'t> {
    bytes: &'t [u8],
    /// So far was counted, and so many lines ended before it.
    at: usize,
    ended: u64,
}

impl Lines<'_> {
    /// The line (from 1) of a record; records come in their order.
    fn of(&mut self, record: &csv::Position) -> u64 {
        let start = usize::try_from(record.byte()).unwrap_or(usize::MAX).min(self.bytes.len());
        let skipped = self.bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let to = (start + skipped).max(self.at);
        self.ended += self.bytes[self.at..to].iter().filter(|b| **b == b'\n').count() as u64;
        self.at = to;
        1 + self.ended
    }
}

fn holder(record: &csv::StringRecord, columns: &Columns) -> Result<Holder, String> {
    let field = |at: usize| record.get(at).unwrap_or_default();
    let address = read_address(field(columns.address)).map_err(|error| error.to_string())?;
    let shares = match columns.part {
        Part::Percent(at) => Shares::parse_percent(field(at)).map_err(|error| error.to_string())?,
        Part::Shares(at) => shares(field(at))?,
    };
    let name = columns.name.map(field).filter(|n| !n.is_empty()).map(str::to_owned);
    Ok(Holder { address, shares, name })
}

/// Whole millionths, at most all of them.
fn shares(text: &str) -> Result<Shares, String> {
    Some(text)
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .map(Shares)
        .filter(|shares| *shares <= Shares::WHOLE)
        .ok_or_else(|| format!("`{text}` is not a number of shares, which is 1 to 1000000"))
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
    fn more_lines_than_shares_are_refused_at_the_first_too_many() {
        let line = "0x00000000000000000000000000000000000000ff,1\r\n";
        let file = format!("address,shares\r\n{}", line.repeat(MOST_HOLDERS + 5));
        let read = read_holders(file.as_bytes()).lines;
        assert_eq!(read.len(), MOST_HOLDERS + 1, "the rest is not read");
        assert_eq!(read.last(), Some(&(1_000_002, Err(TOO_MANY.to_owned()))));
        let last = &read[MOST_HOLDERS - 1];
        assert!(
            last.0 == 1_000_001 && last.1.is_ok(),
            "the last that could hold a share: {last:?}"
        );
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
                "1: the first line must name the columns `address` and `percent` or `shares` (and `name` if you like)"
            ],
        );
        check(
            "address,shares\n0x00000000000000000000000000000000000000ff,333334\n0x00000000000000000000000000000000000000fe,1000001\n0x00000000000000000000000000000000000000fd,1.5\n",
            expect![[r#"
                2:  0x00000000000000000000000000000000000000ff 33.3334 %
                3: `1000001` is not a number of shares, which is 1 to 1000000
                4: `1.5` is not a number of shares, which is 1 to 1000000"#]],
        );
        check(
            "address,shares,percent\n",
            expect![
                "1: the first line names both `percent` and `shares`; keep one of the two columns"
            ],
        );
        check(
            "",
            expect![
                "1: the first line must name the columns `address` and `percent` or `shares` (and `name` if you like)"
            ],
        );
    }
}
