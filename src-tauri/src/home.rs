use std::{
    ffi::OsString,
    path::{Path, PathBuf, absolute},
};

const USAGE: &str = "usage: colophon-desktop [--home DIR]";

/// The folder that this window works in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// The platform's own place, one for each user of the computer.
    Shared(PathBuf),
    /// Named by the user.
    Named(PathBuf),
}

impl Home {
    /// `--home DIR` or `--home=DIR`, else `COLOPHON_HOME`, else the platform's data folder.
    ///
    /// # Errors
    /// A sentence for the terminal, where an argument is not understood or there is no such folder.
    pub(crate) fn choose(
        arguments: impl IntoIterator<Item = OsString>,
        variable: Option<OsString>,
    ) -> Result<Self, String> {
        if let Some(named) =
            named(arguments)?.or_else(|| variable.filter(|value| !value.is_empty()))
        {
            let path = Path::new(&named);
            return absolute(path)
                .map(Self::Named)
                .map_err(|error| format!("{} cannot be a home: {error}\n{USAGE}", path.display()));
        }
        dirs::data_dir().map(|data| Self::Shared(data.join("colophon"))).ok_or_else(|| {
            format!("the system names no folder for data; name one with --home or COLOPHON_HOME\n{USAGE}")
        })
    }

    /// Whether other starts of Colophon mean this home too, as long as they name none.
    pub(crate) const fn is_shared(&self) -> bool {
        matches!(self, Self::Shared(_))
    }

    pub(crate) fn into_path(self) -> PathBuf {
        match self {
            Self::Shared(path) | Self::Named(path) => path,
        }
    }
}

fn named(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<OsString>, String> {
    let mut home = None;
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        let text = argument.to_string_lossy();
        let value = if text == "--home" {
            rest.next()
        } else if let Some(value) = text.strip_prefix("--home=") {
            Some(value.into())
        } else {
            return Err(format!("there is no option `{text}`\n{USAGE}"));
        };
        match value.filter(|value| !value.is_empty()) {
            Some(value) => home = Some(value),
            None => return Err(format!("--home needs a folder\n{USAGE}")),
        }
    }
    Ok(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(arguments: &[&str], variable: Option<&str>) -> Result<Home, String> {
        Home::choose(arguments.iter().map(OsString::from), variable.map(OsString::from))
    }

    #[test]
    fn a_named_home_is_taken_and_the_argument_wins() {
        let here = absolute("deep/home").expect("a folder to stand in");
        let check = |arguments: &[&str], variable, expected: &Path| {
            let home = choose(arguments, variable).expect("a home");
            assert_eq!(home, Home::Named(expected.to_owned()), "{arguments:?} {variable:?}");
        };
        check(&["--home", "deep/home"], None, &here);
        check(&["--home=deep/home"], Some("/elsewhere"), &here);
        check(&[], Some("deep/home"), &here);
    }

    #[test]
    fn without_a_name_it_is_the_platform_s_folder() {
        for variable in [None, Some("")] {
            // A machine without one says so.
            let home = choose(&[], variable);
            assert_eq!(home.is_ok(), dirs::data_dir().is_some(), "{home:?}");
            assert!(home.map_or(true, |home| home.is_shared()), "{variable:?} names nothing");
        }
    }

    #[test]
    fn a_mistake_is_answered_with_the_usage() {
        for (arguments, part) in [
            (&["--hme", "x"][..], "`--hme`"),
            (&["--home"], "needs a folder"),
            (&["--home="], "needs a folder"),
            (&["picture.png"], "`picture.png`"),
        ] {
            let sentence = choose(arguments, None).expect_err("a mistake");
            assert!(
                sentence.contains(part) && sentence.ends_with(USAGE),
                "{arguments:?}: {sentence}"
            );
        }
    }
}
