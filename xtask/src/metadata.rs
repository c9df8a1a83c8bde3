//! What cargo knows about the workspace.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    command,
    error::{Error, Result},
    project::Project,
};

/// A package, ours or from a registry.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
    /// The registry or repository; none for ours.
    pub(crate) source: Option<String>,
    /// The folder of its Cargo.toml.
    pub(crate) folder: PathBuf,
    pub(crate) features: BTreeSet<String>,
    /// Names of its binaries.
    pub(crate) binaries: Vec<String>,
    /// Ids of what it depends on directly; empty in [`members`].
    pub(crate) depends_on: Vec<String>,
    /// Whether it belongs to the workspace.
    pub(crate) ours: bool,
}

/// The workspace's own packages; reads no registry.
pub(crate) fn members(project: &Project) -> Result<Vec<Package>> {
    load(project, &["--no-deps"])
}

/// All packages that any of `platforms` uses, as Cargo.lock says.
pub(crate) fn everything(project: &Project, platforms: &[String]) -> Result<Vec<Package>> {
    let mut arguments = vec!["--locked"];
    for platform in platforms {
        arguments.extend(["--filter-platform", platform]);
    }
    load(project, &arguments)
}

fn load(project: &Project, arguments: &[&str]) -> Result<Vec<Package>> {
    let mut cargo = project.cargo(&["metadata", "--quiet", "--format-version", "1"]);
    let text = command::capture(cargo.args(arguments))?;
    read(&text).ok_or_else(|| Error::new("`cargo metadata` prints something unexpected"))
}

fn read(text: &str) -> Option<Vec<Package>> {
    let document: Value = serde_json::from_str(text).ok()?;
    let members: BTreeSet<&str> =
        document["workspace_members"].as_array()?.iter().filter_map(Value::as_str).collect();
    let nodes = document["resolve"]["nodes"].as_array();
    let mut packages = Vec::new();
    for package in document["packages"].as_array()? {
        let id = package["id"].as_str()?;
        let node = nodes.and_then(|nodes| nodes.iter().find(|node| node["id"] == id));
        let depends_on =
            node.and_then(|node| node["deps"].as_array()).map_or_else(Vec::new, |deps| {
                deps.iter().filter_map(|dep| Some(dep["pkg"].as_str()?.to_owned())).collect()
            });
        let binaries = package["targets"]
            .as_array()?
            .iter()
            .filter(|target| target["kind"][0] == "bin")
            .filter_map(|target| Some(target["name"].as_str()?.to_owned()))
            .collect();
        packages.push(Package {
            id: id.to_owned(),
            name: package["name"].as_str()?.to_owned(),
            version: package["version"].as_str()?.to_owned(),
            licence: package["license"].as_str().map(str::to_owned),
            source: package["source"].as_str().map(str::to_owned),
            folder: Path::new(package["manifest_path"].as_str()?).parent()?.to_owned(),
            features: package["features"].as_object()?.keys().cloned().collect(),
            binaries,
            depends_on,
            ours: members.contains(id),
        });
    }
    Some(packages)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn packages_are_read_with_their_dependencies() {
        let packages = read(
            r#"{"workspace_members": ["a"], "resolve": {"nodes": [{"id": "a", "deps": [{"pkg": "b"}]}]},
                "packages": [
                  {"id": "a", "name": "app", "version": "0.1.0", "license": null, "source": null,
                   "manifest_path": "/w/app/Cargo.toml", "features": {"x": []},
                   "targets": [{"kind": ["bin"], "name": "app"}, {"kind": ["test"], "name": "t"}]},
                  {"id": "b", "name": "dep", "version": "1.0.0", "license": "MIT", "source": "registry+r",
                   "manifest_path": "/r/dep/Cargo.toml", "features": {}, "targets": []}]}"#,
        )
        .expect("two packages");
        assert!(packages[0].ours && !packages[1].ours, "only members are ours");
        assert_eq!(packages[0].depends_on, ["b"]);
        assert_eq!(packages[0].binaries, ["app"], "tests are no binaries");
        assert_eq!(packages[1].licence.as_deref(), Some("MIT"));
    }
}
