//! The window's asset step: `xtask-web WASM UI DIST`.
//!
//! Takes the compiled ui crate (`WASM`) and the folder of its sources (`UI`) and fills `DIST`
//! with what the shell embeds: the bindings and their wasm, one style sheet, the page, the script
//! that starts it with the words for the case that it cannot, and everything under `UI/assets` (whose contents land at the root of `DIST`).
//! A file whose bytes did not change is left alone, so that an unchanged window is not embedded
//! again. It is a package of its own because its dependencies take a minute to compile and most
//! commands of `xtask` never need them.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this program talks to a terminal")]

mod bindings;
mod dist;
mod error;
mod page;
mod style;
mod words;

use std::{env, path::PathBuf, process::ExitCode};

use crate::{
    dist::Dist,
    error::{Error, Result},
};

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask-web: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [wasm, ui, target] = arguments.as_slice() else {
        return Err(Error::Usage);
    };

    let mut dist = Dist::open(target)?;
    for (name, bytes) in bindings::generate(wasm)? {
        dist.put(&name, &bytes)?;
    }
    dist.put("style.css", style::bundle(&ui.join("style/main.css"))?.as_bytes())?;
    page::copy(ui, &mut dist)?;
    dist.put("start-words.js", words::script(&ui.join("locales"))?.as_bytes())?;

    for file in dist.finish()? {
        println!("    {:>9}  {}", size(file.bytes), file.name);
    }
    Ok(())
}

/// A size in the unit that a person would use, with one decimal from a kilobyte up.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1_000_000, "MB"), (1_000, "kB")];
    for (unit, name) in UNITS {
        if bytes >= unit {
            let tenths = bytes / (unit / 10);
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_read_like_a_person_would_say_them() {
        for (bytes, said) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (126_480, "126.4 kB"),
            (1_410_000, "1.4 MB"),
        ] {
            assert_eq!(size(bytes), said, "{bytes} bytes");
        }
    }
}
