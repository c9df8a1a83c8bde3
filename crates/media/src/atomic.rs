//! Outputs appear whole or not at all: a temporary name in the same folder, flushed, then renamed.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{Error, Result};

/// A file that gets its name only when it is complete. Dropped before that, it leaves nothing behind.
#[derive(Debug)]
pub struct AtomicFile {
    temp: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl AtomicFile {
    /// Starts a file that will be called `path`, in the folder where that name lies.
    pub fn create(path: &Path) -> Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".colophon-").suffix(".part");
        // Without this a copy would be readable by its owner alone; the umask still applies.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temp =
            builder.tempfile_in(folder(path)).map_err(|error| Error::from_io(path, error))?;
        Ok(Self { temp: BufWriter::with_capacity(1 << 16, temp), path: path.to_owned() })
    }

    /// Gives the file its name. Refuses if something already has it.
    pub fn commit(self) -> Result<()> {
        let (temp, path) = self.settle()?;
        temp.persist_noclobber(&path).map_err(|error| Error::from_io(&path, error.error))?;
        settle_folder(&path);
        Ok(())
    }

    /// Gives the file its name, in place of what had it before.
    pub fn replace(self) -> Result<()> {
        let (temp, path) = self.settle()?;
        temp.persist(&path).map_err(|error| Error::from_io(&path, error.error))?;
        settle_folder(&path);
        Ok(())
    }

    fn settle(self) -> Result<(NamedTempFile, PathBuf)> {
        let Self { temp, path } = self;
        let temp = temp.into_inner().map_err(|error| Error::from_io(&path, error.into_error()))?;
        temp.as_file().sync_all().map_err(|error| Error::from_io(&path, error))?;
        Ok((temp, path))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temp.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temp.flush()
    }
}

/// Writes `bytes` as a new file `path`, whole or not at all.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(|error| Error::from_io(path, error))?;
    file.commit()
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes the new name itself durable; not every system can, and the file is complete either way.
fn settle_folder(path: &Path) {
    if let Ok(folder) = File::open(folder(path)) {
        let _ = folder.sync_all();
    }
}
