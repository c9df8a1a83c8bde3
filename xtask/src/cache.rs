//! The folder of everything that is slow to make again.

use std::{
    env,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::error::{At, Error, Result};

/// Native build output above this size, in bytes, is thinned out.
const LARGE: u64 = 20_000_000_000;
/// What our own crates left in a large cache goes at this age.
const STALE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// `$COLOPHON_CACHE`, else the user's cache folder. Its content can be deleted at any time.
#[derive(Debug)]
pub(crate) struct Cache {
    root: PathBuf,
}

impl Cache {
    /// Names the folder and makes it.
    pub(crate) fn open() -> Result<Self> {
        let root = if let Some(named) = env::var_os("COLOPHON_CACHE").filter(|at| !at.is_empty()) {
            std::path::absolute(&named).at(Path::new(&named))?
        } else if let Some(local) = env::var_os("LOCALAPPDATA") {
            Path::new(&local).join("colophon").join("cache")
        } else if let Some(home) = env::var_os("HOME") {
            Path::new(&home).join(".cache").join("colophon")
        } else {
            return Err(Error::new("no home folder is known; set COLOPHON_CACHE to a folder"));
        };
        fs::create_dir_all(&root).at(&root)?;
        Ok(Self { root })
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Build output for this machine.
    pub(crate) fn native_target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// Build output for wasm by one compiler. Cargo does not see that a standard library was
    /// replaced, so no two of them share a folder.
    pub(crate) fn wasm_target(&self, compiler: &str) -> PathBuf {
        self.root.join("target-wasm").join(compiler)
    }

    /// One installed tool's folder.
    pub(crate) fn tool(&self, name_and_version: &str) -> PathBuf {
        self.root.join("tools").join(name_and_version)
    }

    /// Holds set-up to one process at a time; dropped with the file.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.root.join("setup.lock");
        let file = File::create(&path).at(&path)?;
        if file.try_lock().is_err() {
            println!("  waiting for another `cargo xtask` to finish its set-up");
            file.lock().at(&path)?;
        }
        Ok(file)
    }

    /// Keeps the native build output from growing for ever: above 20 GB, incremental state goes,
    /// and what our own crates left there more than a week ago. Libraries from elsewhere are the
    /// slow part and stay. Returns the bytes freed, or nothing if there was no need.
    pub(crate) fn thin_out(&self) -> Result<Option<u64>> {
        self.thin_out_above(LARGE, STALE)
    }

    fn thin_out_above(&self, limit: u64, stale: Duration) -> Result<Option<u64>> {
        let target = self.native_target();
        let mut files = Vec::new();
        walk(&target, &mut files);
        if files.iter().map(|(_, size)| size).sum::<u64>() < limit {
            return Ok(None);
        }
        #[expect(clippy::disallowed_methods, reason = "the age of a build output is the real age")]
        let now = SystemTime::now();
        let mut freed = 0;
        for (path, size) in files {
            let old = || {
                let modified = fs::metadata(&path).and_then(|data| data.modified()).ok()?;
                now.duration_since(modified).ok().filter(|age| *age >= stale)
            };
            // The cache's own folders may be called anything.
            let inside = path.strip_prefix(&target).unwrap_or(&path);
            if disposable(inside) && (incremental(inside) || old().is_some()) {
                match fs::remove_file(&path) {
                    Ok(()) => freed += size,
                    // A compiler at work beside this one moves its own files.
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error).at(&path),
                }
            }
        }
        Ok(Some(freed))
    }
}

/// Whether a file, by its path inside a target folder, belongs to one of our own crates.
fn disposable(path: &Path) -> bool {
    path.components().any(|part| {
        let part = part.as_os_str().to_string_lossy();
        let name = part.strip_prefix("lib").unwrap_or(&part);
        ["colophon-", "colophon_", "xtask-", "xtask_"].iter().any(|ours| name.starts_with(ours))
    })
}

fn incremental(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "incremental")
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, u64)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), found),
            Ok(kind) if kind.is_file() => {
                found.push((entry.path(), entry.metadata().map_or(0, |data| data.len())));
            }
            _ => {}
        }
    }
}

/// Whether `stamp` records that the work described by `inputs` was done. A stamp is a copy of its
/// inputs, so it can be read, and no two inputs can be taken for each other.
pub(crate) fn stamped(stamp: &Path, inputs: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == inputs)
}

/// Records in `stamp` that the work described by `inputs` is done.
pub(crate) fn write_stamp(stamp: &Path, inputs: &str) -> Result<()> {
    let partial = stamp.with_extension("partial");
    File::create(&partial)
        .and_then(|mut file| {
            file.write_all(inputs.as_bytes())?;
            file.sync_all()
        })
        .at(&partial)?;
    fs::rename(&partial, stamp).at(stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_crates_are_disposable() {
        let check =
            |path: &str, ours: bool| assert_eq!(disposable(Path::new(path)), ours, "{path}");
        check("debug/deps/libcolophon_model-12ab.rlib", true);
        check("debug/.fingerprint/colophon-app-12ab/lib-colophon_app", true);
        check("debug/incremental/colophon_app-1/s-2/x.o", true);
        check("debug/deps/libserde-12ab.rlib", false);
    }

    #[test]
    fn a_large_cache_loses_only_what_is_ours_and_old() {
        let root = env::temp_dir().join(format!("colophon-cache-{}", std::process::id()));
        let file = |name: &str| {
            let path = root.join("target/debug").join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a scratch folder");
            write_stamp(&path, "12345").expect("written");
            path
        };
        let ours = file("deps/libcolophon_model-1.rlib");
        let state = file("incremental/colophon_model-1/query-cache.bin");
        let theirs = file("deps/libserde-1.rlib");
        let cache = Cache { root: root.clone() };
        let thin = |limit, stale| cache.thin_out_above(limit, stale).expect("it can be read");

        assert_eq!(thin(1_000, Duration::ZERO), None, "a small cache is left alone");
        assert_eq!(thin(10, STALE), Some(5), "incremental state goes first");
        assert!(ours.exists() && !state.exists(), "what is recent stays");
        assert_eq!(thin(10, Duration::ZERO), Some(5), "then what is old");
        assert!(!ours.exists() && theirs.exists(), "libraries from elsewhere stay");
        fs::remove_dir_all(&root).expect("cleaned up");
    }

    #[test]
    fn a_stamp_holds_for_its_own_inputs_only() {
        let folder = env::temp_dir().join(format!("colophon-stamp-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a scratch folder");
        let stamp = folder.join("stamp");
        assert!(!stamped(&stamp, "one"), "nothing is stamped before it is written");
        write_stamp(&stamp, "one").expect("written");
        assert!(stamped(&stamp, "one"), "the same inputs match");
        assert!(!stamped(&stamp, "two"), "other inputs do not");
        fs::remove_dir_all(&folder).expect("cleaned up");
    }
}
