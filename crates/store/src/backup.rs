//! A whole and checked copy in one file, while the register is in use.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::{Error, Result};

/// Copies `from` to `to`: written under a temporary name, checked, flushed, renamed.
pub(crate) fn write(from: &Connection, to: &Path) -> Result<()> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = to.with_file_name(name);
    remove(&temporary)?;
    let result = (|| {
        let mut copy = Connection::open(&temporary)?;
        Backup::new(from, &mut copy)?.run_to_completion(4096, Duration::ZERO, None)?;
        // Out of WAL, so that the copy is one file.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        check(&copy)?;
        copy.close().map_err(|(_, error)| error)?;
        File::open(&temporary).and_then(|file| file.sync_all()).map_err(Error::io(&temporary))?;
        fs::rename(&temporary, to).map_err(Error::io(to))
    })();
    if result.is_err() {
        // Best effort: the error that matters is the one above.
        let _ = remove(&temporary);
    }
    result
}

/// # Errors
/// [`Error::Damaged`] with the first thing that SQLite finds.
pub(crate) fn check(connection: &Connection) -> Result<()> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Error::Damaged(found));
    }
    let mut broken = connection.prepare("PRAGMA foreign_key_check")?;
    if let Some(row) = broken.query([])?.next()? {
        let table: String = row.get(0)?;
        return Err(Error::Damaged(format!("a row of {table} points nowhere")));
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}
