use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::{Error, Result};

/// The right to write in a home. The operating system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// # Errors
    /// [`Error::Locked`] while another process, or another part of this one, has it.
    pub(crate) fn take(home: &Path) -> Result<Self> {
        let path = home.join("colophon.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Error::io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked { home: home.to_owned() }),
            Err(TryLockError::Error(source)) => Err(Error::io(&path)(source)),
        }
    }
}
