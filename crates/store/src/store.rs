use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::lock::Lock;
use crate::{Change, Error, Result, View, backup, migrate};

/// The database's name in a home.
const NAME: &str = "colophon.db";
const BUSY: Duration = Duration::from_millis(5_000);

/// The register of a home, open for writing. There is one of it at a time.
#[derive(Debug)]
pub struct Store {
    // Before the lock, so that it is closed before the home is given back.
    connection: Connection,
    home: PathBuf,
    _lock: Lock,
}

impl Store {
    /// Opens the register in `home`, makes it where there is none, and brings an older one up to date after a copy.
    ///
    /// # Errors
    /// [`Error::Locked`] while another process writes, [`Error::Newer`], [`Error::NotOurs`], [`Error::Damaged`],
    /// [`Error::Full`], [`Error::Io`].
    pub fn open(home: &Path) -> Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(home).map_err(Error::io(home))?;
        let lock = Lock::take(home)?;
        let path = home.join(NAME);
        let mut connection = Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY)?;
        // Before anything is written: a newer or foreign database stays as it is.
        migrate::version(&connection, &path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        migrate::migrate(&mut connection, migrate::STEPS, &path)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Self { connection, home: home.to_owned(), _lock: lock })
    }

    /// Opens the register for reading alone; works while another process writes.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Newer`], [`Error::Older`], [`Error::NotOurs`], [`Error::Damaged`].
    pub fn open_read_only(home: &Path) -> Result<Reader> {
        Reader::open(home)
    }

    /// A reader beside this writer, with its own connection.
    ///
    /// # Errors
    /// As [`Self::open_read_only`].
    pub fn reader(&self) -> Result<Reader> {
        Reader::open(&self.home)
    }

    /// The home.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Everything that can be read.
    pub fn read(&self) -> View<'_> {
        View::new(&self.connection)
    }

    /// Runs `change` in one transaction: all of it is kept and flushed to the disk, or none of it.
    ///
    /// # Errors
    /// Those of `change`, and [`Error::Full`], [`Error::Busy`] of the commit.
    pub fn write<T, E: From<Error>>(
        &mut self,
        change: impl FnOnce(&Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Error::from)?;
        let open = Change::new(tx);
        let value = change(&open)?;
        open.commit()?;
        Ok(value)
    }

    /// Writes a whole and checked copy to `to`, which is replaced.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the register is, [`Error::Full`], [`Error::Io`].
    pub fn backup(&self, to: &Path) -> Result<()> {
        backup::write(&self.connection, to)
    }

    /// Lets SQLite check every page, and every reference between rows.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the first thing found.
    pub fn check(&self) -> Result<()> {
        backup::check(&self.connection)
    }
}

/// The register of a home, open for reading.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

impl Reader {
    fn open(home: &Path) -> Result<Self> {
        let path = home.join(NAME);
        if !path.is_file() {
            return Err(Error::Missing { home: home.to_owned() });
        }
        let connection = Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY)?;
        match migrate::version(&connection, &path)? {
            0 => Err(Error::Missing { home: home.to_owned() }),
            found if found < migrate::newest(migrate::STEPS) => Err(Error::Older { path }),
            _ => Ok(Self { connection }),
        }
    }

    /// Everything that can be read. Two queries may see two states; see [`Self::snapshot`].
    pub fn read(&self) -> View<'_> {
        View::new(&self.connection)
    }

    /// Runs several queries on one state.
    ///
    /// # Errors
    /// Those of `queries`, and of opening a transaction.
    pub fn snapshot<T, E: From<Error>>(
        &mut self,
        queries: impl FnOnce(View<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.connection.transaction().map_err(Error::from)?;
        queries(View::new(&tx))
    }

    /// Writes a whole and checked copy to `to`, which is replaced.
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn backup(&self, to: &Path) -> Result<()> {
        backup::write(&self.connection, to)
    }
}

/// Puts the copy `from` into `home` as its register. A register that is there already is never replaced.
///
/// # Errors
/// [`Error::Refused`] where there is one, [`Error::Locked`], and whatever is wrong with the copy.
pub fn restore(from: &Path, home: &Path) -> Result<()> {
    fs::create_dir_all(home).map_err(Error::io(home))?;
    let _lock = Lock::take(home)?;
    let path = home.join(NAME);
    if path.exists() {
        return Err(Error::Refused(format!("{} already has a register", home.display())));
    }
    if !from.is_file() {
        return Err(Error::missing("backup", from.display()));
    }
    let copy = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    if migrate::version(&copy, from)? == 0 {
        return Err(Error::NotOurs { path: from.to_owned() });
    }
    backup::write(&copy, &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bound on the file's pages is what a full disk looks like to SQLite.
    #[test]
    fn a_full_disk_changes_nothing_and_says_so() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path()).unwrap();
        store.write(|tx| tx.settings_mut().set("kept", "yes")).unwrap();
        let pages: i64 =
            store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store
            .connection
            .pragma_update_and_check(None, "max_page_count", pages + 2, |_| Ok(()))
            .unwrap();
        let error = store
            .write(|tx| {
                tx.settings_mut().set("kept", "no")?;
                (0..100)
                    .try_for_each(|n| tx.settings_mut().set(&format!("{n}"), &"x".repeat(4_000)))
            })
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the disk is full; nothing was changed, free some space and try again"
        );
        assert_eq!(store.read().settings().get("kept").unwrap().as_deref(), Some("yes"));
        assert_eq!(store.read().settings().all().unwrap().len(), 1, "nothing of the change stays");
        store
            .connection
            .pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(()))
            .unwrap();
        store.write(|tx| tx.settings_mut().set("kept", "again")).unwrap();
        store.check().unwrap();
    }

    #[test]
    fn the_promised_settings_are_on() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).unwrap();
        let pragma = |name: &str| {
            let value: rusqlite::types::Value =
                store.connection.pragma_query_value(None, name, |row| row.get(0)).unwrap();
            value
        };
        use rusqlite::types::Value::{Integer, Text};
        assert_eq!(pragma("journal_mode"), Text("wal".to_owned()));
        assert_eq!(pragma("foreign_keys"), Integer(1));
        assert_eq!(pragma("synchronous"), Integer(2), "FULL");
        assert_eq!(pragma("busy_timeout"), Integer(5_000));
    }
}
