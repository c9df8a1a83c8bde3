//! An original file is only ever read; every output is a new file that gets its name when it is whole.

use crate::{
    code,
    tree::{self, Source},
};

/// What makes, changes or replaces a file.
const WRITING: &[&str] = &[
    "OpenOptions",
    "File::options",
    "File::create",
    "File::create_new",
    "File::create_buffered",
    "fs::write",
    "fs::rename",
    "fs::copy",
    "fs::hard_link",
    ".persist(",
    ".persist_noclobber(",
    ".set_len(",
];
/// What takes a file away or changes how it can be used.
const REMOVING: &[&str] = &[
    "fs::remove_file",
    "fs::remove_dir",
    "fs::remove_dir_all",
    "fs::set_permissions",
    ".set_times(",
];

/// The few places that write, and what.
const WRITERS: &[(&str, &str)] = &[
    (
        "crates/media/src/atomic.rs",
        "every copy, thumbnail and statement: temporary name, flush, rename",
    ),
    ("crates/provenance/src/sign.rs", "the signed copy: temporary name, flush, rename"),
    (
        "crates/app/src/new_folder.rs",
        "the fan packs of a work: a folder under a temporary name, every file flushed, rename",
    ),
    ("crates/keys/src/file.rs", "the keystore: temporary name, mode 0600, flush, rename"),
    ("crates/store/src/lock.rs", "the lock file"),
    ("crates/store/src/backup.rs", "a backup: temporary name, flush, rename"),
    ("crates/practice/src/journal.rs", "the practice chain's journal, which only grows"),
    ("crates/cli/src/command/account.rs", "the recovery words: a new file, for its owner alone"),
    (
        "crates/cli/src/command/register.rs",
        "another copy of a signed copy: temporary name, flush, rename",
    ),
];
/// Crates that are handed the path of an original.
const HANDED_ORIGINALS: &[&str] =
    &["crates/media/src/", "crates/watermark/src/", "crates/provenance/src/"];

#[test]
fn files_are_written_in_few_places() {
    let found: Vec<_> = tree::product().into_iter().flat_map(writes).collect();
    crate::assert_none(
        "an output is written to a temporary name, flushed and renamed, by one of few writers",
        &found,
    );
}

#[test]
fn nothing_that_is_handed_an_original_can_remove_it() {
    let found: Vec<_> = tree::product().into_iter().flat_map(removes).collect();
    crate::assert_none("an original is only ever read", &found);
}

#[test]
fn every_writer_still_writes() {
    for (path, what) in WRITERS {
        let source = tree::product().into_iter().find(|file| file.path == *path);
        let source =
            source.unwrap_or_else(|| panic!("{path} is gone; take it ({what}) off the list"));
        assert!(
            !uses(source, WRITING).is_empty(),
            "{path} does not write any more; take it ({what}) off the list"
        );
    }
}

#[test]
fn what_gets_a_name_was_flushed() {
    for (path, what) in WRITERS {
        let source =
            tree::product().into_iter().find(|file| file.path == *path).expect("checked above");
        assert!(
            names_only_what_was_flushed(source),
            "{path} ({what}) renames, but never calls sync_all"
        );
    }
}

fn writes(source: &Source) -> Vec<String> {
    let writer = WRITERS.iter().any(|(path, _)| *path == source.path);
    if writer { Vec::new() } else { uses(source, WRITING) }
}

fn removes(source: &Source) -> Vec<String> {
    if source.is_in(HANDED_ORIGINALS) { uses(source, REMOVING) } else { Vec::new() }
}

fn uses(source: &Source, words: &[&str]) -> Vec<String> {
    words
        .iter()
        .flat_map(|word| code::find(&source.code, word))
        .map(|at| format!("{}: {}", source.place(at), source.line(at)))
        .collect()
}

fn names_only_what_was_flushed(source: &Source) -> bool {
    let names = ["fs::rename", ".persist(", ".persist_noclobber("]
        .iter()
        .any(|word| !code::find(&source.code, word).is_empty());
    !names || !code::find(&source.code, "sync_all").is_empty()
}

#[test]
fn rule_catches_a_breach() {
    let text = "fn a() { std::fs::write(p, b); }\nlet f = File::create(p)?;\nOpenOptions::new().write(true);\n\
                temp.persist(original);\n// fs::write\nfs::remove_file(p);";
    let source = Source::new("crates/media/src/copy.rs", text);
    let mut seen = writes(&source);
    seen.sort();
    crate::assert_caught(&seen, &["copy.rs:1", "copy.rs:2", "copy.rs:3", "copy.rs:4"]);
    crate::assert_caught(&removes(&source), &["copy.rs:6: fs::remove_file(p);"]);
    assert!(writes(&Source::new("crates/media/src/atomic.rs", text)).is_empty(), "it is a writer");
    assert!(!names_only_what_was_flushed(&Source::new("a.rs", "fs::rename(a, b)")), "not flushed");
    assert!(
        names_only_what_was_flushed(&Source::new("a.rs", "f.sync_all()?; fs::rename(a, b)")),
        "flushed"
    );
}
