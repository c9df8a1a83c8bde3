//! The project's files.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::code;

/// A file of the project.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// From the root, with `/` between.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text without comments, literals and tests; empty where it is not Rust.
    pub(crate) code: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let is_rust = Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let code = if is_rust { code::without_tests(&code::blanked(text)) } else { String::new() };
        Self { path: path.to_owned(), text: text.to_owned(), code }
    }

    /// `path:line`, as editors jump to it.
    pub(crate) fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, code::line(&self.text, at))
    }

    pub(crate) fn line(&self, at: usize) -> &str {
        self.text.lines().nth(code::line(&self.text, at) - 1).unwrap_or_default().trim()
    }

    pub(crate) fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand in the workspace").into()
}

/// Every text file of the project; what .gitignore names is not of it.
pub(crate) fn files() -> &'static [Source] {
    static FILES: OnceLock<Vec<Source>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = root();
        let ignored =
            fs::read_to_string(root.join(".gitignore")).expect("the project has a .gitignore");
        let mut files = Vec::new();
        walk(&root, "", &Ignored::parse(&ignored), &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        assert!(files.len() > 200, "only {} files: this is not the whole project", files.len());
        files
    })
}

/// The Rust that is shipped: crates, shell and window, without their tests and what only tests use.
pub(crate) fn product() -> Vec<&'static Source> {
    let shipped = |path: &str| {
        let mut parts = path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("crates"), Some(name), Some("src")) => name != "testkit",
            (Some("src-tauri" | "ui"), Some("src"), _) => true,
            _ => false,
        }
    };
    let product: Vec<_> =
        files().iter().filter(|file| is_rust(file) && shipped(&file.path)).collect();
    let tests = test_files(&product);
    product.into_iter().filter(|file| !tests.contains(&file.path)).collect()
}

pub(crate) fn is_rust(file: &Source) -> bool {
    file.path.ends_with(".rs")
}

/// Files whose `mod` stands behind `#[cfg(test)]`.
fn test_files(sources: &[&Source]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in sources {
        let (folder, name) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
        let below = match name {
            "lib.rs" | "main.rs" => folder.to_owned(),
            _ => source.path.trim_end_matches(".rs").to_owned(),
        };
        let modules = code::test_modules(&code::blanked(&source.text));
        found.extend(modules.into_iter().map(|module| format!("{below}/{module}.rs")));
    }
    found
}

fn walk(root: &Path, below: &str, ignored: &Ignored, files: &mut Vec<Source>) {
    let entries = fs::read_dir(root.join(below)).expect("the project can be read");
    for entry in entries {
        let entry = entry.expect("the project can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        let kind = entry.file_type().expect("the project can be read");
        if name == ".git" || ignored.matches(&path, &name) || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            walk(root, &path, ignored, files);
        } else if let Some(text) =
            fs::read(entry.path()).ok().and_then(|b| String::from_utf8(b).ok())
        {
            files.push(Source::new(&path, &text));
        }
    }
}

/// The three forms of a line that our .gitignore has: `/path`, `name`, `*.extension`.
struct Ignored {
    paths: Vec<String>,
    names: Vec<String>,
    endings: Vec<String>,
}

impl Ignored {
    fn parse(text: &str) -> Self {
        let mut ignored = Self { paths: Vec::new(), names: Vec::new(), endings: Vec::new() };
        for line in text.lines().map(|line| line.trim().trim_end_matches('/')) {
            match (line.strip_prefix('/'), line.strip_prefix('*')) {
                (Some(path), _) => ignored.paths.push(path.to_owned()),
                (_, Some(ending)) => ignored.endings.push(ending.to_owned()),
                _ if line.is_empty() || line.starts_with('#') => {}
                _ => ignored.names.push(line.to_owned()),
            }
        }
        ignored
    }

    fn matches(&self, path: &str, name: &str) -> bool {
        self.paths.iter().any(|ignored| path == ignored)
            || self.names.iter().any(|ignored| name == ignored)
            || self.endings.iter().any(|ignored| name.ends_with(ignored.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_is_not_the_project() {
        let ignored = Ignored::parse("/target\n/ui/dist/\n\n# why\nnode_modules\n*.log\n");
        for (path, expected) in [
            ("target", true),
            ("crates/target", false),
            ("ui/dist", true),
            ("contracts/node_modules", true),
            ("a/b.log", true),
            ("src", false),
        ] {
            let name = path.rsplit('/').next().unwrap();
            assert_eq!(ignored.matches(path, name), expected, "{path}");
        }
    }

    #[test]
    fn the_product_leaves_its_tests_out() {
        let lib = Source::new("crates/a/src/lib.rs", "mod real;\n#[cfg(test)]\nmod fakes;\n");
        let part = Source::new("crates/a/src/real.rs", "#[cfg(test)] mod deep;");
        let tests = test_files(&[&lib, &part]);
        let expected = ["crates/a/src/fakes.rs", "crates/a/src/real/deep.rs"];
        assert!(tests.iter().eq(&expected), "{tests:?}");
    }

    #[test]
    fn every_part_is_looked_at() {
        let product = product();
        for part in ["crates/app/src/", "crates/model/src/", "src-tauri/src/", "ui/src/"] {
            assert!(product.iter().any(|file| file.is_in(&[part])), "no source below {part}");
        }
    }
}
