//! What the packages of the workspace say that they need.

use std::{collections::BTreeMap, process::Command, sync::OnceLock};

use serde_json::Value;

use crate::tree;

/// What a dependency is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Dev,
    Build,
}

/// Packages by name, each with its direct dependencies by their real names.
pub(crate) type Packages = BTreeMap<String, Vec<(String, Kind)>>;

/// The packages of this workspace.
pub(crate) fn workspace() -> &'static Packages {
    static PACKAGES: OnceLock<Packages> = OnceLock::new();
    PACKAGES.get_or_init(|| {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let output = Command::new(cargo)
            .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
            .current_dir(tree::root())
            .output()
            .expect("cargo can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo metadata failed: {said}");
        parse(&serde_json::from_slice(&output.stdout).expect("cargo writes JSON"))
    })
}

pub(crate) fn is_ours(name: &str) -> bool {
    name.starts_with("colophon-") || name == "xtask" || name == "xtask-web"
}

fn parse(metadata: &Value) -> Packages {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let needs = list(&package["dependencies"]);
            (name(package), needs.iter().map(|need| (name(need), kind(&need["kind"]))).collect())
        })
        .collect()
}

fn kind(value: &Value) -> Kind {
    match value.as_str() {
        Some("dev") => Kind::Dev,
        Some("build") => Kind::Build,
        _ => Kind::Normal,
    }
}

/// A workspace for the tests of the rules.
#[cfg(test)]
pub(crate) fn sample(packages: &[(&str, &[(&str, Kind)])]) -> Packages {
    let needs = |list: &[(&str, Kind)]| list.iter().map(|(n, k)| ((*n).to_owned(), *k)).collect();
    packages.iter().map(|(name, list)| ((*name).to_owned(), needs(list))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn metadata_is_read() {
        let read = parse(&json!({"packages": [{"name": "a", "dependencies": [
            {"name": "b", "kind": null}, {"name": "c", "kind": "dev"}, {"name": "d", "kind": "build"},
        ]}]}));
        let expected = [("b", Kind::Normal), ("c", Kind::Dev), ("d", Kind::Build)];
        assert_eq!(read, sample(&[("a", &expected)]), "names and kinds");
    }
}
