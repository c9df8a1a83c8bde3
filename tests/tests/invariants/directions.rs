//! Who may know whom.

use crate::packages::{self, Kind, Packages};

/// Adapters: each knows the model and one outside thing, none knows another.
const ADAPTERS: &[&str] = &[
    "media",
    "watermark",
    "provenance",
    "policy",
    "keys",
    "chain",
    "practice",
    "royalties",
    "desk",
    "store",
];
/// What may use `media`, because its work is on decoded files.
const MEDIA_USERS: &[&str] = &["watermark", "provenance"];
/// Whose tests need a node, and the node that needs no set-up: as a program of somebody else's would, it stands behind the
/// transport, and nothing that is shipped knows it.
const TESTED_ON: (&str, &str) = ("chain", "practice");
/// Those who speak to people or to programs: they know the app and nothing below it.
const FACES: &[&str] = &["desktop", "cli", "tests"];

#[test]
fn crates_point_in_one_direction() {
    let found = breaches(packages::workspace());
    crate::assert_none("crates may only know those below them (ARCHITECTURE.md, code map)", &found);
}

fn breaches(packages: &Packages) -> Vec<String> {
    let mut found = Vec::new();
    for (package, needs) in packages {
        for (need, kind) in needs.iter().filter(|(need, _)| packages::is_ours(need)) {
            let from = package.trim_start_matches("colophon-");
            let to = need.trim_start_matches("colophon-");
            match may_know(from) {
                None => found.push(format!(
                    "{package} has no place in the order; give it one in directions.rs"
                )),
                Some(_) if to == "testkit" && *kind == Kind::Dev => {}
                Some(_) if (from, to) == TESTED_ON && *kind == Kind::Dev => {}
                Some(known) if known.contains(&to) => {}
                Some(_) => found.push(format!("{package} must not know {need}")),
            }
        }
    }
    found
}

fn may_know(name: &str) -> Option<Vec<&'static str>> {
    Some(match name {
        "model" | "xtask" | "xtask-web" => vec![],
        "ipc" | "testkit" => vec!["model"],
        "ui" => vec!["ipc", "model"],
        "app" => [ADAPTERS, &["ipc", "model"]].concat(),
        name if FACES.contains(&name) => vec!["app", "ipc", "model"],
        name if MEDIA_USERS.contains(&name) => vec!["media", "model"],
        name if ADAPTERS.contains(&name) => vec!["model"],
        _ => return None,
    })
}

#[test]
fn rule_catches_a_breach() {
    use Kind::{Build, Dev, Normal};
    let packages = packages::sample(&[
        ("colophon-app", &[("colophon-store", Normal), ("colophon-testkit", Dev)]),
        ("colophon-chain", &[("colophon-practice", Dev), ("colophon-practice", Normal)]),
        ("colophon-cli", &[("colophon-app", Normal), ("colophon-store", Normal)]),
        ("colophon-desktop", &[("colophon-ipc", Build), ("colophon-testkit", Normal)]),
        ("colophon-keys", &[("colophon-store", Dev)]),
        ("colophon-model", &[("serde", Normal), ("colophon-ipc", Normal)]),
        ("colophon-new", &[("colophon-model", Normal)]),
        ("colophon-ui", &[("colophon-app", Normal)]),
        ("colophon-watermark", &[("colophon-media", Normal), ("colophon-provenance", Normal)]),
    ]);
    crate::assert_caught(
        &breaches(&packages),
        &[
            "colophon-chain must not know colophon-practice",
            "colophon-cli must not know colophon-store",
            "colophon-desktop must not know colophon-testkit",
            "colophon-keys must not know colophon-store",
            "colophon-model must not know colophon-ipc",
            "colophon-new has no place",
            "colophon-ui must not know colophon-app",
            "colophon-watermark must not know colophon-provenance",
        ],
    );
}
