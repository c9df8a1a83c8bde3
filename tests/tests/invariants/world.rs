//! Time and randomness come in from outside, and only the binaries block.

use crate::{
    code,
    tree::{self, Source},
};

const CLOCKS_AND_DICE: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "Utc::now",
    "Local::now",
    ".elapsed(",
    "getrandom",
    "thread_rng",
    "rand::rng",
    "rand::random",
    "OsRng",
    "from_os_rng",
    "::from_entropy()",
    "Uuid::new_v4",
    "Uuid::now_v7",
];
/// Where the computer's clock and randomness are made into `Clock` and `Rng`.
const SOURCE: &str = "crates/app/src/system.rs";
const BINARIES: &[&str] = &["crates/cli/src/", "src-tauri/src/"];

#[test]
fn time_and_randomness_come_from_outside() {
    let found: Vec<_> = outside_the_window().flat_map(read_by_itself).collect();
    crate::assert_none("time and randomness come in through Clock and Rng", &found);
}

#[test]
fn the_source_of_time_and_randomness_is_where_it_should_be() {
    let source = tree::product().into_iter().find(|file| file.path == SOURCE);
    let source =
        source.unwrap_or_else(|| panic!("{SOURCE} is gone; name the new place in world.rs"));
    for word in ["SystemTime::now", "getrandom"] {
        assert!(
            !code::find(&source.code, word).is_empty(),
            "{SOURCE} does not use {word} any more"
        );
    }
}

#[test]
fn only_the_binaries_block() {
    let found: Vec<_> = outside_the_window().flat_map(blocks).collect();
    crate::assert_none("no crate below the binaries blocks on a future", &found);
}

/// The window runs in a browser, whose timers it may use for what moves.
fn outside_the_window() -> impl Iterator<Item = &'static Source> {
    tree::product().into_iter().filter(|file| !file.is_in(&["ui/"]))
}

fn read_by_itself(source: &Source) -> Vec<String> {
    if source.path == SOURCE { Vec::new() } else { uses(source, CLOCKS_AND_DICE) }
}

fn blocks(source: &Source) -> Vec<String> {
    if source.is_in(BINARIES) { Vec::new() } else { uses(source, &["block_on", "block_in_place"]) }
}

fn uses(source: &Source, words: &[&str]) -> Vec<String> {
    words
        .iter()
        .flat_map(|word| code::find(&source.code, word))
        .map(|at| format!("{}: {}", source.place(at), source.line(at)))
        .collect()
}

#[test]
fn rule_catches_a_breach() {
    let text = "let t = std::time::SystemTime::now();\nlet i = Instant::now();\ngetrandom::fill(b);\n// OsRng\n\
                runtime.block_on(x);\n#[cfg(test)] mod tests { fn a() { Instant::now(); } }";
    let source = Source::new("crates/store/src/a.rs", text);
    crate::assert_caught(&read_by_itself(&source), &["a.rs:1", "a.rs:2", "a.rs:3"]);
    crate::assert_caught(&blocks(&source), &["a.rs:5"]);
    assert!(read_by_itself(&Source::new(SOURCE, text)).is_empty(), "it is the source");
}
