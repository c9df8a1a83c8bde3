use std::fmt::Display;

use serde::Serialize;

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was compared.
    pub name: String,
    /// Whether it held.
    pub ok: bool,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

/// All comparisons so far.
#[derive(Debug, Default)]
pub(super) struct Checks(pub(super) Vec<Check>);

impl Checks {
    pub(super) fn same(
        &mut self,
        name: impl Into<String>,
        expected: impl Display,
        found: impl Display,
    ) {
        let (expected, found) = (expected.to_string(), found.to_string());
        self.0.push(Check { name: name.into(), ok: expected == found, expected, found });
    }

    pub(super) fn is(&mut self, name: impl Into<String>, found: bool) {
        self.same(name, true, found);
    }
}
