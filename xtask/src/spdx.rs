//! Licence expressions, as SPDX 2.3 Annex D writes them: `(MIT OR Apache-2.0) AND Unicode-3.0`.
//! The slash of old crates (`MIT/Apache-2.0`) is read as `OR`, as crates.io does.

/// Whether the expression can be met with licences that `allowed` says yes to; `None` if it is no
/// expression.
pub(crate) fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (result, rest) = any(&words, allowed)?;
    rest.is_empty().then_some(result)
}

type Read<'a, 'b> = Option<(bool, &'a [&'b str])>;

fn any<'a, 'b>(words: &'a [&'b str], allowed: &dyn Fn(&str) -> bool) -> Read<'a, 'b> {
    let (mut result, mut rest) = all(words, allowed)?;
    while let ["OR", more @ ..] = rest {
        let (other, after) = all(more, allowed)?;
        result |= other;
        rest = after;
    }
    Some((result, rest))
}

fn all<'a, 'b>(words: &'a [&'b str], allowed: &dyn Fn(&str) -> bool) -> Read<'a, 'b> {
    let (mut result, mut rest) = one(words, allowed)?;
    while let ["AND", more @ ..] = rest {
        let (other, after) = one(more, allowed)?;
        result &= other;
        rest = after;
    }
    Some((result, rest))
}

fn one<'a, 'b>(words: &'a [&'b str], allowed: &dyn Fn(&str) -> bool) -> Read<'a, 'b> {
    match words {
        ["(", inner @ ..] => {
            let (result, rest) = any(inner, allowed)?;
            let [")", after @ ..] = rest else { return None };
            Some((result, after))
        }
        [")" | "AND" | "OR" | "WITH", ..] | [] => None,
        [licence, "WITH", exception, after @ ..] => {
            Some((allowed(&format!("{licence} WITH {exception}")), after))
        }
        [licence, after @ ..] => Some((allowed(licence), after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_the_registry_are_understood() {
        let check = |expression: &str, result: Option<bool>| {
            let allowed = |licence: &str| {
                ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].contains(&licence)
            };
            assert_eq!(satisfied(expression, &allowed), result, "{expression}");
        };
        check("MIT", Some(true));
        check("GPL-3.0-only", Some(false));
        check("MIT OR GPL-3.0-only", Some(true));
        check("MIT/GPL-3.0", Some(true));
        check("GPL-3.0 / MIT", Some(true));
        check("MIT AND GPL-3.0-only", Some(false));
        check("(MIT OR Apache-2.0) AND Unicode-3.0", Some(true));
        check("MIT OR GPL-2.0 AND GPL-3.0", Some(true));
        check("Apache-2.0 WITH LLVM-exception", Some(true));
        check("Apache-2.0", Some(false));
        check("MIT OR", None);
        check("(MIT", None);
        check("MIT MIT", None);
        check("", None);
    }
}
