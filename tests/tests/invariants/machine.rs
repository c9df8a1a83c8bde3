//! Nothing in the project names the machine that it was written on.

use crate::tree::{self, Source};

/// Folders where people and build machines keep their own. Spelt in two halves, so that this file holds none.
const FOLDERS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers\\"),
];
/// Whom the examples are about.
const EXAMPLE: &str = "ada";

#[test]
fn no_file_names_a_machine() {
    let here = tree::root().to_string_lossy().into_owned();
    let found: Vec<_> = tree::files().iter().flat_map(|source| places(source, &here)).collect();
    crate::assert_none("a path of one machine means nothing on another", &found);
}

fn places(source: &Source, here: &str) -> Vec<String> {
    let mut found = Vec::new();
    for folder in FOLDERS.iter().copied().chain([here]) {
        for (at, _) in source.text.match_indices(folder) {
            // A name such as these may be a part of another path, behind `~` or `src`.
            let starts = source.text[..at]
                .chars()
                .last()
                .is_none_or(|c| !c.is_alphanumeric() && !"/~._-}#".contains(c));
            let behind = &source.text[at + folder.len()..];
            let example = behind
                .strip_prefix(EXAMPLE)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            if starts && !example {
                found.push(format!("{}: {}", source.place(at), source.line(at)));
            }
        }
    }
    found.dedup();
    found
}

#[test]
fn rule_catches_a_breach() {
    let text = format!(
        "open(\"{0}kim/x\")\nopen(\"{0}ada/x\")\n~{1}x\n({1}secret)\nui{1}x\n/srv/build/colophon/a\n",
        FOLDERS[0], FOLDERS[1]
    );
    let source = Source::new("docs/a.md", &text);
    crate::assert_caught(&places(&source, "/srv/build/colophon"), &["a.md:1", "a.md:4", "a.md:6"]);
}
