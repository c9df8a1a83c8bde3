//! No amount is ever a float.

use crate::tree::{self, Source};

/// Where amounts are made, kept and counted: no float at all.
const EXACT: &[&str] = &[
    "crates/model/src/",
    "crates/royalties/src/",
    "crates/chain/src/",
    "crates/store/src/",
    "crates/keys/src/",
    "crates/desk/src/",
];
/// Where amounts pass through: no float but the exceptions.
const PASSING: &[&str] = &[
    "crates/practice/src/",
    "crates/ipc/src/",
    "crates/app/src/",
    "crates/cli/src/",
    "src-tauri/src/",
];

/// Floats that are no amounts: a file, what stands in each such line, and why.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[
    ("crates/app/src/inspect.rs", &["found.error * 1000.0"], "a share of bits that differ"),
    (
        "crates/app/src/tool.rs",
        &["psnr", "ssim", "z:", "log10_p"],
        "how well a mark hides, and how sure it is",
    ),
    ("crates/ipc/src/inspect.rs", &["log10_p"], "a probability"),
    (
        "crates/practice/src/rpc/fees.rs",
        &["percentiles", "f64 {", "gas_used"],
        "shares of a block, floats by the RPC's standard",
    ),
];

#[test]
fn no_amount_is_a_float() {
    let found: Vec<_> = tree::product()
        .into_iter()
        .filter(|file| file.is_in(EXACT) || file.is_in(PASSING))
        .flat_map(breaches)
        .collect();
    crate::assert_none("amounts are whole units in integers, written as decimal text", &found);
}

#[test]
fn no_column_is_a_float() {
    let migrations = tree::files().iter().filter(|file| file.is_in(&["crates/store/migrations/"]));
    let mut found = Vec::new();
    let mut seen = 0;
    for migration in migrations {
        seen += 1;
        found.extend(float_columns(migration));
    }
    assert!(seen > 0, "no migration found below crates/store/migrations");
    crate::assert_none("amounts are decimal text in the database", &found);
}

#[test]
fn every_exception_is_still_needed() {
    for (path, parts, why) in EXCEPTIONS {
        let exact = EXACT.iter().any(|folder| path.starts_with(folder));
        assert!(!exact, "{path} holds amounts for good; there is no exception ({why}) in it");
        let source = tree::product().into_iter().find(|file| file.path == *path);
        let source =
            source.unwrap_or_else(|| panic!("{path} is gone; take its exception ({why}) away"));
        for part in *parts {
            let used = floats(&source.code).iter().any(|at| source.line(*at).contains(part));
            assert!(
                used,
                "{path} has no float with `{part}` any more; take the exception ({why}) away"
            );
        }
    }
}

fn breaches(source: &Source) -> Vec<String> {
    let excepted = EXCEPTIONS.iter().filter(|(path, ..)| *path == source.path);
    let parts: Vec<&str> = excepted.flat_map(|(_, parts, _)| *parts).copied().collect();
    floats(&source.code)
        .into_iter()
        .filter(|at| !parts.iter().any(|part| source.line(*at).contains(part)))
        .map(|at| format!("{}: {}", source.place(at), source.line(at)))
        .collect()
}

/// Where a float's type, a float's literal or a function of floats stands.
fn floats(code: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        let at = code.len() - rest.len() + start;
        let length = rest[start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, behind) = rest[start..].split_at(length.unwrap_or(rest.len() - start));
        if is_float(word, code[..at].chars().last(), behind) {
            found.push(at);
        }
        rest = behind;
    }
    found
}

fn is_float(word: &str, before: Option<char>, behind: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || c == '_';
    let number = word.starts_with(|c: char| c.is_ascii_digit());
    if word.starts_with("0x") {
        return false;
    }
    if word.split('_').any(|part| matches!(part, "f32" | "f64"))
        || (number && (word.ends_with("f32") || word.ends_with("f64")))
    {
        return true;
    }
    // `pair.0.1` is no number.
    if !number || before == Some('.') {
        return false;
    }
    let exponent = word.trim_start_matches(digit).strip_prefix(['e', 'E']);
    if exponent.is_some_and(|power| power.chars().all(digit)) {
        return true;
    }
    // `1..2` is a range, `1.max(2)` a call.
    let mut after = behind.chars();
    word.chars().all(digit)
        && after.next() == Some('.')
        && !after.next().is_some_and(|c| c == '.' || c == '_' || c.is_alphabetic())
}

fn float_columns(migration: &Source) -> Vec<String> {
    let statements = migration.text.lines().enumerate();
    let words = |line: &str| -> Vec<String> {
        // Every second part stands between quotes.
        let code = line.split("--").next().unwrap_or_default();
        let code: Vec<_> = code.split('\'').step_by(2).collect();
        let code = code.join(" ");
        code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .map(str::to_ascii_uppercase)
            .collect()
    };
    statements
        .filter(|(_, line)| {
            words(line)
                .iter()
                .any(|word| matches!(word.as_str(), "REAL" | "FLOAT" | "DOUBLE" | "NUMERIC"))
        })
        .map(|(at, line)| format!("{}:{}: {}", migration.path, at + 1, line.trim()))
        .collect()
}

#[test]
fn rule_catches_a_breach() {
    for (text, expected) in [
        ("let a: f64 = x;", 1),
        ("x as f32", 1),
        ("1.5 + 2. + 1e9 + 3f64 + 2_f32", 5),
        ("value.as_f64()", 1),
        ("0x1f64 + 0..9 + pair.0.1 + 1.max(2) + 10usize + 1_000u64 + B256", 0),
        ("// f64\n\"1.5 f64\"; /// 1.5\n#[cfg(test)] mod tests { const A: f64 = 1.5; }", 0),
    ] {
        let seen = breaches(&Source::new("crates/royalties/src/a.rs", text));
        assert_eq!(seen.len(), expected, "{text}: {seen:?}");
    }

    let mixed =
        Source::new("crates/ipc/src/inspect.rs", "pub log10_p: Option<f64>,\npub amount: f64,");
    crate::assert_caught(&breaches(&mixed), &["inspect.rs:2: pub amount: f64"]);
    let table = Source::new(
        "a.sql",
        "CREATE TABLE a (\n  amount REAL NOT NULL, -- why\n  realm TEXT CHECK (realm = 'real'), -- no REAL\n) STRICT;",
    );
    crate::assert_caught(&float_columns(&table), &["a.sql:2: amount REAL"]);
}
