//! Turns `locales/*.json` into one table of sentences with a constant for each.
//!
//! The build fails if a language lacks a sentence, has one too many, or fills it with other facts. Sentences of the
//! sections in [`BY_NAME`] are looked up at run time by a name that comes from the shell, or said by the script that
//! starts the page, so they get no constant.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::Path,
};

const LOCALES: [&str; 3] = ["en", "fr", "zh"];
const BY_NAME: [&str; 4] = ["error.", "fact.", "policy.", "start."];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    let mut tables = Vec::new();
    for locale in LOCALES {
        let text = fs::read_to_string(format!("locales/{locale}.json"))?;
        let mut table = BTreeMap::new();
        flatten("", &serde_json::from_str(&text)?, &mut table);
        tables.push(table);
    }
    let (english, others) = tables.split_first().ok_or("there is no language")?;
    for (locale, table) in LOCALES.iter().skip(1).zip(others) {
        compare(locale, english, table)?;
    }

    let mut code = String::new();
    for (number, name) in english.keys().enumerate() {
        if !BY_NAME.iter().any(|section| name.starts_with(section)) {
            let constant = name.to_uppercase().replace(['.', '-', '@'], "_");
            writeln!(code, "pub(crate) const {constant}: super::Text = super::Text({number});")?;
        }
    }
    writeln!(code, "pub(super) static TABLE: &[(&str, [&str; {}])] = &[", LOCALES.len())?;
    for name in english.keys() {
        let said: Vec<&str> =
            tables.iter().map(|table| table.get(name).map_or("", |t| t)).collect();
        writeln!(code, "    ({name:?}, {said:?}),")?;
    }
    writeln!(code, "];")?;
    let target = Path::new(&env::var("OUT_DIR")?).join("texts.rs");
    #[allow(clippy::disallowed_methods, reason = "the output folder of a build script is scratch")]
    fs::write(target, code)?;
    Ok(())
}

fn flatten(prefix: &str, value: &serde_json::Value, into: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let dot = if prefix.is_empty() { "" } else { "." };
                flatten(&format!("{prefix}{dot}{name}"), value, into);
            }
        }
        serde_json::Value::String(text) => {
            into.insert(prefix.to_owned(), text.clone());
        }
        _ => {}
    }
}

fn compare(
    locale: &str,
    english: &BTreeMap<String, String>,
    table: &BTreeMap<String, String>,
) -> Result<(), String> {
    let names = |table: &BTreeMap<String, String>| table.keys().cloned().collect::<BTreeSet<_>>();
    let (ours, theirs) = (names(english), names(table));
    if let Some(name) = ours.difference(&theirs).next() {
        return Err(format!("locales/{locale}.json lacks {name}"));
    }
    if let Some(name) = theirs.difference(&ours).next() {
        return Err(format!("locales/{locale}.json has {name}, which English does not"));
    }
    for (name, text) in english {
        let (ours, theirs) = (facts(text), facts(table.get(name).map_or("", |t| t)));
        if ours != theirs {
            return Err(format!(
                "locales/{locale}.json fills {name} with {theirs:?}, not {ours:?}"
            ));
        }
    }
    Ok(())
}

/// The names in braces.
fn facts(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}
