//! The output folder.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::error::{Error, Result};

/// A folder being filled: files put into it are written only when they differ, and
/// [`Dist::finish`] removes what an earlier run left behind.
#[derive(Debug)]
pub(crate) struct Dist {
    root: PathBuf,
    files: BTreeMap<String, u64>,
}

/// One file of the finished folder.
#[derive(Debug)]
pub(crate) struct Shipped {
    /// Path relative to the folder, with `/`.
    pub(crate) name: String,
    /// Size in bytes.
    pub(crate) bytes: u64,
}

impl Dist {
    /// Opens `root`, making it where it is missing.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        at(root, fs::create_dir_all(root))?;
        Ok(Self { root: root.to_owned(), files: BTreeMap::new() })
    }

    /// Puts one file, `name` being relative to the folder.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.files.insert(name.to_owned(), bytes.len() as u64);
        let path = self.root.join(name);
        if fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            at(folder, fs::create_dir_all(folder))?;
        }
        let partial = path.with_extension("partial");
        let written = File::create(&partial).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        at(&partial, written)?;
        at(&path, fs::rename(&partial, &path))
    }

    /// Removes files that were not put in this run and lists the others by name.
    pub(crate) fn finish(self) -> Result<Vec<Shipped>> {
        for (name, _) in list(&self.root)? {
            if !self.files.contains_key(&name) {
                let path = self.root.join(name);
                at(&path, fs::remove_file(&path))?;
            }
        }
        Ok(self.files.into_iter().map(|(name, bytes)| Shipped { name, bytes }).collect())
    }
}

/// Reads a file, naming it if that fails.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    at(path, fs::read(path))
}

/// Every file under `root` with its bytes; names are relative, with `/`.
pub(crate) fn read_tree(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    list(root)?.into_iter().map(|(name, path)| Ok((name, read(&path)?))).collect()
}

/// Removes a folder and what is in it; a missing one is fine.
pub(crate) fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::File(path.to_owned(), error))
        }
        _ => Ok(()),
    }
}

fn list(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in at(&folder, fs::read_dir(&folder))? {
            let path = at(&folder, entry)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(root) {
                let name = relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                found.push((name, path));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T> {
    result.map_err(|error| Error::File(path.to_owned(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unchanged_file_is_not_touched_and_a_stale_one_goes() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let fill = |files: &[(&str, &str)]| {
            let mut dist = Dist::open(folder.path()).expect("a folder");
            for (name, text) in files {
                dist.put(name, text.as_bytes()).expect("written");
            }
            dist.finish().expect("listed").into_iter().map(|file| file.name).collect::<Vec<_>>()
        };
        let modified = |name: &str| {
            fs::metadata(folder.path().join(name)).and_then(|data| data.modified()).expect("a date")
        };

        fill(&[("a.js", "one"), ("fonts/serif.woff2", "glyphs")]);
        let before = modified("a.js");
        let names = fill(&[("a.js", "one"), ("b.js", "two")]);

        assert_eq!(names, ["a.js", "b.js"], "what was put is listed");
        assert_eq!(modified("a.js"), before, "an equal file keeps its date");
        assert!(
            !folder.path().join("fonts/serif.woff2").exists(),
            "a file not put again is removed"
        );
    }
}
