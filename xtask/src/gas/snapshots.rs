//! What whole transactions cost, as forge last measured it: `contracts/snapshots/GROUP.json`.

use std::{collections::BTreeMap, fs, path::Path};

use crate::error::{At, Error, Result};

/// Gas by group and name.
#[derive(Debug, Default)]
pub(super) struct Snapshots(BTreeMap<String, BTreeMap<String, u64>>);

impl Snapshots {
    /// Reads every group in the folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut all = Self::default();
        for entry in fs::read_dir(folder).at(folder)? {
            let path = entry.at(folder)?.path();
            let Some(group) =
                path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json"))
            else {
                continue;
            };
            all.add(group, &fs::read_to_string(&path).at(&path)?)?;
        }
        Ok(all)
    }

    /// Adds one group: a JSON object of names and whole numbers, which forge writes as strings.
    pub(super) fn add(&mut self, group: &str, json: &str) -> Result<()> {
        let named: BTreeMap<String, String> = serde_json::from_str(json)
            .map_err(|error| Error::new(format!("contracts/snapshots/{group}.json: {error}")))?;
        let group_of = self.0.entry(group.to_owned()).or_default();
        for (name, gas) in named {
            let gas = gas.parse().map_err(|_| {
                Error::new(format!(
                    "contracts/snapshots/{group}.json: `{name}` is `{gas}`, no amount of gas"
                ))
            })?;
            group_of.insert(name, gas);
        }
        Ok(())
    }

    /// What one transaction costs.
    pub(super) fn gas(&self, group: &str, name: &str) -> Result<u64> {
        self.0.get(group).and_then(|named| named.get(name)).copied().ok_or_else(|| {
            Error::new(format!(
                "contracts/snapshots/{group}.json has no `{name}`: run forge's tests, or name the snapshot as the tests do now"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_group_and_name() {
        let mut all = Snapshots::default();
        all.add("vault", r#"{"claim, first": "91296", "pay in": "22415"}"#).expect("a group");
        assert_eq!(all.gas("vault", "pay in").expect("there"), 22_415);
        for (group, name) in [("vault", "claim"), ("shop", "pay in")] {
            let error = all.gas(group, name).expect_err("not there").to_string();
            assert!(error.contains(&format!("{group}.json has no `{name}`")), "{error}");
        }
        assert!(all.add("odd", r#"{"a": "many"}"#).is_err(), "no number");
        assert!(all.add("odd", "[]").is_err(), "no object");
    }
}
