//! What the terminal says, in three languages.

use std::collections::BTreeMap;
use std::fmt::Display;

use clap::ValueEnum;

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English.
    En,
    /// French.
    Fr,
    /// Chinese, simplified.
    Zh,
}

impl Language {
    const fn text(self) -> &'static str {
        match self {
            Self::En => include_str!("../locales/en.json"),
            Self::Fr => include_str!("../locales/fr.json"),
            Self::Zh => include_str!("../locales/zh.json"),
        }
    }

    /// From a locale's name, such as `fr_CH.UTF-8`; English where it is none of ours.
    fn of_locale(name: &str) -> Self {
        match name.get(..2) {
            Some("fr") => Self::Fr,
            Some("zh") => Self::Zh,
            _ => Self::En,
        }
    }
}

/// The sentences of one language. A sentence that counts may stand a second time, under its key with `@one`, for the
/// number that this language speaks of in the singular.
#[derive(Debug)]
pub(crate) struct Words(BTreeMap<String, String>);

/// What is counted in sentences with two forms.
const COUNTED: [&str; 2] = ["count", "holders"];

impl Words {
    /// The language that was asked for, else the system's.
    pub(crate) fn choose(asked: Option<Language>) -> Self {
        let system = || {
            let name = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .filter_map(|name| std::env::var(name).ok())
                .find(|value| !value.is_empty());
            Language::of_locale(&name.unwrap_or_default())
        };
        Self::of(asked.unwrap_or_else(system))
    }

    fn of(language: Language) -> Self {
        // A test reads all three; a catalogue that did not parse would show its keys.
        Self(serde_json::from_str(language.text()).unwrap_or_default())
    }

    /// The sentence of `key` with `{name}` replaced by each value.
    pub(crate) fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let single = values
            .iter()
            .any(|(name, value)| COUNTED.contains(name) && value.to_string() == "1")
            .then(|| self.0.get(&format!("{key}@one")))
            .flatten();
        let mut text =
            single.or_else(|| self.0.get(key)).cloned().unwrap_or_else(|| key.to_owned());
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), &value.to_string());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn source(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                source(&path, text);
            } else if !path.ends_with("words.rs") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(n, _)| n)).collect()
    }

    #[test]
    fn all_languages_say_the_same_and_nothing_else() {
        let english = Words::of(Language::En).0;
        assert!(english.len() > 50, "the catalogue did not parse");
        for other in [Language::Fr, Language::Zh] {
            let said = Words::of(other).0;
            let keys = |w: &BTreeMap<String, String>| w.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&english), keys(&said), "{other:?} has other keys than English");
            for (key, text) in &english {
                assert_eq!(places(text), places(&said[key]), "{other:?} {key} has other values");
            }
        }
    }

    #[test]
    fn every_sentence_is_used_and_every_used_sentence_is_there() {
        let mut text = String::new();
        source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        let english = Words::of(Language::En).0;
        for key in english.keys().map(|key| key.trim_end_matches("@one")) {
            assert!(text.contains(&format!("\"{key}\"")), "nobody says `{key}`");
        }
        let groups: BTreeSet<&str> = english.keys().filter_map(|k| k.split('.').next()).collect();
        for literal in text.split('"').filter(|l| !l.contains(char::is_whitespace)) {
            let Some((group, rest)) = literal.split_once('.') else { continue };
            let named =
                groups.contains(group) && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            assert!(
                !named || rest.is_empty() || english.contains_key(literal),
                "`{literal}` is not in the catalogue"
            );
        }
    }

    #[test]
    fn one_is_not_spoken_of_as_many() {
        let check = |language: Language, count: u64, want: &str| {
            let said = Words::of(language).say("demo.shares", &[("holders", &count)]);
            assert_eq!(said, want, "{language:?}, {count}");
        };
        check(Language::En, 1, "1 holder");
        check(Language::En, 1003, "1003 holders");
        check(Language::Fr, 1, "1 détenteur");
        check(Language::Zh, 1, "1 位持有人");
    }

    #[test]
    fn the_system_names_the_language() {
        for (name, want) in [
            ("fr_CH.UTF-8", Language::Fr),
            ("zh_CN", Language::Zh),
            ("C.UTF-8", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(Language::of_locale(name), want, "{name}");
        }
    }
}
