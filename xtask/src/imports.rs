//! Which of our Solidity files a file reaches by its imports, so that a compiler need see no more.

use std::{
    collections::{BTreeSet, VecDeque},
    path::{Component, Path, PathBuf},
};

use crate::error::Result;

/// `files` and all that they import, as paths below the folder that `read` looks in. Packages
/// (paths that do not begin with a dot) are left out.
pub(crate) fn reached(
    files: impl IntoIterator<Item = PathBuf>,
    read: impl Fn(&Path) -> Result<String>,
) -> Result<BTreeSet<PathBuf>> {
    let mut waiting: VecDeque<PathBuf> = files.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(file) = waiting.pop_front() {
        if seen.contains(&file) {
            continue;
        }
        let source = read(&file)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        waiting.extend(imports(&source).map(|path| plain(&folder.join(path))));
        seen.insert(file);
    }
    Ok(seen)
}

/// The relative paths that a source imports.
fn imports(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("import ") || line.starts_with("} from "))
        .filter_map(|line| line.split('"').nth(1))
        .filter(|path| path.starts_with('.'))
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn imports_are_followed() {
        let files = [
            (
                "test/A.t.sol",
                "import {X} from \"@x/X.sol\";\nimport {\n    B,\n    C\n} from \"./s/B.sol\";",
            ),
            ("test/s/B.sol", "import {C} from \"../../src/C.sol\";\nimport \"./D.sol\";"),
            ("test/s/D.sol", "// import \"./none.sol\""),
            ("src/C.sol", "import {B} from \"../test/s/B.sol\";"),
        ];
        let read = |path: &Path| {
            files
                .iter()
                .find(|(name, _)| Path::new(name) == path)
                .map(|(_, source)| (*source).to_owned())
                .ok_or_else(|| Error::new(format!("{} is not there", path.display())))
        };
        let found = reached([PathBuf::from("test/A.t.sol")], read).expect("all are there");
        let expected: BTreeSet<PathBuf> = files.iter().map(|(name, _)| name.into()).collect();
        assert_eq!(found, expected);
        assert!(
            reached([PathBuf::from("test/E.t.sol")], read).is_err(),
            "a file that is not there"
        );
    }
}
