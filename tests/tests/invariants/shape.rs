//! How the source is laid out: small files, plain names, a README for each crate, no test left out.

use std::{collections::BTreeSet, fs};

use crate::{
    code, items,
    tree::{self, Source},
};

/// No file is longer.
const LONGEST: usize = 700;
/// Half of the files are shorter.
const MEDIAN: usize = 170;
/// Words that say nothing about what a thing is.
const VAGUE: &[&str] = &["Manager", "Helper", "Helpers", "Util", "Utils"];

#[test]
fn files_are_small() {
    let sources = written();
    crate::assert_none("a file that is read whole has 700 lines at most", &too_long(&sources));
    let median = median(&sources);
    assert!(median < MEDIAN, "half of the files have {median} lines or more; {MEDIAN} is too many");
}

#[test]
fn names_say_what_things_are() {
    let found: Vec<_> = tree::files().iter().flat_map(vaguely_named).collect();
    crate::assert_none("a name says what a thing is", &found);
}

#[test]
fn modules_are_files_of_their_own_name() {
    let found: Vec<_> = tree::files()
        .iter()
        .filter(|file| file.path.rsplit('/').next() == Some("mod.rs"))
        .map(|file| file.path.clone())
        .collect();
    crate::assert_none("a module is name.rs beside name/, never mod.rs", &found);
}

#[test]
fn no_test_is_left_out() {
    let found: Vec<_> =
        tree::files().iter().filter(|file| tree::is_rust(file)).flat_map(left_out).collect();
    crate::assert_none("a test that does not run proves nothing", &found);
}

#[test]
fn every_crate_has_a_readme_as_its_documentation() {
    let crates = fs::read_dir(tree::root().join("crates")).expect("the workspace has crates");
    let names: BTreeSet<_> = crates
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    let found: Vec<_> = names.iter().filter_map(|name| undocumented(name, tree::files())).collect();
    crate::assert_none("a crate's README.md is its documentation, included by #![doc]", &found);
}

#[test]
fn every_package_takes_the_lints_of_the_workspace() {
    let manifests = tree::files().iter().filter(|file| file.path.ends_with("Cargo.toml"));
    let found: Vec<_> =
        manifests.filter(|file| !has_lints(&file.text)).map(|file| file.path.clone()).collect();
    crate::assert_none(
        "each Cargo.toml has `[lints] workspace = true`: unsafe code is forbidden everywhere",
        &found,
    );
}

/// Rust and Solidity that is no test.
fn written() -> Vec<&'static Source> {
    tree::files()
        .iter()
        .filter(|file| file.path.ends_with(".rs") || file.path.ends_with(".sol"))
        .filter(|file| {
            !file.path.split('/').any(|part| matches!(part, "tests" | "test" | "benches"))
        })
        .collect()
}

fn lines(source: &Source) -> usize {
    source.text.lines().count()
}

fn too_long(sources: &[&Source]) -> Vec<String> {
    let long = sources.iter().filter(|source| lines(source) > LONGEST);
    long.map(|source| format!("{} has {} lines", source.path, lines(source))).collect()
}

fn median(sources: &[&Source]) -> usize {
    let mut lengths: Vec<_> = sources.iter().map(|source| lines(source)).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}

fn vaguely_named(source: &Source) -> Vec<String> {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let vague = |word: &str| VAGUE.iter().any(|vague| word.ends_with(vague));
    let camel: String = stem
        .split(['_', '-'])
        .map(|part| part[..1.min(part.len())].to_uppercase() + part.get(1..).unwrap_or(""))
        .collect();
    let mut found = Vec::new();
    if vague(&camel) && (name.ends_with(".rs") || name.ends_with(".sol")) {
        found.push(source.path.clone());
    }
    let declared = ["struct ", "enum ", "trait ", "type ", "union "];
    for at in declared
        .iter()
        .flat_map(|word| code::find(&source.code, word).into_iter().map(|at| at + word.len()))
    {
        if let Some(word) = items::first_word(&source.code[at..]).filter(|word| vague(word)) {
            found.push(format!("{}: {word}", source.place(at)));
        }
    }
    found
}

fn left_out(source: &Source) -> Vec<String> {
    let code = code::blanked(&source.text);
    let attributes = code.match_indices("#[").map(|(at, _)| code::bracketed(&code, at + 1));
    attributes
        .filter(|range| {
            let attribute = &code[range.clone()];
            attribute.starts_with("[ignore")
                || (attribute.starts_with("[cfg_attr")
                    && !code::find(attribute, "ignore").is_empty())
        })
        .map(|range| format!("{}: {}", source.place(range.start), source.line(range.start)))
        .collect()
}

fn undocumented(name: &str, files: &[Source]) -> Option<String> {
    let file = |path: &str| files.iter().find(|file| file.path == format!("crates/{name}/{path}"));
    let Some(readme) = file("README.md") else {
        return Some(format!("crates/{name} has no README.md"));
    };
    if readme.text.lines().filter(|line| !line.trim().is_empty()).count() < 2 {
        return Some(format!("crates/{name}/README.md says nothing"));
    }
    let root = file("src/lib.rs").or_else(|| file("src/main.rs"));
    let included =
        root.is_some_and(|root| root.text.contains("#![doc = include_str!(\"../README.md\")]"));
    (!included).then(|| format!("crates/{name} does not include its README.md"))
}

fn has_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim);
    lines.any(|line| line == "[lints]") && lines.next() == Some("workspace = true")
}

#[test]
fn rule_catches_a_breach() {
    let file = |path: &str, lines: usize| Source::new(path, &"x\n".repeat(lines));
    let (short, long) = (file("a.rs", 10), file("b.rs", 701));
    crate::assert_caught(&too_long(&[&short, &long]), &["b.rs has 701 lines"]);
    assert_eq!(median(&[&short, &long, &file("c.rs", 20)]), 20, "the middle one");

    crate::assert_caught(
        &vaguely_named(&Source::new(
            "a/file_utils.rs",
            "struct KeyManager; use tauri::Manager; enum Kind {} // struct AHelper",
        )),
        &["a/file_utils.rs", "KeyManager"],
    );
    let skipped = "#[test]\n#[ignore = \"slow\"]\nfn a() {}\n#[cfg_attr(windows, ignore)] fn b() {}\n// #[ignore]\n#[cfg(x)] fn c() {}";
    crate::assert_caught(&left_out(&Source::new("a.rs", skipped)), &["a.rs:2", "a.rs:4"]);

    let included = "#![doc = include_str!(\"../README.md\")]";
    let files = [
        Source::new("crates/a/README.md", "# a\n\nWhat it is."),
        Source::new("crates/a/src/lib.rs", included),
        Source::new("crates/b/README.md", "# b"),
        Source::new("crates/b/src/lib.rs", included),
        Source::new("crates/c/README.md", "# c\n\nWhat it is."),
        Source::new("crates/c/src/main.rs", "//! c"),
    ];
    let found: Vec<_> =
        ["a", "b", "c", "d"].iter().filter_map(|name| undocumented(name, &files)).collect();
    crate::assert_caught(
        &found,
        &["b/README.md says nothing", "c does not include", "d has no README.md"],
    );

    assert!(has_lints("[package]\n[lints]\nworkspace = true\n"), "as it should be");
    assert!(!has_lints("[lints]\nrust = {}\n") && !has_lints("[package]\n"), "not taken");
}
