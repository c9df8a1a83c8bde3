//! A folder of outputs appears whole or not at all.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, absolute},
};

use tempfile::TempDir;

use crate::{Error, Result};

/// Writes a folder `target` with the files that `fill` puts into it. The folder gets its name when all of them are on the
/// disk; if one fails, nothing stays.
///
/// # Errors
/// `target` is there and not an empty folder; what the disk answers; what `fill` answers.
pub(crate) fn write(target: &Path, fill: impl FnOnce(&NewFolder) -> Result<()>) -> Result<()> {
    let target = absolute(target).map_err(|e| Error::io(target, e))?;
    let parent = target.parent().unwrap_or(&target);
    fs::create_dir_all(parent).map_err(|e| Error::io(parent, e))?;
    // A link that leads nowhere has the name too.
    if target.symlink_metadata().is_ok() {
        // Only an empty folder goes.
        fs::remove_dir(&target).map_err(|_| {
            Error::Precondition(format!(
                "{} is there already and not an empty folder; nothing in it is replaced, name a new one",
                target.display()
            ))
        })?;
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".colophon-");
    // Without this the folder would be its owner's alone; the umask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let folder = NewFolder(builder.tempdir_in(parent).map_err(|e| Error::io(parent, e))?);
    fill(&folder)?;
    fs::rename(folder.0.path(), &target).map_err(|e| Error::io(&target, e))?;
    // Under its name it is no longer temporary.
    let _ = folder.0.keep();
    // Makes the new name itself durable; not every system can, and the files are complete either way.
    if let Ok(parent) = File::open(parent) {
        let _ = parent.sync_all();
    }
    Ok(())
}

/// A folder that has no name yet.
#[derive(Debug)]
pub(crate) struct NewFolder(TempDir);

impl NewFolder {
    /// Puts a new file into it.
    ///
    /// # Errors
    /// A file of this name is in it; what the disk answers.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.0.path().join(name);
        File::create_new(&path)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.sync_all()
            })
            .map_err(|e| Error::io(&path, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes one file of one byte into `target` under `home`; gives what is in `home` afterwards.
    fn check(home: &Path, target: &str, fails: bool) -> (Result<()>, Vec<String>) {
        let written = write(&home.join(target), |folder| {
            folder.put("a", b"a")?;
            if fails { folder.put("a", b"b") } else { Ok(()) }
        });
        let mut found = Vec::new();
        let mut folders = vec![home.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder").flatten() {
                found.push(entry.path().strip_prefix(home).expect("below").display().to_string());
                if entry.path().is_dir() {
                    folders.push(entry.path());
                }
            }
        }
        found.sort();
        (written, found)
    }

    #[test]
    fn appears_whole_or_not_at_all() {
        let home = tempfile::tempdir().expect("a folder");
        let (written, found) = check(home.path(), "packs", true);
        assert!(written.is_err(), "the name is taken twice");
        assert_eq!(found, Vec::<String>::new(), "nothing stays of a folder that failed");

        fs::create_dir(home.path().join("packs")).expect("an empty folder");
        let (written, found) = check(home.path(), "packs", false);
        written.expect("an empty folder may be filled");
        assert_eq!(found, ["packs", "packs/a"]);

        let mine = home.path().join("packs/b");
        colophon_media::write_new(&mine, b"mine").expect("a file");
        let (written, found) = check(home.path(), "packs", false);
        let told = written.expect_err("it has something in it").to_string();
        assert!(told.contains("not an empty folder"), "{told}");
        assert_eq!(found, ["packs", "packs/a", "packs/b"]);
        assert_eq!(fs::read(&mine).expect("it is still there"), b"mine");

        let (written, found) = check(home.path(), "packs/a/more", false);
        assert!(written.is_err(), "a file is no folder");
        assert_eq!(found, ["packs", "packs/a", "packs/b"]);
    }
}
