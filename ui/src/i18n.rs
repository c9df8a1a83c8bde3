//! Sentences in three languages, as a table made at build time.

use std::cell::Cell;

/// A constant for every sentence, and the table behind them.
pub(crate) mod k {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// A sentence: its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(usize);

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Locale {
    #[default]
    En,
    Fr,
    Zh,
}

impl Locale {
    pub(crate) const ALL: [Self; 3] = [Self::En, Self::Fr, Self::Zh];

    /// The code in preferences and in `<html lang>`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Zh => "zh",
        }
    }

    /// The tag for dates; plain `en` would write them in the American order.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en-GB",
            Self::Fr => "fr-FR",
            Self::Zh => "zh-CN",
        }
    }

    /// Its own name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Zh => "中文",
        }
    }

    /// The language of a tag such as `fr-CA`.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| tag.to_ascii_lowercase().starts_with(locale.code()))
    }
}

thread_local! {
    static CURRENT: Cell<Locale> = const { Cell::new(Locale::En) };
}

/// The language in use. Views that say something are made again when it changes.
pub(crate) fn current() -> Locale {
    CURRENT.get()
}

/// Changes the language of everything said from now on.
pub(crate) fn speak(locale: Locale) {
    CURRENT.set(locale);
}

impl Text {
    /// This sentence in `locale`.
    pub(crate) fn said_in(self, locale: Locale) -> &'static str {
        k::TABLE
            .get(self.0)
            .and_then(|(_, said)| said.get(locale as usize))
            .copied()
            .unwrap_or_default()
    }
}

/// The sentence in the language in use.
pub(crate) fn t(text: Text) -> &'static str {
    text.said_in(current())
}

/// The sentence of that name, such as `error.funds`.
pub(crate) fn find(name: &str) -> Option<Text> {
    k::TABLE.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(Text)
}

/// The sentence with its facts filled in.
pub(crate) fn fill(text: Text, facts: &[(&str, &str)]) -> String {
    facts
        .iter()
        .fold(t(text).to_owned(), |said, (name, value)| said.replace(&format!("{{{name}}}"), value))
}

/// One of two sentences by the language's rule for counting, with `{n}` filled in.
pub(crate) fn count(one: Text, other: Text, n: u64) -> String {
    let single = match current() {
        Locale::En => n == 1,
        Locale::Fr => n < 2,
        Locale::Zh => false,
    };
    let text = if single { one } else { other };
    fill(text, &[("n", &crate::format::number(&n.to_string(), current()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_nothing_is_empty() {
        assert!(k::TABLE.is_sorted_by_key(|(name, _)| *name), "find() searches by halves");
        for (name, said) in k::TABLE {
            for locale in Locale::ALL {
                assert!(!Text(0).said_in(locale).is_empty());
                let text = said[locale as usize];
                assert!(!text.trim().is_empty(), "{name} says nothing in {}", locale.code());
                assert!(
                    !text.contains(['→', '✓', '✗', '←']),
                    "{name}: the fonts have no such glyph"
                );
            }
        }
    }

    #[test]
    fn french_and_chinese_are_set_as_they_should_be() {
        for (name, [_, fr, zh]) in k::TABLE {
            for mark in [" ?", " !", " ;", " :", " %", "« ", " »"] {
                assert!(
                    !fr.contains(mark),
                    "{name}: {mark:?} needs a space that does not break: {fr}"
                );
            }
            assert!(!fr.contains('\''), "{name}: a typewriter apostrophe in French: {fr}");
            let inside = |mark: char| {
                let letters: Vec<char> = zh.chars().collect();
                letters
                    .windows(2)
                    .any(|w| w[1] == mark && ('\u{4e00}'..='\u{9fff}').contains(&w[0]))
            };
            for mark in [',', '.', ':', ';', '?', '!', '('] {
                assert!(!inside(mark), "{name}: {mark:?} after a Chinese character: {zh}");
            }
        }
    }

    #[test]
    fn counting_follows_the_language() {
        let check = |locale, n, said: &str| {
            speak(locale);
            assert_eq!(count(k::COUNT_WORKS_ONE, k::COUNT_WORKS_OTHER, n), said, "{locale:?} {n}");
            speak(Locale::En);
        };
        check(Locale::En, 1, "1 work");
        check(Locale::En, 0, "0 works");
        check(Locale::Fr, 0, "0 œuvre");
        check(Locale::Fr, 1200, "1\u{202f}200 œuvres");
        check(Locale::Zh, 1, "1 件作品");
    }

    #[test]
    fn a_tag_names_a_language() {
        for (tag, locale) in
            [("fr-CA", Some(Locale::Fr)), ("zh_CN", Some(Locale::Zh)), ("de", None)]
        {
            assert_eq!(Locale::of(tag), locale, "{tag}");
        }
    }
}
