//! The window's own sentences, so that a journey presses what a reader of that language sees.

use std::{collections::BTreeMap, fs, path::Path, sync::OnceLock};

use serde_json::Value;

/// The English sentence behind a constant of the page, such as `WELCOME_CREATE`. Names in braces stand for facts.
pub(crate) fn said(constant: &str) -> &'static str {
    said_in("en", constant)
}

/// The sentence in one of the window's languages.
pub(crate) fn said_in(language: &str, constant: &str) -> &'static str {
    static TABLES: OnceLock<BTreeMap<&str, BTreeMap<String, String>>> = OnceLock::new();
    let tables = TABLES.get_or_init(|| ["en", "fr", "zh"].map(|code| (code, table(code))).into());
    let table = tables.get(language).unwrap_or_else(|| panic!("there is no language {language}"));
    table.get(constant).unwrap_or_else(|| panic!("the page says nothing under {constant}"))
}

fn table(language: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../ui/locales/{language}.json"));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut table = BTreeMap::new();
    flatten("", &serde_json::from_str(&text).expect("a table of sentences"), &mut table);
    table
}

/// Names as the page's own table makes them: sections joined, in capitals.
fn flatten(prefix: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.to_uppercase().replace(['.', '-', '@'], "_");
                let name = if prefix.is_empty() { name } else { format!("{prefix}_{name}") };
                flatten(&name, value, into);
            }
        }
        Value::String(text) => {
            into.insert(prefix.to_owned(), text.clone());
        }
        _ => {}
    }
}
