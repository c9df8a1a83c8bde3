//! The checkout that the commands work on.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cache::Cache,
    error::{Error, Result},
};

/// A checkout of Colophon and the cache that it shares with others.
#[derive(Debug)]
pub(crate) struct Project {
    /// The root folder of the workspace.
    pub(crate) root: PathBuf,
    pub(crate) cache: Cache,
}

impl Project {
    /// The checkout that this program was built from.
    pub(crate) fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .filter(|root| root.join("Cargo.toml").is_file())
            .ok_or_else(|| Error::new("the checkout has moved; run `cargo xtask` inside it"))?
            .to_owned();
        Ok(Self { root, cache: Cache::open()? })
    }

    /// A command that runs at the root.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        // `cargo run` describes *this* package in the environment. Passed on, it makes build
        // scripts that watch those names run again each time they are called from elsewhere.
        for (name, _) in env::vars_os() {
            let Some(name) = name.to_str() else { continue };
            if name.starts_with("CARGO_PKG_")
                || matches!(
                    name,
                    "CARGO"
                        | "CARGO_MANIFEST_DIR"
                        | "CARGO_MANIFEST_PATH"
                        | "CARGO_BIN_NAME"
                        | "CARGO_CRATE_NAME"
                        | "CARGO_PRIMARY_PACKAGE"
                        | "OUT_DIR"
                )
            {
                command.env_remove(name);
            }
        }
        command
    }

    /// Cargo for the machine itself, building into the cache.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments).env("CARGO_TARGET_DIR", self.cache.native_target());
        command
    }
}
