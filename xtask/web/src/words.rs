//! What the page says in each language when its wasm cannot.

use std::path::Path;

use serde_json::{Map, Value};

use crate::{
    dist,
    error::{Error, Result},
};

/// The part of each language file that the start script says.
const SECTION: &str = "start";

/// A script module whose default export is `{ language: { name: sentence } }`.
pub(crate) fn script(locales: &Path) -> Result<String> {
    let mut words = Map::new();
    for (name, bytes) in dist::read_tree(locales)? {
        let Some(language) = name.strip_suffix(".json") else { continue };
        let failed = |why: String| Error::Words(locales.join(&name), why);
        let sentences: Value =
            serde_json::from_slice(&bytes).map_err(|error| failed(error.to_string()))?;
        let section = sentences.get(SECTION).cloned();
        let section = section.ok_or_else(|| failed(format!("has no section \"{SECTION}\"")))?;
        words.insert(language.to_owned(), section);
    }
    Ok(format!("export default {};\n", Value::Object(words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::Dist;

    fn scripted(files: &[(&str, &str)]) -> Result<String> {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let mut locales = Dist::open(folder.path()).expect("a folder");
        for (name, text) in files {
            locales.put(name, text.as_bytes()).expect("written");
        }
        script(folder.path())
    }

    #[test]
    fn each_language_gives_its_words() {
        let script = scripted(&[
            ("en.json", r#"{"start":{"failed":"No."},"works":{"title":"Works"}}"#),
            ("fr.json", r#"{"start":{"failed":"Non."}}"#),
        ]);
        assert_eq!(
            script.expect("words"),
            "export default {\"en\":{\"failed\":\"No.\"},\"fr\":{\"failed\":\"Non.\"}};\n"
        );
    }

    #[test]
    fn a_language_without_them_is_named() {
        let error = scripted(&[("zh.json", "{}")]).expect_err("no words").to_string();
        assert!(error.ends_with("zh.json: has no section \"start\""), "{error}");
    }
}
