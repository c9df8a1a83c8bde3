//! Which outside crates belong to one of ours alone.

use crate::{
    code,
    packages::{self, Kind, Packages},
    tree::{self, Source},
};

/// Outside crates and the only packages of ours that may name them.
struct Territory {
    /// Names; one that ends in `*` stands for all that start so.
    crates: &'static [&'static str],
    /// Packages, and where their source is.
    owners: &'static [(&'static str, &'static str)],
    /// Whether tests of others may use them too.
    free_in_tests: bool,
}

const TERRITORIES: &[Territory] = &[
    Territory {
        crates: &["rusqlite", "libsqlite3-sys", "sqlx*"],
        owners: &[("colophon-store", "crates/store/")],
        free_in_tests: false,
    },
    Territory {
        crates: &[
            "alloy",
            "alloy-provider",
            "alloy-rpc-*",
            "alloy-json-rpc",
            "alloy-transport*",
            "alloy-contract",
            "alloy-network*",
            "alloy-pubsub",
        ],
        owners: &[("colophon-chain", "crates/chain/"), ("colophon-practice", "crates/practice/")],
        free_in_tests: false,
    },
    // Tests elsewhere run the contracts' bytecode beside what is computed without a chain.
    Territory {
        crates: &["revm*"],
        owners: &[("colophon-chain", "crates/chain/"), ("colophon-practice", "crates/practice/")],
        free_in_tests: true,
    },
    Territory {
        crates: &["c2pa"],
        owners: &[("colophon-provenance", "crates/provenance/")],
        free_in_tests: false,
    },
    Territory {
        crates: &["tauri", "tauri-*"],
        owners: &[("colophon-desktop", "src-tauri/")],
        free_in_tests: false,
    },
    // Secret keys are made, opened and used in one place. Tests elsewhere sign with keys of their own.
    Territory {
        crates: &[
            "bip39",
            "tiny-bip39",
            "coins-bip*",
            "k256",
            "p256",
            "secp256k1",
            "ecdsa",
            "ed25519*",
            "alloy-signer*",
            "scrypt",
            "argon2",
            "pbkdf2",
            "hkdf",
            "aes*",
            "chacha20poly1305",
            "keyring*",
            "secrecy",
        ],
        owners: &[("colophon-keys", "crates/keys/")],
        free_in_tests: true,
    },
];

#[test]
fn outside_crates_are_needed_by_their_owner_alone() {
    let found = needed(packages::workspace());
    crate::assert_none(
        "an outside crate belongs to one of ours (ARCHITECTURE.md, invariants)",
        &found,
    );
}

#[test]
fn outside_crates_are_named_by_their_owner_alone() {
    let found: Vec<_> = tree::product().into_iter().flat_map(named).collect();
    crate::assert_none(
        "an outside crate belongs to one of ours (ARCHITECTURE.md, invariants)",
        &found,
    );
}

fn needed(packages: &Packages) -> Vec<String> {
    let mut found = Vec::new();
    for (package, needs) in packages {
        for (need, kind) in needs {
            for territory in TERRITORIES.iter().filter(|territory| territory.has(need)) {
                let owner = territory.owners.iter().any(|(owner, _)| owner == package);
                let test = territory.free_in_tests && *kind == Kind::Dev;
                if !owner && !test {
                    found.push(format!(
                        "{package} needs {need}, which is for {} alone",
                        territory.owned_by()
                    ));
                }
            }
        }
    }
    found
}

fn named(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for territory in TERRITORIES {
        let owner = territory.owners.iter().any(|(_, folder)| source.is_in(&[folder]));
        for at in code::find(&source.code, "::").into_iter().filter(|_| !owner) {
            let Some((start, first)) = first_of_path(&source.code, at) else { continue };
            if territory.has(&first.replace('_', "-")) {
                let place = source.place(start);
                found.push(format!(
                    "{place} names {first}, which is for {} alone",
                    territory.owned_by()
                ));
            }
        }
    }
    found
}

/// The word before `::`, where nothing stands before it that makes it part of a longer path.
fn first_of_path(code: &str, colons: usize) -> Option<(usize, &str)> {
    let bytes = code.as_bytes();
    let start = (0..colons).rev().take_while(|at| code::is_word(bytes[*at])).last()?;
    let inner = code[..start].ends_with("::") && !outer_path(&code[..start]);
    (!inner && !code[..start].ends_with('.')).then(|| (start, &code[start..colons]))
}

/// Whether the `::` at the end of the text starts a path, as in `::c2pa::Reader`.
fn outer_path(before: &str) -> bool {
    before.trim_end_matches("::").bytes().last().is_none_or(|b| !code::is_word(b) && b != b'>')
}

impl Territory {
    fn has(&self, name: &str) -> bool {
        self.crates.iter().any(|owned| match owned.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *owned,
        })
    }

    fn owned_by(&self) -> String {
        self.owners.iter().map(|(owner, _)| *owner).collect::<Vec<_>>().join(" and ")
    }
}

#[test]
fn rule_catches_a_breach() {
    use Kind::{Dev, Normal};
    let packages = packages::sample(&[
        ("colophon-app", &[("rusqlite", Dev), ("alloy-primitives", Normal), ("k256", Normal)]),
        ("colophon-chain", &[("alloy-rpc-client", Normal), ("revm", Normal)]),
        ("colophon-desktop", &[("tauri-plugin-dialog", Normal)]),
        ("colophon-provenance", &[("c2pa", Normal), ("p256", Dev)]),
        ("colophon-ui", &[("tauri", Normal), ("alloy-transport-http", Normal)]),
    ]);
    crate::assert_caught(
        &needed(&packages),
        &[
            "app needs rusqlite",
            "app needs k256",
            "ui needs tauri",
            "ui needs alloy-transport-http",
        ],
    );

    let text = "use ::c2pa::Reader;\nlet a = c2pa::Builder::new(); // revm::x\nuse crate::revm::y; x.tauri::<u8>();\n\
                let b = \"rusqlite::Connection\";\nuse alloy_provider::Provider;";
    crate::assert_caught(
        &named(&Source::new("crates/app/src/a.rs", text)),
        &["a.rs:5 names alloy_provider", "a.rs:1 names c2pa", "a.rs:2 names c2pa"],
    );
    assert!(
        named(&Source::new("crates/provenance/src/a.rs", "c2pa::Reader")).is_empty(),
        "it is its own"
    );
}
