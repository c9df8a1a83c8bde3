//! A compiler and standard library for `wasm32-unknown-unknown`.
//!
//! Three ways, tried in order: the toolchain has the library; rustup can fetch it; or, on Debian,
//! the distribution's newer compiler comes with its library sources, which are built once and kept
//! in the cache as a sysroot of their own, so that nothing is written into `/usr`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{
    cache, command,
    error::{At, Error, Result},
    project::Project,
    step::Found,
    system::{self, Need},
};

/// The target of the window's page.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's compiler, beside whatever rustup put first in the path.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// rustup retries for minutes when its server cannot be reached.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

/// What compiles the window's page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wasm {
    /// The pinned toolchain; the text names its release.
    Pinned(String),
    /// Debian's compiler with a library built from its sources.
    Debian { release: String, sysroot: PathBuf },
}

impl Wasm {
    /// The set-up step: makes sure that [`Wasm::find`] finds one.
    pub(crate) fn provide(project: &Project) -> Result<Found> {
        if Self::find(project).is_ok() {
            return Ok(Found::Present);
        }
        if !forced_debian()
            && command::exists("rustup")
            && fetch(project)
            && pinned(project).is_some()
        {
            return Ok(Found::Installed);
        }
        if !system::is_debian() {
            return Err(Error::new(format!(
                "there is no standard library for {TARGET}; run `rustup target add {TARGET}`"
            )));
        }
        system::provide(&[Need::WasmCompiler])?;
        build(project)?;
        Ok(Found::Installed)
    }

    /// The compiler to use, if one is ready.
    pub(crate) fn find(project: &Project) -> Result<Self> {
        if !forced_debian()
            && let Some(release) = pinned(project)
        {
            return Ok(Self::Pinned(release));
        }
        if let Some(release) = debian_release() {
            let sysroot = sysroot(project, &release);
            if cache::stamped(&complete(&sysroot), &release) {
                return Ok(Self::Debian { release, sysroot });
            }
        }
        Err(Error::new(format!("no compiler for {TARGET} is ready; run `cargo xtask setup`")))
    }

    /// Whether clippy can look at the page: Debian's compiler comes without it.
    pub(crate) const fn has_clippy(&self) -> bool {
        matches!(self, Self::Pinned(_))
    }

    /// Cargo for the page, with its own target folder.
    pub(crate) fn cargo(&self, project: &Project, arguments: &[&str]) -> Command {
        let mut command = project.command("cargo");
        command.args(arguments).env("CARGO_TARGET_DIR", self.target_folder(project));
        if let Self::Debian { sysroot, .. } = self {
            command.env("RUSTC", DEBIAN_RUSTC);
            command.env("CARGO_ENCODED_RUSTFLAGS", format!("--sysroot={}", sysroot.display()));
        }
        command
    }

    /// Where the page's build output goes.
    pub(crate) fn target_folder(&self, project: &Project) -> PathBuf {
        match self {
            Self::Pinned(release) => project.cache.wasm_target(release),
            Self::Debian { release, .. } => project.cache.wasm_target(&format!("debian-{release}")),
        }
    }
}

/// `COLOPHON_WASM=debian` takes the third way even where the others work, so that it can be tried.
fn forced_debian() -> bool {
    env::var_os("COLOPHON_WASM").is_some_and(|way| way == "debian")
}

/// The pinned toolchain's release, if it has the library.
fn pinned(project: &Project) -> Option<String> {
    let folder = command::probe(project.command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]))?;
    let has_std = fs::read_dir(folder).ok()?.flatten().any(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    });
    if !has_std {
        return None;
    }
    release(&command::probe(project.command("rustc").arg("-vV"))?)
}

fn fetch(project: &Project) -> bool {
    let mut rustup = project.command("rustup");
    rustup.args(["target", "add", TARGET]).env("RUSTUP_MAX_RETRIES", "1");
    match command::stream(&mut rustup, RUSTUP_LIMIT, |line| println!("    {line}")) {
        Ok(()) => true,
        Err(error) => {
            println!("    {error}; trying the system's compiler");
            false
        }
    }
}

fn debian_release() -> Option<String> {
    release(&command::probe(Command::new(DEBIAN_RUSTC).arg("-vV"))?)
}

/// Release and commit in one word, out of what `rustc -vV` prints.
fn release(verbose: &str) -> Option<String> {
    let field = |name: &str| verbose.lines().find_map(|line| line.strip_prefix(name));
    let commit = field("commit-hash: ").unwrap_or("unknown");
    Some(format!("{}-{}", field("release: ")?, commit.get(..8).unwrap_or(commit)))
}

fn sysroot(project: &Project, release: &str) -> PathBuf {
    project.cache.tool(&format!("wasm-std-{release}"))
}

fn complete(sysroot: &Path) -> PathBuf {
    sysroot.join("complete")
}

/// Builds the standard library from Debian's sources into a sysroot in the cache.
fn build(project: &Project) -> Result<()> {
    let Some(release) = debian_release() else {
        return Err(Error::new(format!("{DEBIAN_RUSTC} does not run although it is installed")));
    };
    let sysroot = sysroot(project, &release);
    if sysroot.exists() {
        fs::remove_dir_all(&sysroot).at(&sysroot)?;
    }
    let package = sysroot.join("build");
    fs::create_dir_all(&package).at(&package)?;
    // A package that needs nothing but the library; `[workspace]` keeps it out of any other.
    cache::write_stamp(
        &package.join("Cargo.toml"),
        "[package]\nname = \"std-for-wasm\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
         [lib]\npath = \"lib.rs\"\n\n[workspace]\n",
    )?;
    cache::write_stamp(&package.join("lib.rs"), "")?;

    let mut cargo = project.command("cargo");
    cargo
        .current_dir(&package)
        .args(["build", "--release", "--target", TARGET])
        .args(["-Z", "build-std=std,panic_abort,panic_unwind,proc_macro"])
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env("RUSTC", DEBIAN_RUSTC)
        // `-Z build-std` is how the distribution's own sources are meant to be built; the
        // bitcode lets a later build optimise across the library.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", "-Cembed-bitcode=yes");
    command::run(&mut cargo)?;

    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries).at(&libraries)?;
    let built = package.join("target").join(TARGET).join("release/deps");
    for file in fs::read_dir(&built).at(&built)?.flatten() {
        let path = file.path();
        let ours = file.file_name().to_string_lossy().starts_with("libstd_for_wasm-");
        if path.extension().is_some_and(|extension| extension == "rlib") && !ours {
            let copy = libraries.join(file.file_name());
            fs::copy(&path, &copy).at(&copy)?;
        }
    }
    fs::remove_dir_all(&package).at(&package)?;
    cache::write_stamp(&complete(&sysroot), &release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_named_with_its_commit() {
        let check = |verbose: &str, named: Option<&str>| {
            assert_eq!(release(verbose).as_deref(), named, "{verbose}");
        };
        check(
            "rustc 1.96.0\ncommit-hash: ac68faa20c58\nrelease: 1.96.0\n",
            Some("1.96.0-ac68faa2"),
        );
        check("rustc 1.96.0\ncommit-hash: unknown\nrelease: 1.96.0\n", Some("1.96.0-unknown"));
        check("not a compiler", None);
    }
}
