//! The usage policy as the CAWG training and data mining assertion, version 1.1
//! (<https://cawg.io/training-and-data-mining/1.1/>).

use std::collections::BTreeMap;

use colophon_model::{UsagePolicy, Use};
use serde::Serialize;
use serde_json::Value;

use crate::plain::plain;

/// Label that is written.
pub(crate) const LABEL: &str = "cawg.training-mining";
/// Label of C2PA 1.x: read, never written.
pub(crate) const LEGACY_LABEL: &str = "c2pa.training-mining";

const ENTRY_LIMIT: usize = 32;
const INFO_LIMIT: usize = 2048;

/// The assertion as it is written.
#[derive(Serialize)]
pub(crate) struct Written {
    entries: BTreeMap<&'static str, WrittenUse>,
}

#[derive(Serialize)]
struct WrittenUse {
    r#use: &'static str,
    /// The schema of C2PA 1.x names it so; the prose of CAWG 1.1 writes `constraints_info`. Readers look for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    constraint_info: Option<String>,
}

impl Written {
    pub(crate) fn new(policy: &UsagePolicy) -> Self {
        let UsagePolicy { data_mining, ai_inference, ai_training, ai_generative_training } =
            normal(policy);
        let entries = [
            ("cawg.data_mining", data_mining),
            ("cawg.ai_inference", ai_inference),
            ("cawg.ai_training", ai_training),
            ("cawg.ai_generative_training", ai_generative_training),
        ];
        Self { entries: entries.into_iter().map(|(name, said)| (name, written(said))).collect() }
    }
}

fn written(said: Use) -> WrittenUse {
    let (r#use, constraint_info) = match said {
        Use::Allowed => ("allowed", None),
        Use::NotAllowed => ("notAllowed", None),
        Use::Constrained(info) => ("constrained", Some(info)),
    };
    WrittenUse { r#use, constraint_info }
}

/// The policy as a reader understands it: a constraint that names no condition is a prohibition (CAWG 1.1, section 3).
pub(crate) fn normal(policy: &UsagePolicy) -> UsagePolicy {
    let one = |said: &Use| match said {
        Use::Constrained(info) => constrained(info),
        plain => plain.clone(),
    };
    UsagePolicy {
        data_mining: one(&policy.data_mining),
        ai_inference: one(&policy.ai_inference),
        ai_training: one(&policy.ai_training),
        ai_generative_training: one(&policy.ai_generative_training),
    }
}

fn constrained(info: &str) -> Use {
    match plain(info, INFO_LIMIT) {
        info if info.is_empty() => Use::NotAllowed,
        info => Use::Constrained(info),
    }
}

/// What a manifest says about training and mining.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Training {
    /// Each stated use; custom ones too.
    pub entries: Vec<TrainingEntry>,
    /// The policy, if all four standard uses are stated. An unstated use is not guessed.
    pub policy: Option<UsagePolicy>,
    /// Whether it stands under the label of C2PA 1.x.
    pub legacy: bool,
}

/// One stated use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrainingEntry {
    /// The use, without the `cawg.` or `c2pa.` prefix.
    pub name: String,
    /// What is said about it.
    pub said: Use,
}

impl Training {
    /// The assertion as c2pa hands it over; `None` if it states nothing.
    pub(crate) fn read(assertion: &Value, legacy: bool) -> Option<Self> {
        // C2PA 1.0 had the map itself; later versions put it under `entries`, and some writers `metadata`.
        let map = ["entries", "metadata"]
            .iter()
            .find_map(|key| assertion.get(key).and_then(Value::as_object))
            .or_else(|| assertion.as_object())?;
        let entries: Vec<_> = map
            .iter()
            .take(ENTRY_LIMIT)
            .filter_map(|(key, value)| {
                let name = ["cawg.", "c2pa."].iter().find_map(|p| key.strip_prefix(p));
                Some(TrainingEntry { name: plain(name.unwrap_or(key), 64), said: said(value)? })
            })
            .collect();
        if entries.is_empty() {
            return None;
        }
        let of =
            |name: &str| entries.iter().find(|entry| entry.name == name).map(|e| e.said.clone());
        let policy = (|| {
            Some(UsagePolicy {
                data_mining: of("data_mining")?,
                ai_inference: of("ai_inference")?,
                ai_training: of("ai_training")?,
                ai_generative_training: of("ai_generative_training")?,
            })
        })();
        Some(Self { entries, policy, legacy })
    }
}

fn said(value: &Value) -> Option<Use> {
    // C2PA 1.0 wrote the word alone.
    let word = value.as_str().or_else(|| value.get("use")?.as_str())?;
    let info = ["constraint_info", "constraints_info"]
        .iter()
        .find_map(|key| value.get(key).and_then(Value::as_str))
        .unwrap_or_default();
    match word {
        "allowed" => Some(Use::Allowed),
        "notAllowed" => Some(Use::NotAllowed),
        "constrained" => Some(constrained(info)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use colophon_model::PolicyPreset;
    use serde_json::json;

    use super::*;

    const TERMS: &str = "https://example.org/terms";

    #[track_caller]
    fn check(policy: UsagePolicy, want: UsagePolicy) {
        let json = serde_json::to_value(Written::new(&policy)).unwrap();
        let read = Training::read(&json, false).expect("a written policy states something");
        assert_eq!(read.policy, Some(want), "policy read back from {json}");
    }

    #[test]
    fn every_preset_survives() {
        for preset in PolicyPreset::ALL {
            check(preset.policy(TERMS), preset.policy(TERMS));
        }
    }

    #[test]
    fn a_constraint_without_conditions_is_a_prohibition() {
        let policy = PolicyPreset::TrainByLicence.policy("");
        let mut want = policy.clone();
        want.ai_training = Use::NotAllowed;
        want.ai_generative_training = Use::NotAllowed;
        check(policy, want);
    }

    #[test]
    fn older_spellings_are_read() {
        let read = Training::read(
            &json!({"entries": {
                "c2pa.ai_training": {"use": "constrained", "constraints_info": "ask me"},
                "c2pa.data_mining": "notAllowed",
                "com.example.poster": {"use": "allowed"},
                "c2pa.ai_inference": {"use": "perhaps"},
            }}),
            true,
        )
        .unwrap();
        let found: Vec<_> = read.entries.iter().map(|e| (e.name.as_str(), &e.said)).collect();
        let ask = Use::Constrained("ask me".into());
        assert!(found.contains(&("ai_training", &ask)), "plural key: {found:?}");
        assert!(found.contains(&("data_mining", &Use::NotAllowed)), "bare word: {found:?}");
        assert!(found.contains(&("com.example.poster", &Use::Allowed)), "custom: {found:?}");
        assert_eq!(found.len(), 3, "an unknown word says nothing: {found:?}");
        assert_eq!(read.policy, None, "two of four uses are not a policy");
    }

    #[test]
    fn nonsense_states_nothing() {
        for json in [json!(null), json!([]), json!({"entries": {}}), json!({"entries": 3})] {
            assert_eq!(Training::read(&json, false), None, "{json} states nothing");
        }
    }
}
