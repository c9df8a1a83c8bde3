//! Numbered steps from one format to the next: append only, never edited after a release.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::{Error, Result, backup};

pub(crate) const STEPS: &[(u32, &str)] = &[
    (1, include_str!("../migrations/0001_register.sql")),
    (2, include_str!("../migrations/0002_jobs.sql")),
    (3, include_str!("../migrations/0003_chain.sql")),
    (4, include_str!("../migrations/0004_outbox.sql")),
    (5, include_str!("../migrations/0005_ledger.sql")),
    (6, include_str!("../migrations/0006_treaties.sql")),
    (7, include_str!("../migrations/0007_offerings.sql")),
    (8, include_str!("../migrations/0008_channels.sql")),
];

/// "Colo" in the header of every register, so that no other program's database is taken for one.
const APPLICATION: i32 = 0x436f_6c6f;

/// Which format a database has; 0 for an empty one.
///
/// # Errors
/// [`Error::NotOurs`], [`Error::Newer`].
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<u32> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let found = u32::try_from(pragma("user_version")?).unwrap_or(u32::MAX);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if (found > 0 || tables > 0) && pragma("application_id")? != APPLICATION {
        return Err(Error::NotOurs { path: path.to_owned() });
    }
    let known = newest(STEPS);
    if found > known {
        return Err(Error::Newer { path: path.to_owned(), found, known });
    }
    Ok(found)
}

/// Brings a database up to date in one transaction, after a copy of an older one.
pub(crate) fn migrate(
    connection: &mut Connection,
    steps: &[(u32, &str)],
    path: &Path,
) -> Result<()> {
    let from = version(connection, path)?;
    let newest = newest(steps);
    if from >= newest {
        return Ok(());
    }
    if from > 0 {
        backup::write(connection, &path.with_extension(format!("v{from}.db")))?;
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (_, sql) in steps.iter().filter(|(number, _)| *number > from) {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION)?;
    tx.pragma_update(None, "user_version", newest)?;
    Ok(tx.commit()?)
}

pub(crate) fn newest(steps: &[(u32, &str)]) -> u32 {
    steps.last().map_or(0, |(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use expect_test::expect_file;

    use super::*;

    #[test]
    fn steps_are_numbered_without_gaps() {
        let numbers: Vec<u32> = STEPS.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=newest(STEPS)).collect::<Vec<_>>());
    }

    #[test]
    fn schema_snapshot() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, STEPS, Path::new("memory")).unwrap();
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
            .unwrap();
        let sql: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(|r| r.unwrap()).collect();
        expect_file!["../tests/schema.sql"].assert_eq(&format!("{};\n", sql.join(";\n\n")));
    }

    #[test]
    fn a_step_that_fails_leaves_the_old_format() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("colophon.db");
        let mut connection = Connection::open(&path).unwrap();
        migrate(&mut connection, &STEPS[..2], &path).unwrap();
        let broken =
            [STEPS[0], STEPS[1], (3, "CREATE TABLE extra (a TEXT) STRICT; SELECT nonsense;")];
        migrate(&mut connection, &broken, &path).unwrap_err();
        assert_eq!(version(&connection, &path).unwrap(), 2, "the format is the old one");
        let extra: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'", [], |r| r.get(0))
            .unwrap();
        assert_eq!(extra, 0, "no table of the failed step stays");
    }

    #[test]
    fn every_older_format_is_brought_up_to_date_after_a_copy() {
        for from in 1..STEPS.len() {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join("colophon.db");
            let mut connection = Connection::open(&path).unwrap();
            migrate(&mut connection, &STEPS[..from], &path).unwrap();
            connection.execute("INSERT INTO settings VALUES ('language', 'fr')", []).unwrap();
            migrate(&mut connection, STEPS, &path).unwrap();
            assert_eq!(version(&connection, &path).unwrap(), newest(STEPS));
            let copies: Vec<_> = fs::read_dir(home.path())
                .unwrap()
                .map(|e| e.unwrap().file_name().into_string().unwrap())
                .filter(|name| name != "colophon.db")
                .collect();
            assert_eq!(copies, [format!("colophon.v{from}.db")], "a copy and nothing else");
            let copy = Connection::open(home.path().join(&copies[0])).unwrap();
            for old in [&connection, &copy] {
                let kept: String =
                    old.query_row("SELECT value FROM settings", [], |r| r.get(0)).unwrap();
                assert_eq!(kept, "fr", "rows are kept, format {from}");
            }
            assert_eq!(version(&copy, &path).unwrap(), from as u32, "the copy is the old format");
        }
    }
}
