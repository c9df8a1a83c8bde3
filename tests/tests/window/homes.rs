//! Homes for journeys: empty ones, and copies of one that has gone through the first start.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tempfile::TempDir;

use crate::first_start;
use colophon_tests::places::Places;

/// A folder that goes with the journey.
pub(crate) fn fresh() -> TempDir {
    TempDir::with_prefix("colophon-window-").expect("a scratch folder")
}

/// A copy of the home that the first start left: an account, its keys locked, and the three sample works. Made once
/// for all journeys, because it takes the longest.
pub(crate) fn with_samples(places: &Places) -> TempDir {
    let home = fresh();
    copy(template(places), home.path()).expect("the home can be copied");
    home
}

/// The home that copies are made of, in the build's own scratch folder.
pub(crate) fn template(places: &Places) -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let home = fresh();
        first_start::go_through(places, home.path());
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window-home");
        if kept.exists() {
            fs::remove_dir_all(&kept).expect("what an earlier run left can go");
        }
        copy(home.path(), &kept).expect("the home can be kept");
        kept
    })
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
