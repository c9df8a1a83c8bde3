//! One writer, readers beside it, backups, and databases that are not what they should be.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use colophon_store::{Error, Result, Store, restore};

use crate::sample::{at, open, payment, work};

/// The sentence, with the home's path left out.
fn sentence<T>(result: Result<T>, home: &Path) -> String {
    match result {
        Ok(_) => "opened".to_owned(),
        Err(error) => error.to_string().replace(&home.display().to_string(), "HOME"),
    }
}

fn names(home: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(home)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn one_writes_and_others_read() {
    let (home, mut store) = open();
    let reader = Store::open_read_only(home.path()).unwrap();
    assert_eq!(
        sentence(Store::open(home.path()), home.path()),
        "Colophon is already open with HOME; close the other one, or only look: reading is always possible"
    );
    store
        .write(|tx| {
            tx.works_mut().register(&work(1))?;
            assert_eq!(reader.read().works().count()?, 0, "a reader sees committed rows alone");
            assert_eq!(tx.read().works().count()?, 1, "the transaction sees its own");
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(reader.read().works().count().unwrap(), 1, "and sees them at once");
    assert_eq!(store.reader().unwrap().read().works().count().unwrap(), 1);
    drop(store);
    let mut again = Store::open(home.path()).unwrap();
    again.write(|tx| tx.works_mut().register(&work(2))).unwrap();
    assert_eq!(reader.read().works().count().unwrap(), 2, "a reader outlives a writer");
}

#[test]
fn a_snapshot_is_one_state() {
    let (_home, mut store) = open();
    let mut reader = store.reader().unwrap();
    reader
        .snapshot(|view| {
            assert_eq!(view.works().count()?, 0);
            store.write(|tx| tx.works_mut().register(&work(1)))?;
            assert_eq!(view.works().count()?, 0, "the state at the start");
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(reader.read().works().count().unwrap(), 1);
}

/// A reader must also work while nothing is open, when SQLite has cleaned its side files away.
#[test]
fn reading_needs_no_writer() {
    let (home, mut store) = open();
    store.write(|tx| tx.works_mut().register(&work(1))).unwrap();
    drop(store);
    assert_eq!(names(home.path()), ["colophon.db", "colophon.lock"], "one file when closed");
    let reader = Store::open_read_only(home.path()).unwrap();
    assert_eq!(reader.read().works().count().unwrap(), 1);
}

#[test]
fn a_transaction_that_is_not_committed_leaves_nothing() {
    let (home, mut store) = open();
    let failed = store.write(|tx| {
        tx.works_mut().register(&work(1))?;
        tx.settings_mut().set("a", "b")?;
        Err::<(), _>(Error::StillPossible)
    });
    assert!(matches!(failed, Err(Error::StillPossible)), "the error is the closure's own");
    assert_eq!(store.read().works().count().unwrap(), 0);

    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(|tx| -> Result<()> {
            tx.works_mut().register(&work(1))?;
            panic!("in the middle")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read().works().count().unwrap(), 0, "a panic leaves nothing either");

    // What a kill leaves: the files as they are while a transaction is open.
    let copy = tempfile::tempdir().unwrap();
    store.write(|tx| tx.works_mut().register(&work(2)).map(drop)).unwrap();
    store
        .write(|tx| {
            tx.works_mut().register(&work(3))?;
            for name in names(home.path()).iter().filter(|name| !name.ends_with("-shm")) {
                fs::copy(home.path().join(name), copy.path().join(name)).unwrap();
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    let killed = Store::open(copy.path()).unwrap();
    killed.check().unwrap();
    assert_eq!(killed.read().works().all().unwrap(), [work(2)], "committed rows and no others");
}

#[test]
fn a_backup_taken_while_writing_restores() {
    let (home, mut store) = open();
    store.write(|tx| tx.works_mut().register(&work(1))).unwrap();
    let shelf = tempfile::tempdir().unwrap();
    let file = shelf.path().join("colophon backup.db");
    store.backup(&file).unwrap();
    store.write(|tx| tx.works_mut().register(&work(2))).unwrap();
    assert_eq!(names(shelf.path()), ["colophon backup.db"], "one file, nothing beside it");

    let scratch = tempfile::tempdir().unwrap();
    restore(&file, scratch.path()).unwrap();
    let restored = Store::open(scratch.path()).unwrap();
    restored.check().unwrap();
    assert_eq!(restored.read().works().all().unwrap(), [work(1)], "the state of the backup");
    drop(restored);
    assert_eq!(
        sentence(restore(&file, scratch.path()), scratch.path()),
        "the register refuses this: HOME already has a register"
    );
    store.reader().unwrap().backup(&file).unwrap();
    assert_eq!(names(shelf.path()), ["colophon backup.db"], "the old backup was replaced");
    let other = tempfile::tempdir().unwrap();
    restore(&file, other.path()).unwrap();
    assert_eq!(Store::open(other.path()).unwrap().read().works().count().unwrap(), 2);
    assert!(matches!(
        restore(&shelf.path().join("none"), tempfile::tempdir().unwrap().path()),
        Err(Error::NotFound { .. })
    ));
    assert_eq!(home.path(), store.home());
}

#[track_caller]
fn check_open(bytes_or_sql: &[u8], want: &str) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("colophon.db");
    if let Some(sql) = bytes_or_sql.strip_prefix(b"sql:") {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch(std::str::from_utf8(sql).unwrap()).unwrap();
    } else {
        File::create(&path).unwrap().write_all(bytes_or_sql).unwrap();
    }
    let before = fs::read(&path).unwrap();
    assert_eq!(sentence(Store::open(home.path()), home.path()), want, "writing");
    assert_eq!(sentence(Store::open_read_only(home.path()), home.path()), want, "reading");
    assert_eq!(fs::read(&path).unwrap(), before, "what is not ours or newer is not touched");
}

#[test]
fn what_is_not_a_register_is_said_and_left_alone() {
    check_open(
        b"sql:PRAGMA application_id = 0x436f6c6f; PRAGMA user_version = 99;",
        "HOME/colophon.db was written by a newer Colophon (format 99; this one knows 8); update Colophon to open it",
    );
    check_open(
        b"sql:CREATE TABLE bookmarks (url TEXT);",
        "HOME/colophon.db is not a register of Colophon; choose another home",
    );
    check_open(
        b"sql:PRAGMA user_version = 3;",
        "HOME/colophon.db is not a register of Colophon; choose another home",
    );
    check_open(
        &[b'x'; 5_000],
        "the register is damaged (file is not a database); restore it from a backup",
    );
    let home = tempfile::tempdir().unwrap();
    assert_eq!(
        sentence(Store::open_read_only(home.path()), home.path()),
        "there is no register in HOME yet; register a work or create an account first"
    );
    assert_eq!(names(home.path()), Vec::<String>::new(), "looking makes no files");
}

/// A register of each format, as SQL, must open with all it held. One line for each file in `fixtures/`.
#[test]
fn fixtures_of_all_formats_open() {
    check_fixture(5, include_str!("../fixtures/v5.sql"));
    check_fixture(6, include_str!("../fixtures/v6.sql"));
    check_fixture(7, include_str!("../fixtures/v7.sql"));
    check_fixture(8, include_str!("../fixtures/v8.sql"));
}

#[track_caller]
fn check_fixture(format: u32, dump: &str) {
    let home = tempfile::tempdir().unwrap();
    let connection = rusqlite::Connection::open(home.path().join("colophon.db")).unwrap();
    connection.execute_batch(dump).unwrap();
    drop(connection);
    let store = Store::open(home.path()).unwrap();
    store.check().unwrap();
    let works = store.read().works().all().unwrap();
    assert_eq!(works, [work(3), work(2)], "works of format {format}");
    let payments = store.read().payments().all().unwrap();
    assert_eq!(payments.len(), 1, "payments of format {format}");
    assert_eq!(payments[0], payment(4, payments[0].block), "to the last unit");
    assert_eq!(store.read().outbox().unfinished().unwrap().len(), 1, "intents of {format}");
}

/// The present format, dumped: tomorrow's fixture of an older one. A released one is never changed.
#[test]
fn the_present_format_has_its_fixture() {
    use crate::sample::{CHAIN, block, intent, signed};
    let (home, mut store) = open();
    store
        .write(|tx| {
            tx.works_mut().register(&work(2))?;
            tx.works_mut().register(&work(3))?;
            tx.outbox_mut().commit(&intent("mint"), 4, &signed(1, 10), at(1))?;
            let payments = vec![payment(4, block(9, 0))];
            let rows = colophon_store::LedgerRows { payments, ..Default::default() };
            tx.ledger_mut().apply_range(CHAIN, 0, &rows, block(9, 0))
        })
        .unwrap();
    drop(store);
    let (format, text) = dump(&home.path().join("colophon.db"));
    expect_test::expect_file![format!("../fixtures/v{format}.sql")].assert_eq(&text);
}

/// The format and everything in a database, as SQL that makes it again.
fn dump(path: &Path) -> (i64, String) {
    let connection = rusqlite::Connection::open(path).unwrap();
    let list = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(|row| row.unwrap()).collect()
    };
    let pragma = |name: &str| -> i64 {
        connection.pragma_query_value(None, name, |row| row.get(0)).unwrap()
    };
    let schema = "FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'";
    let mut lines = list(&format!("SELECT sql || ';' {schema} ORDER BY rowid"));
    for table in list(&format!("SELECT name {schema} AND type = 'table' ORDER BY rowid")) {
        let columns = list(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let quoted = columns.join("), quote(").replace("quote(", "', ', quote(");
        lines.extend(list(&format!(
            "SELECT concat('INSERT INTO {table} VALUES (', quote({quoted}), ');') FROM {table}"
        )));
    }
    let format = pragma("user_version");
    lines.push(format!("PRAGMA application_id = {};", pragma("application_id")));
    lines.push(format!("PRAGMA user_version = {format};\n"));
    (format, lines.join("\n"))
}

#[test]
fn a_store_can_move_to_another_thread() {
    const fn send<T: Send>() {}
    send::<Store>();
    send::<colophon_store::Reader>();
}
