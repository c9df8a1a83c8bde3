//! Rust source as the rules read it: without comments, literals and tests, with every byte where it was.

use std::ops::Range;

/// The code of a file: comments and the insides of literals are blanks, line breaks stay.
pub(crate) fn blanked(source: &str) -> String {
    let mut bytes = source.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(&bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => block_end(&bytes, at),
            b'"' => string_end(&bytes, at),
            b'r' if !follows_word(&bytes, at) => match raw_string_end(&bytes, at) {
                Some(end) => end,
                None => at,
            },
            b'\'' => match char_end(source, at) {
                Some(end) => end,
                None => at,
            },
            _ => at,
        };
        blank(&mut bytes, at..end);
        at = end.max(at + 1);
    }
    String::from_utf8(bytes).expect("only whole characters are blanked")
}

/// Blanks what is compiled for tests alone, in code that is [`blanked`] already.
pub(crate) fn without_tests(code: &str) -> String {
    let mut bytes = code.as_bytes().to_vec();
    if code.contains("#![cfg(test)]") {
        blank(&mut bytes, 0..code.len());
    }
    for (start, attribute) in test_attributes(code) {
        let end = item_end(code, attribute);
        blank(&mut bytes, start..end);
    }
    String::from_utf8(bytes).expect("only whole characters are blanked")
}

/// Names of modules in files of their own that are compiled for tests alone.
pub(crate) fn test_modules(code: &str) -> Vec<String> {
    let items = test_attributes(code).into_iter().map(|(_, at)| &code[at..item_end(code, at)]);
    items
        .filter_map(|item| item.trim().strip_suffix(';')?.rsplit_once("mod "))
        .map(|(_, name)| name.trim().to_owned())
        .collect()
}

/// Where each word stands: a whole identifier, or a path such as `fs::write` between such.
pub(crate) fn find(code: &str, word: &str) -> Vec<usize> {
    let edge = |byte: Option<&u8>| byte.is_none_or(|b| !is_word(*b));
    let bytes = code.as_bytes();
    let opens = word.as_bytes().first().copied().is_some_and(is_word);
    let closes = word.as_bytes().last().copied().is_some_and(is_word);
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !opens || edge(at.checked_sub(1).and_then(|before| bytes.get(before))))
        .filter(|at| !closes || edge(bytes.get(at + word.len())))
        .collect()
}

/// The line, counted from 1.
pub(crate) fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// From an opening bracket to behind its closing one.
pub(crate) fn bracketed(code: &str, open: usize) -> Range<usize> {
    let mut depth = 0;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open..at + 1;
        }
    }
    open..code.len()
}

/// Where an item that starts at `from` ends: behind its `;` or its closing brace.
pub(crate) fn item_end(code: &str, from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return at,
            b')' | b']' => depth -= 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

pub(crate) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Start and end of each attribute that keeps what follows for tests.
fn test_attributes(code: &str) -> Vec<(usize, usize)> {
    code.match_indices("#[cfg(")
        .filter_map(|(at, found)| {
            let inner = bracketed(code, at + found.len() - 1);
            let condition =
                &code[inner.start + 1..inner.end.saturating_sub(1).max(inner.start + 1)];
            let whole = condition.trim() == "test";
            let part = condition.trim_start().starts_with("all(")
                && !find(condition, "test").is_empty()
                && !condition.contains("not(test");
            (whole || part).then(|| (at, bracketed(code, at + 1).end))
        })
        .collect()
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in &mut bytes[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

fn follows_word(bytes: &[u8], at: usize) -> bool {
    // `br"…"` and `cr"…"` are raw strings as well.
    let before = |back: usize| at.checked_sub(back).map(|place| bytes[place]);
    match before(1) {
        Some(b'b' | b'c') => before(2).is_some_and(is_word),
        Some(byte) => is_word(byte),
        None => false,
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |length| at + length)
}

fn block_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn raw_string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[at + 1..].iter().take_while(|b| **b == b'#').count();
    let open = at + 1 + hashes;
    (bytes.get(open) == Some(&b'"')).then_some(())?;
    let mut close = vec![b'"'];
    close.resize(1 + hashes, b'#');
    let length = bytes[open + 1..].windows(close.len()).position(|window| window == close);
    Some(length.map_or(bytes.len(), |length| open + 1 + length + close.len()))
}

/// The end of a character; `None` for a lifetime.
fn char_end(source: &str, at: usize) -> Option<usize> {
    let rest = &source[at + 1..];
    let first = rest.chars().next()?;
    if first == '\\' {
        let length = rest.get(2..)?.find('\'')?;
        return Some(at + 1 + 2 + length + 1);
    }
    let end = first.len_utf8();
    rest[end..].starts_with('\'').then(|| at + 1 + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, code: &str) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let seen = blanked(source);
        assert_eq!(seen.len(), source.len(), "places must not move: {source}");
        assert_eq!(words(&seen), code, "{source}");
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        check("a // f64\nb", "a b");
        check("a /* x /* y */ z */ b", "a b");
        check(r#"f("f64 \" // ", b"x") + g"#, "f( , b ) + g");
        check("r#\"un\"safe\"# + br\"x\" + r#type", "+ b + r#type");
        check(
            "'x' + '\\'' + '\\u{41}' + 'é' + '\"' + fn_of::<'a>(\"x\")",
            "+ + + + + fn_of::<'a>( )",
        );
        check("for r in 0..9 { bar\"x\" }", "for r in 0..9 { bar }");
    }

    #[test]
    fn tests_are_not_code() {
        let check = |source: &str, rest: &str| {
            let seen = without_tests(source);
            let words: Vec<_> = seen.split_whitespace().collect();
            assert_eq!(words.join(" "), rest, "{source}");
        };
        check("a; #[cfg(test)] mod tests { fn b() { c } } d", "a; d");
        check("#[cfg(test)] #[allow(x)] use b::c; d", "d");
        check("#[cfg(all(test, unix))] const A: [u8; 2] = [1; 2]; d", "d");
        check("#[cfg(not(test))] a", "#[cfg(not(test))] a");
        check("#[cfg(feature)] a", "#[cfg(feature)] a");
        check("#![cfg(test)] a", "");
    }

    #[test]
    fn modules_for_tests_are_found() {
        let code = "#[cfg(test)]\npub(crate) mod fakes;\nmod real;\n#[cfg(test)]\nmod tests { }";
        assert_eq!(test_modules(code), ["fakes"], "the only one in a file of its own");
    }

    #[test]
    fn words_are_whole() {
        assert_eq!(find("c2pa xc2pa c2pa_x c2pa::y", "c2pa"), [0, 18], "whole words alone");
        assert_eq!(
            find("fs::write my_fs::write fs::write_all", "fs::write"),
            [0],
            "whole paths alone"
        );
        assert_eq!(find("a.elapsed() elapsed()", ".elapsed("), [1], "punctuation needs no edge");
    }
}
