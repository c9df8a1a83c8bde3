//! A list of fans: who they are is the artist's affair, and each slip in it has a line.

use std::collections::HashMap;
use std::path::Path;

use colophon_model::{Address, Allocation, Holder, Shares};

use crate::{Error, Result};

/// No list of a million holders is longer.
const MOST_BYTES: u64 = 64 << 20;

/// The authors' lines and the lines of a fan list as one whole.
///
/// # Errors
/// [`Error::HolderLine`] names the first line that is wrong; [`Error::Model`] where all lines are right and the whole is
/// not.
pub(super) fn whole(authors: Vec<Holder>, fans: Option<&Path>) -> Result<Allocation> {
    let mut holders = authors;
    if let Some(path) = fans {
        let fans = read(path)?;
        check(path, &holders, &fans)?;
        holders.extend(fans.into_iter().map(|(_, holder)| holder));
    }
    Ok(Allocation::new(holders)?)
}

fn read(path: &Path) -> Result<Vec<(u64, Holder)>> {
    let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
    let bytes = file.metadata().map_err(|e| Error::io(path, e))?.len();
    if bytes > MOST_BYTES {
        return Err(Error::Precondition(format!(
            "{} has {bytes} bytes, more than a list of a million holders; choose the list itself",
            path.display()
        )));
    }
    let mut fans = Vec::new();
    for (line, read) in colophon_royalties::read_holders(file).lines {
        let holder = read.map_err(|why| wrong(path, line, why))?;
        fans.push((line, holder));
    }
    if fans.is_empty() {
        return Err(wrong(
            path,
            1,
            "there is no fan below the first line; leave the list out".into(),
        ));
    }
    Ok(fans)
}

/// What a holder's own line can be blamed for.
fn check(path: &Path, authors: &[Holder], fans: &[(u64, Holder)]) -> Result<()> {
    let mut known: HashMap<Address, Option<u64>> =
        authors.iter().map(|author| (author.address, None)).collect();
    for (line, fan) in fans {
        let address = fan.address;
        let why = if address.is_zero() {
            "the zero address cannot hold shares; nobody has its key".to_owned()
        } else if fan.shares == Shares(0) {
            format!("{address} holds no shares; give it some or leave it out")
        } else {
            match known.insert(address, Some(*line)) {
                None => continue,
                Some(None) => format!(
                    "{address} is already among the authors; add its shares together in one place"
                ),
                Some(Some(first)) => format!(
                    "{address} stands already in line {first}; add its shares together in one line"
                ),
            }
        };
        return Err(wrong(path, *line, why));
    }
    Ok(())
}

fn wrong(path: &Path, line: u64, why: String) -> Error {
    Error::HolderLine { path: path.to_owned(), line, why }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn author(shares: u32) -> Vec<Holder> {
        vec![Holder { address: Address::repeat_byte(1), shares: Shares(shares), name: None }]
    }

    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "an input of a test needs no care")]
    fn check(authors: u32, list: &str, want: Expect) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fans.csv");
        std::fs::write(&path, list).unwrap();
        let said = match whole(author(authors), Some(&path)) {
            Ok(whole) => format!("{} holders", whole.holders().len()),
            Err(error) => error.to_string().replace(&path.display().to_string(), "fans.csv"),
        };
        want.assert_eq(&said);
    }

    #[test]
    fn each_slip_has_its_line() {
        let (one, two) = (Address::repeat_byte(0x21), Address::repeat_byte(0x22));
        let nobody = Address::ZERO;
        let zeroes = format!("{nobody:#x}");
        check(
            900_000,
            &format!("address,shares\n{one:#x},60000\n{two:#x},40000\n"),
            expect!["3 holders"],
        );
        check(900_000, &format!("address,percent\n{one:#x},6\n{two:#x},4\n"), expect!["3 holders"]);
        check(
            900_000,
            &format!("address,shares\n{one:#x},60000\n{two:#x},30000\n{one:#x},10000\n"),
            expect![[r#"
                line 4 of fans.csv: 0x2121212121212121212121212121212121212121 stands already in line 2; add its shares together in one line"#]],
        );
        check(
            900_000,
            &format!("address,shares\n{:#x},100000\n", Address::repeat_byte(1)),
            expect![[r#"
                line 2 of fans.csv: 0x0101010101010101010101010101010101010101 is already among the authors; add its shares together in one place"#]],
        );
        check(
            900_000,
            &format!("address,shares\n{one:#x},60000\n{zeroes},40000\n"),
            expect!["line 3 of fans.csv: the zero address cannot hold shares; nobody has its key"],
        );
        check(
            900_000,
            &format!("address,shares\n{one:#x},100000\n{two:#x},0\n"),
            expect![[r#"
                line 3 of fans.csv: 0x2222222222222222222222222222222222222222 holds no shares; give it some or leave it out"#]],
        );
        check(
            900_000,
            "address,shares\n0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD,100000\n",
            expect![[r#"
                line 2 of fans.csv: `0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD` is not an address as it was given: one of its characters is mistyped"#]],
        );
        check(
            900_000,
            &format!("address,shares\n{one:#x},60000\n{two:#x},39999\n"),
            expect![[r#"
                the shares add up to 99.9999 % instead of 100.0000 %; 0.0001 % is still to be given"#]],
        );
        check(
            900_000,
            "address,shares\n",
            expect!["line 1 of fans.csv: there is no fan below the first line; leave the list out"],
        );
    }
}
