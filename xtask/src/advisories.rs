//! `cargo xtask advisories`: known security problems in what Cargo.lock names. A command of its
//! own, because its answer changes with the day and needs the network.

use std::process::Command;

use crate::{
    command,
    error::{Error, Result},
    project::Project,
};

/// What the checkers say when they could not fetch their database.
const UNREACHABLE: [&str; 5] = [
    "failed to fetch advisory database",
    "error fetching",
    "couldn't fetch",
    "could not resolve",
    "failed to prepare fetch",
];

/// Asks cargo-deny, else cargo-audit.
pub(crate) fn check(project: &Project) -> Result<()> {
    let mut checker = checker(project).ok_or_else(|| {
        Error::new(
            "neither cargo-deny nor cargo-audit is installed; `cargo install cargo-deny --locked` \
             takes some minutes",
        )
    })?;
    let output = checker
        .output()
        .map_err(|error| Error::new(format!("it could not be started: {error}")))?;
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    println!("{text}");
    if output.status.success() {
        println!("no known advisory concerns these dependencies");
        Ok(())
    } else if unreachable(&text) {
        Err(Error::new(
            "the advisory database could not be reached, so nothing is known either way",
        ))
    } else {
        Err(Error::new("there are advisories; see above"))
    }
}

fn checker(project: &Project) -> Option<Command> {
    let installed = |name: &str| command::probe(&mut project.cargo(&[name, "--version"])).is_some();
    if installed("deny") {
        return Some(project.cargo(&["deny", "check", "advisories"]));
    }
    installed("audit").then(|| project.cargo(&["audit"]))
}

fn unreachable(text: &str) -> bool {
    let text = text.to_lowercase();
    UNREACHABLE.iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::unreachable;

    #[test]
    fn no_database_is_told_from_bad_news() {
        assert!(unreachable("[ERROR] failed to fetch advisory database https://…"));
        assert!(unreachable("error: couldn't fetch advisory database: git operation failed"));
        assert!(!unreachable("error[vulnerability]: buffer overflow in x 1.0.0"));
    }
}
