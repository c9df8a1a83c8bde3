//! Types and implementations, as far as the rules need them.

use crate::code;

/// A struct, an enum or an alias.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Type<'c> {
    pub(crate) name: &'c str,
    pub(crate) at: usize,
    /// What it derives.
    pub(crate) derives: Vec<&'c str>,
    /// Its fields, or what the alias stands for.
    pub(crate) body: &'c str,
}

/// `impl Trait for Type`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Implementation<'c> {
    pub(crate) trait_name: &'c str,
    pub(crate) type_name: &'c str,
    pub(crate) at: usize,
    pub(crate) end: usize,
}

/// The types in code without comments and literals.
pub(crate) fn types(code: &str) -> Vec<Type<'_>> {
    let mut found: Vec<_> = ["struct ", "enum ", "type "]
        .iter()
        .flat_map(|keyword| {
            code::find(code, keyword).into_iter().map(|at| (at, at + keyword.len()))
        })
        .filter_map(|(at, behind)| {
            let name = first_word(&code[behind..])?;
            let end = code::item_end(code, behind);
            Some(Type {
                name,
                at,
                derives: derives(code, at),
                body: &code[behind + name.len()..end],
            })
        })
        .collect();
    found.sort_by_key(|item| item.at);
    found
}

/// The implementations of traits in code without comments and literals.
pub(crate) fn implementations(code: &str) -> Vec<Implementation<'_>> {
    code::find(code, "impl")
        .into_iter()
        .filter_map(|at| {
            let head = &code[at..at + code[at..].find(['{', ';'])?];
            let (left, right) = head.split_once(" for ")?;
            let name = |text| last_of_path(first_path(text)?);
            let bound = left.trim_start_matches("impl").trim_start();
            // Behind the parameters of `impl<'a, T>`.
            let bound = if bound.starts_with('<') { behind_angles(bound) } else { bound };
            Some(Implementation {
                trait_name: name(bound)?,
                type_name: name(right)?,
                at,
                end: code::item_end(code, at),
            })
        })
        .collect()
}

pub(crate) fn first_word(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let end = text.bytes().position(|byte| !code::is_word(byte)).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

fn first_path(text: &str) -> Option<&str> {
    let text = text.trim_start().trim_start_matches(['&', '!']);
    let end =
        text.bytes().position(|byte| !code::is_word(byte) && byte != b':').unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

fn last_of_path(path: &str) -> Option<&str> {
    path.rsplit("::").next().filter(|name| !name.is_empty())
}

fn behind_angles(text: &str) -> &str {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' if !text[..at].ends_with('-') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

/// What the attributes in front of an item derive.
fn derives(code: &str, item: usize) -> Vec<&str> {
    let start = code[..item].rfind([';', '}', '{']).map_or(0, |at| at + 1);
    let attributes = &code[start..item];
    code::find(attributes, "derive(")
        .into_iter()
        .flat_map(|at| {
            let list = code::bracketed(attributes, at + "derive".len());
            attributes[list.start + 1..list.end - 1].split(',')
        })
        .filter_map(|name| last_of_path(name.trim()))
        .collect()
}

#[test]
fn items_are_read() {
    let code = "use a; #[derive(Debug, serde::Serialize)]\n#[x(y)] pub struct A<'a> { b: &'a B }\n\
                pub(crate) type B = C<D>;\nenum E { F(u8), G }\npub struct H;";
    let seen: Vec<_> =
        types(code).into_iter().map(|t| (t.name, t.derives.join(" "), t.body.trim())).collect();
    let expected = [
        ("A", "Debug Serialize".to_owned(), "<'a> { b: &'a B }"),
        ("B", String::new(), "= C<D>;"),
        ("E", String::new(), "{ F(u8), G }"),
        ("H", String::new(), ";"),
    ];
    assert_eq!(seen, expected, "types");

    let code = "impl A { } impl<T: Fn() -> u8> std::fmt::Debug for &crate::A<T> { x } impl From<A> for B { }";
    let seen: Vec<_> = implementations(code).iter().map(|i| (i.trait_name, i.type_name)).collect();
    assert_eq!(seen, [("Debug", "A"), ("From", "B")], "implementations");
}
