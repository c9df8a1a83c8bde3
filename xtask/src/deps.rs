//! The check of licences, sources and duplicates over what Cargo.lock names.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deny::Deny,
    error::{Error, Result},
    metadata::{self, Package},
    project::Project,
    spdx,
};

/// Prints what was looked at and fails with every finding.
pub(crate) fn check(project: &Project) -> Result<()> {
    let deny = Deny::load(project)?;
    let packages = metadata::everything(project, &deny.platforms)?;
    let findings = findings(&packages, &deny);
    let foreign = packages.iter().filter(|package| !package.ours).count();
    println!(
        "  {foreign} packages from elsewhere, {} of them in more than one version, {} licences allowed",
        duplicates(&packages).len(),
        deny.licences.len()
    );
    if findings.is_empty() {
        return Ok(());
    }
    for finding in &findings {
        println!("  {finding}");
    }
    Err(Error::new(format!("{} findings against deny.toml", findings.len())))
}

fn findings(packages: &[Package], deny: &Deny) -> Vec<String> {
    let mut findings = Vec::new();
    for package in packages.iter().filter(|package| !package.ours) {
        let Package { name, version, .. } = package;
        match package.licence.as_deref() {
            None => findings.push(format!("{name} {version} names no licence")),
            Some(licence) => match spdx::satisfied(licence, &|one| deny.allows(name, one)) {
                Some(true) => {}
                Some(false) => findings.push(format!("{name} {version} is under {licence}")),
                None => {
                    findings.push(format!("{name} {version}: `{licence}` is no SPDX expression"))
                }
            },
        }
        let registry =
            package.source.as_deref().and_then(|source| source.strip_prefix("registry+"));
        if registry.is_none_or(|registry| !deny.registries.contains(registry)) {
            let source = package.source.as_deref().unwrap_or("a folder outside the workspace");
            findings.push(format!("{name} {version} comes from {source}"));
        }
    }
    findings.extend(twice(packages, deny));
    findings
}

/// Crates that our own manifests name in two versions. Two versions far down the tree are somebody
/// else's choice and are only counted; two that we chose ourselves are a slip.
fn twice(packages: &[Package], deny: &Deny) -> Vec<String> {
    let by_id: BTreeMap<&str, &Package> =
        packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let mut named: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for ours in packages.iter().filter(|package| package.ours) {
        for dependency in ours.depends_on.iter().filter_map(|id| by_id.get(id.as_str())) {
            if !dependency.ours && !deny.skips(&dependency.name, &dependency.version) {
                named
                    .entry(&dependency.name)
                    .or_default()
                    .entry(&dependency.version)
                    .or_default()
                    .insert(&ours.name);
            }
        }
    }
    named
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| {
            let users: Vec<String> = versions
                .iter()
                .map(|(version, users)| {
                    format!("{version} by {}", users.iter().copied().collect::<Vec<_>>().join(", "))
                })
                .collect();
            format!("{name} is named by us in several versions: {}", users.join("; "))
        })
        .collect()
}

fn duplicates(packages: &[Package]) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    packages
        .iter()
        .map(|package| package.name.as_str())
        .filter(|name| !seen.insert(*name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toml;

    const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

    fn package(name: &str, version: &str, licence: &str, source: &str) -> Package {
        Package {
            id: format!("{name}@{version}"),
            name: name.into(),
            version: version.into(),
            licence: Some(licence.to_owned()).filter(|licence| !licence.is_empty()),
            source: Some(source.to_owned()).filter(|source| !source.is_empty()),
            folder: "/".into(),
            features: BTreeSet::new(),
            binaries: Vec::new(),
            depends_on: Vec::new(),
            ours: source.is_empty(),
        }
    }

    #[test]
    fn each_rule_has_its_finding() {
        let mut ours = package("app", "0.1.0", "", "");
        ours.depends_on = vec!["sha2@0.10.9".into(), "sha2@0.11.0".into(), "syn@1.0.0".into()];
        let packages = [
            ours,
            package("sha2", "0.10.9", "MIT", CRATES_IO),
            package("sha2", "0.11.0", "MIT", CRATES_IO),
            package("syn", "1.0.0", "MIT", CRATES_IO),
            package("syn", "2.0.0", "MIT", CRATES_IO),
            package("viral", "1.0.0", "GPL-3.0-only", CRATES_IO),
            package("silent", "1.0.0", "", CRATES_IO),
            package("fork", "1.0.0", "MIT", "git+https://example.org/fork"),
        ];
        let check = |lists: &str, expected: &[&str]| {
            let document = toml::parse(lists).expect("a document");
            let deny = Deny::from_document(&document);
            let found = findings(&packages, &deny);
            assert_eq!(found.len(), expected.len(), "{found:#?}");
            for (finding, start) in found.iter().zip(expected) {
                assert!(finding.starts_with(start), "{finding:?} should start with {start:?}");
            }
        };
        let lists = "[licenses]\nallow = [\"MIT\"]\n[sources]\n\
                     allow-registry = [\"https://github.com/rust-lang/crates.io-index\"]\n";
        check(
            lists,
            &[
                "viral 1.0.0 is under GPL",
                "silent 1.0.0 names no",
                "fork 1.0.0 comes from git",
                "sha2 is named by us",
            ],
        );
        check(
            &format!("{lists}[bans]\nskip = [\"sha2@0.10\"]\n"),
            &["viral 1.0.0", "silent 1.0.0", "fork 1.0.0"],
        );
    }

    #[test]
    fn duplicates_are_counted_by_name() {
        let packages = [
            package("syn", "1.0.0", "MIT", CRATES_IO),
            package("syn", "2.0.0", "MIT", CRATES_IO),
            package("serde", "1.0.0", "MIT", CRATES_IO),
        ];
        assert_eq!(duplicates(&packages).into_iter().collect::<Vec<_>>(), ["syn"]);
    }
}
