//! What deny.toml allows. cargo-deny reads the same file, so the two agree.

use std::{collections::BTreeSet, fs};

use crate::{
    error::{At, Error, Result},
    project::Project,
    toml::{self, Value},
};

/// The lists of deny.toml.
#[derive(Debug)]
pub(crate) struct Deny {
    /// Platforms whose dependencies count.
    pub(crate) platforms: Vec<String>,
    /// Allowed licences, a `WITH` part of a licence included.
    pub(crate) licences: BTreeSet<String>,
    /// Further licences for one crate.
    exceptions: Vec<(String, BTreeSet<String>)>,
    /// Crates that may be there in two versions: `name` or `name@version`.
    skipped: BTreeSet<String>,
    /// Registries that crates may come from.
    pub(crate) registries: BTreeSet<String>,
}

impl Deny {
    /// Reads `deny.toml`.
    pub(crate) fn load(project: &Project) -> Result<Self> {
        let path = project.root.join("deny.toml");
        let text = fs::read_to_string(&path).at(&path)?;
        let document = toml::parse(&text)
            .map_err(|error| Error::new(format!("{}: {error}", path.display())))?;
        Ok(Self::from_document(&document))
    }

    pub(crate) fn from_document(document: &Value) -> Self {
        let owned =
            |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<String>>();
        let tables = |path: &[&str]| document.get(path).map_or(&[][..], Value::items);
        // A crate is named plainly (`"x@1"`) or in a table with its reason (`{ crate = "x@1", … }`).
        let named = |entry: &Value| {
            entry.text().or_else(|| entry.get(&["crate"])?.text()).map(str::to_owned)
        };
        Self {
            platforms: document
                .get(&["graph", "targets"])
                .map_or(&[][..], Value::items)
                .iter()
                .filter_map(|target| target.text().or_else(|| target.get(&["triple"])?.text()))
                .map(str::to_owned)
                .collect(),
            licences: owned(document.texts(&["licenses", "allow"])).into_iter().collect(),
            exceptions: tables(&["licenses", "exceptions"])
                .iter()
                .filter_map(|entry| {
                    let allowed = owned(entry.texts(&["allow"]));
                    Some((named(entry)?, allowed.into_iter().collect()))
                })
                .collect(),
            skipped: tables(&["bans", "skip"]).iter().filter_map(named).collect(),
            registries: owned(document.texts(&["sources", "allow-registry"])).into_iter().collect(),
        }
    }

    /// Whether `licence` may be used for the crate `name`.
    pub(crate) fn allows(&self, name: &str, licence: &str) -> bool {
        self.licences.contains(licence)
            || self.exceptions.iter().any(|(other, more)| other == name && more.contains(licence))
    }

    /// Whether this version of the crate `name` may stand beside another.
    pub(crate) fn skips(&self, name: &str, version: &str) -> bool {
        self.skipped.contains(name)
            || self.skipped.iter().any(|entry| {
                entry.split_once('@').is_some_and(|(other, start)| {
                    other == name
                        && version
                            .strip_prefix(start)
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_in_both_spellings() {
        let document = toml::parse(
            "[graph]\ntargets = [\"a\", { triple = \"b\" }]\n[licenses]\nallow = [\"MIT\"]\n\
             exceptions = [{ allow = [\"OFL-1.1\"], crate = \"font\" }]\n\
             [bans]\nskip = [\"x@1\", { crate = \"y\", reason = \"z\" }]\n",
        )
        .expect("a document");
        let deny = Deny::from_document(&document);

        assert_eq!(deny.platforms, ["a", "b"]);
        assert!(deny.allows("any", "MIT"), "a licence on the list");
        assert!(deny.allows("font", "OFL-1.1"), "an exception");
        assert!(!deny.allows("any", "OFL-1.1"), "an exception is for its crate only");
        for (name, version, skipped) in [
            ("x", "1.2.3", true),
            ("x", "1", true),
            ("x", "10.0.0", false),
            ("y", "7.0.0", true),
            ("z", "1.0.0", false),
        ] {
            assert_eq!(deny.skips(name, version), skipped, "{name} {version}");
        }
    }
}
