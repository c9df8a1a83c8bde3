//! Nothing that can be serialised or printed holds a secret.

use std::collections::BTreeSet;

use crate::{
    code, items,
    tree::{self, Source},
};

/// Types of others that hold key material.
const MATERIAL: &[&str] = &[
    "Zeroizing",
    "Mnemonic",
    "SigningKey",
    "SecretKey",
    "NonZeroScalar",
    "SecretString",
    "SecretBox",
];
/// Types of ours that the rule must find by itself, or it has gone blind.
const KNOWN: &[&str] =
    &["EvmKey", "P256Key", "Passphrase", "Phrase", "Secrets", "Subkey", "Unlocked", "WrapKey"];
/// What would put a secret into words or bytes.
const REVEALING: &[&str] = &["Debug", "Display", "Serialize", "Deserialize", "ToString"];
/// Fields of the wire that carry a secret.
const SECRET_FIELDS: &[&str] =
    &["passphrase", "words", "answers", "phrase", "mnemonic", "seed", "secret", "private_key"];

#[test]
fn no_secret_can_be_serialised_or_printed() {
    let keys: Vec<_> =
        tree::product().into_iter().filter(|file| file.is_in(&["crates/keys/src/"])).collect();
    let found = holders(&keys, MATERIAL);
    for known in KNOWN {
        assert!(
            found.contains(*known),
            "{known} is not seen as a secret any more: renamed, or the rule is blind"
        );
    }
    crate::assert_none("a secret has no form but <redacted>", &revealed(&keys, &found));
}

#[test]
fn a_lent_key_is_redacted_too() {
    let mark: Vec<_> =
        tree::product().into_iter().filter(|file| file.is_in(&["crates/watermark/src/"])).collect();
    let found = holders(&mark, MATERIAL);
    crate::assert_none(
        "a subkey that was lent has no form but <redacted>",
        &revealed(&mark, &found),
    );
}

#[test]
fn the_wire_prints_no_secret() {
    let wire: Vec<_> =
        tree::product().into_iter().filter(|file| file.is_in(&["crates/ipc/src/"])).collect();
    assert!(
        carriers(&wire).contains("RecoveryWords"),
        "the rule does not see the one known secret reply"
    );
    crate::assert_none(
        "what carries a secret to or from the window is printed as <redacted>",
        &printed(&wire),
    );
}

#[test]
fn the_recovery_words_are_the_only_secret_reply() {
    let wire: Vec<_> =
        tree::product().into_iter().filter(|file| file.is_in(&["crates/ipc/src/"])).collect();
    let secret: Vec<_> =
        secret_replies(&wire).into_iter().filter(|reply| reply != "RecoveryWords").collect();
    crate::assert_none(
        "the shell tells the window no secret but the recovery words, once",
        &secret,
    );
}

/// Types that hold one of `material`, directly or within another.
fn holders(sources: &[&Source], material: &[&str]) -> BTreeSet<String> {
    let types: Vec<_> = sources.iter().flat_map(|source| items::types(&source.code)).collect();
    let mut secret: BTreeSet<String> = BTreeSet::new();
    loop {
        let holds = |body: &str, word: &str| !code::find(body, word).is_empty();
        let before = secret.len();
        for item in &types {
            let direct = material.iter().any(|word| holds(item.body, word));
            if direct || secret.iter().any(|word| holds(item.body, word)) {
                secret.insert(item.name.to_owned());
            }
        }
        if secret.len() == before {
            return secret;
        }
    }
}

fn revealed(sources: &[&Source], secret: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for item in items::types(&source.code).iter().filter(|item| secret.contains(item.name)) {
            for derived in item.derives.iter().filter(|name| REVEALING.contains(name)) {
                found.push(format!(
                    "{} derives {derived} for {}",
                    source.place(item.at),
                    item.name
                ));
            }
        }
        for item in items::implementations(&source.code)
            .iter()
            .filter(|item| secret.contains(item.type_name))
        {
            let redacted =
                item.trait_name == "Debug" && source.text[item.at..item.end].contains("<redacted>");
            if REVEALING.contains(&item.trait_name) && !redacted {
                found.push(format!(
                    "{} gives {} the trait {}",
                    source.place(item.at),
                    item.type_name,
                    item.trait_name
                ));
            }
        }
    }
    found
}

/// Types of the wire with a field that is a secret.
fn carriers(wire: &[&Source]) -> BTreeSet<String> {
    let fields: Vec<String> = SECRET_FIELDS.iter().map(|field| format!("{field}:")).collect();
    let is_secret = |body: &str| fields.iter().any(|field| !code::find(body, field).is_empty());
    let types = wire.iter().flat_map(|source| items::types(&source.code));
    types.filter(|item| is_secret(item.body)).map(|item| item.name.to_owned()).collect()
}

fn printed(wire: &[&Source]) -> Vec<String> {
    let secret = carriers(wire);
    let redacted: BTreeSet<String> = wire
        .iter()
        .filter(|source| source.text.contains("(<redacted>)"))
        .flat_map(|source| {
            source.code.match_indices("redacted!(").map(move |(at, m)| (source, at + m.len() - 1))
        })
        .flat_map(|(source, open)| {
            source.code[code::bracketed(&source.code, open)].split(|c: char| !c.is_alphanumeric())
        })
        .map(str::to_owned)
        .collect();
    let mut found = Vec::new();
    for source in wire {
        for item in items::types(&source.code).iter().filter(|item| secret.contains(item.name)) {
            if item.derives.contains(&"Debug") {
                found.push(format!("{} derives Debug for {}", source.place(item.at), item.name));
            } else if !redacted.contains(item.name) {
                found.push(format!("{} does not redact {}", source.place(item.at), item.name));
            }
        }
    }
    found
}

/// Replies that carry a secret, directly or within another type.
fn secret_replies(wire: &[&Source]) -> Vec<String> {
    let mut secret = carriers(wire);
    let direct: Vec<&str> = secret.iter().map(String::as_str).collect();
    secret.extend(holders(wire, &direct));
    wire.iter()
        .flat_map(|source| {
            source.code.match_indices("calls! {").map(move |(at, m)| (source, at + m.len() - 1))
        })
        .flat_map(|(source, open)| source.code[code::bracketed(&source.code, open)].split(';'))
        .filter_map(|entry| entry.split_once("->"))
        .flat_map(|(_, reply)| {
            secret.iter().filter(move |name| !code::find(reply, name).is_empty()).cloned()
        })
        .collect()
}

#[test]
fn rule_catches_a_breach() {
    let keys = Source::new(
        "crates/keys/src/a.rs",
        "type DataKey = Zeroizing<[u8; 32]>;\n\
         #[derive(Clone, Debug)] pub struct Open { key: DataKey }\n\
         #[derive(serde::Serialize)] struct Ring { open: Open }\n\
         struct Good(SigningKey);\n\
         impl fmt::Debug for Good { fn fmt() { f.write_str(\"Good(<redacted>)\") } }\n\
         struct Bad(Mnemonic);\n\
         impl fmt::Debug for Bad { fn fmt() { write!(f, \"{}\", self.0) } }\n\
         impl fmt::Display for Bad { fn fmt() { \"<redacted>\" } }\n\
         #[derive(Debug, Serialize)] struct Public { address: String }",
    );
    let secret = holders(&[&keys], MATERIAL);
    assert!(secret.iter().eq(&["Bad", "DataKey", "Good", "Open", "Ring"]), "{secret:?}");
    crate::assert_caught(
        &revealed(&[&keys], &secret),
        &[
            "a.rs:2 derives Debug for Open",
            "a.rs:3 derives Serialize for Ring",
            "Bad the trait Debug",
            "Bad the trait Display",
        ],
    );

    let wire = Source::new(
        "crates/ipc/src/a.rs",
        "#[derive(Debug)] pub struct Unlock { pub passphrase: String }\n\
         pub struct Words { pub words: Vec<String> }\n\
         pub struct Seed { pub seed: String }\n\
         #[derive(Debug)] pub struct Status { pub words_checked: bool, pub inner: Vec<Seed> }\n\
         macro_rules! redacted { () => { \"(<redacted>)\" } } redacted!(Words);\n\
         calls! { Unlock \"unlock\" -> crate::Status; Show \"show\" -> Vec<crate::Words>; Lock \"lock\" -> Nothing; }",
    );
    crate::assert_caught(
        &printed(&[&wire]),
        &["a.rs:1 derives Debug for Unlock", "a.rs:3 does not redact Seed"],
    );
    let replies = secret_replies(&[&wire]);
    assert_eq!(replies, ["Status", "Words"], "within another type too");
}
