use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use crate::{Error, Result};

/// Runs a parser over a stranger's bytes and turns a panic in it into an error.
///
/// c2pa reads a dozen container formats and ASN.1 through many crates, and its history has panics on crafted files.
/// Nothing that the closure touches outlives it except its result, so no half-changed state can be seen afterwards.
/// This is the last line of defence, not the first: sizes are capped and the format is sniffed before.
pub(crate) fn guarded<T>(path: &Path, parse: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| Err(Error::Crashed(path.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_words() {
        let result = guarded::<()>(Path::new("x.png"), || panic!("index out of bounds"));
        assert_eq!(
            result.unwrap_err().to_string(),
            "`x.png` broke the manifest reader; treat the file as damaged",
            "the caller must get an error, not an unwinding stack"
        );
    }
}
