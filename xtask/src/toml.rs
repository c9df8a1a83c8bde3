//! A reader for the part of TOML that our own check lists use: tables, arrays of tables, strings,
//! whole numbers, booleans, arrays and inline tables. No dates, no multi-line strings, no dotted
//! keys: what it does not know is an error, so a list is never half read.

use std::{collections::BTreeMap, iter::Peekable, str::Chars};

use crate::error::{Error, Result};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
    List(Vec<Self>),
    Table(BTreeMap<String, Self>),
}

impl Value {
    /// The value under a path of keys.
    pub(crate) fn get(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| match value {
            Self::Table(table) => table.get(*key),
            _ => None,
        })
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The items of a list; nothing for any other value.
    pub(crate) fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The texts of the list under `path`; empty where there is none.
    pub(crate) fn texts(&self, path: &[&str]) -> Vec<&str> {
        self.get(path)
            .map_or_else(Vec::new, |list| list.items().iter().filter_map(Self::text).collect())
    }
}

/// Reads a document.
pub(crate) fn parse(text: &str) -> Result<Value> {
    let mut reader = Reader { rest: text.chars().peekable(), line: 1 };
    let mut root = BTreeMap::new();
    let mut path: Vec<String> = Vec::new();
    loop {
        reader.blank(true);
        match reader.rest.peek() {
            None => return Ok(Value::Table(root)),
            Some('[') => {
                reader.next();
                let many = reader.take('[');
                path = reader.header()?;
                reader.expect(']')?;
                if many {
                    reader.expect(']')?;
                    reader.push_table(&mut root, &path)?;
                }
            }
            Some(_) => {
                let (key, value) = reader.pair()?;
                let line = reader.line;
                let table =
                    open(&mut root, &path).ok_or_else(|| at(line, "a table is a value too"))?;
                if table.insert(key, value).is_some() {
                    return Err(at(line, "a key is given twice"));
                }
            }
        }
        reader.line_end()?;
    }
}

/// The table at `path`, made where it is missing; for an array of tables, its last one.
fn open<'a>(
    root: &'a mut BTreeMap<String, Value>,
    path: &[String],
) -> Option<&'a mut BTreeMap<String, Value>> {
    let mut table = root;
    for key in path {
        let value = table.entry(key.clone()).or_insert_with(|| Value::Table(BTreeMap::new()));
        let value = if let Value::List(items) = value { items.last_mut()? } else { value };
        let Value::Table(inner) = value else { return None };
        table = inner;
    }
    Some(table)
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.next();
        self.line += usize::from(next == Some('\n'));
        next
    }

    fn take(&mut self, wanted: char) -> bool {
        let there = self.rest.peek() == Some(&wanted);
        if there {
            self.next();
        }
        there
    }

    fn expect(&mut self, wanted: char) -> Result<()> {
        self.blank(false);
        if self.take(wanted) { Ok(()) } else { Err(at(self.line, &format!("expected `{wanted}`"))) }
    }

    /// Skips spaces and, where a line may end, comments and line ends.
    fn blank(&mut self, lines: bool) {
        while let Some(next) = self.rest.peek().copied() {
            match next {
                ' ' | '\t' | '\r' => {}
                '\n' if lines => {}
                '#' if lines => {
                    while self.rest.peek().is_some_and(|next| *next != '\n') {
                        self.next();
                    }
                    continue;
                }
                _ => return,
            }
            self.next();
        }
    }

    fn line_end(&mut self) -> Result<()> {
        self.blank(false);
        match self.rest.peek() {
            None | Some('\n' | '#') => Ok(()),
            Some(other) => Err(at(self.line, &format!("`{other}` after the end of a value"))),
        }
    }

    fn header(&mut self) -> Result<Vec<String>> {
        let mut path = vec![self.key()?];
        while self.take('.') {
            path.push(self.key()?);
        }
        Ok(path)
    }

    fn push_table(&self, root: &mut BTreeMap<String, Value>, path: &[String]) -> Result<()> {
        let wrong = || at(self.line, "an array of tables has another meaning already");
        let (last, parents) = path.split_last().ok_or_else(wrong)?;
        let parent = open(root, parents).ok_or_else(wrong)?;
        match parent.entry(last.clone()).or_insert_with(|| Value::List(Vec::new())) {
            Value::List(items) => items.push(Value::Table(BTreeMap::new())),
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn key(&mut self) -> Result<String> {
        self.blank(false);
        if self.rest.peek() == Some(&'"') {
            return self.string();
        }
        let mut key = String::new();
        while let Some(next) = self.rest.peek().copied() {
            if !next.is_ascii_alphanumeric() && next != '-' && next != '_' {
                break;
            }
            key.push(next);
            self.next();
        }
        if key.is_empty() { Err(at(self.line, "expected a key")) } else { Ok(key) }
    }

    fn pair(&mut self) -> Result<(String, Value)> {
        let key = self.key()?;
        self.expect('=')?;
        Ok((key, self.value()?))
    }

    fn value(&mut self) -> Result<Value> {
        self.blank(false);
        match self.rest.peek() {
            Some('"' | '\'') => self.string().map(Value::Text),
            Some('[') => self.list(),
            Some('{') => self.inline_table(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Value> {
        let mut word = String::new();
        while let Some(next) = self.rest.peek().copied() {
            if !next.is_ascii_alphanumeric() && !matches!(next, '-' | '+' | '_' | '.') {
                break;
            }
            word.push(next);
            self.next();
        }
        match word.as_str() {
            "true" => Ok(Value::Flag(true)),
            "false" => Ok(Value::Flag(false)),
            number => number
                .parse()
                .map(Value::Number)
                .map_err(|_| at(self.line, &format!("`{number}` is no value that is read here"))),
        }
    }

    fn string(&mut self) -> Result<String> {
        let quote = self.next();
        let mut text = String::new();
        loop {
            match self.next() {
                next if next == quote => return Ok(text),
                Some('\\') if quote == Some('"') => match self.next() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(next @ ('"' | '\\')) => text.push(next),
                    _ => return Err(at(self.line, "an escape that is not read here")),
                },
                None | Some('\n') => return Err(at(self.line, "a text does not end")),
                Some(next) => text.push(next),
            }
        }
    }

    fn list(&mut self) -> Result<Value> {
        self.next();
        let mut items = Vec::new();
        loop {
            self.blank(true);
            if self.take(']') {
                return Ok(Value::List(items));
            }
            items.push(self.value()?);
            self.blank(true);
            if !self.take(',') {
                self.blank(true);
                self.expect(']')?;
                return Ok(Value::List(items));
            }
        }
    }

    fn inline_table(&mut self) -> Result<Value> {
        self.next();
        let mut table = BTreeMap::new();
        loop {
            self.blank(false);
            if self.take('}') {
                return Ok(Value::Table(table));
            }
            let (key, value) = self.pair()?;
            table.insert(key, value);
            self.blank(false);
            if !self.take(',') {
                self.expect('}')?;
                return Ok(Value::Table(table));
            }
        }
    }
}

fn at(line: usize, what: &str) -> Error {
    Error::new(format!("line {line}: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_check_lists_use() {
        let document = parse(
            "top = 1\n[a.b] # comment\nallow = [\n  \"MIT\", # why\n  'ISC',\n]\non = true\n\
             [[a.skip]]\ncrate = \"x@1\"\n[[a.skip]]\ncrate = \"y\"\nin = { k = \"v\", n = 2 }\n",
        )
        .expect("a document");
        assert_eq!(document.get(&["top"]), Some(&Value::Number(1)));
        assert_eq!(document.texts(&["a", "b", "allow"]), ["MIT", "ISC"]);
        assert_eq!(document.get(&["a", "b", "on"]), Some(&Value::Flag(true)));
        let skips = document.get(&["a", "skip"]).expect("an array of tables").items();
        assert_eq!(skips.len(), 2, "each header opens another table");
        assert_eq!(skips[1].get(&["in", "k"]).and_then(Value::text), Some("v"));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for (text, line) in [
            ("a = 1979-05-27", "line 1"),
            ("a = \"x", "line 1"),
            ("\na = 1\na = 2", "line 3"),
            ("a = [1 2]", "line 1"),
            ("a = 1 b = 2", "line 1"),
            ("[a", "line 1"),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.starts_with(line), "{text:?} is refused with its line: {error}");
        }
    }
}
