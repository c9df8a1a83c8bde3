//! Where the programs are that the journeys need.

use std::{env, path::PathBuf};

/// The programs, or `None` after saying why the journey is left out.
///
/// # Panics
/// Where one is missing although `COLOPHON_REQUIRE_WINDOW=1` promises that all are there.
pub fn places() -> Option<Places> {
    let found = Places::find();
    if let Err(missing) = &found {
        assert!(!required(), "{missing}, and COLOPHON_REQUIRE_WINDOW=1 says that it is");
        println!("left out: {missing}");
    }
    found.ok()
}

/// Where axe-core is, or `None` after saying so.
pub fn axe() -> Option<PathBuf> {
    let found = program("COLOPHON_AXE", "axe.min.js");
    if let Err(missing) = &found {
        assert!(!required(), "{missing}, and COLOPHON_REQUIRE_WINDOW=1 says that it is");
        println!("left out: {missing}");
    }
    found.ok()
}

/// Full paths of the programs.
#[derive(Debug, Clone)]
pub struct Places {
    /// The window's program.
    pub desktop: PathBuf,
    /// tauri-driver.
    pub driver: PathBuf,
}

impl Places {
    fn find() -> Result<Self, String> {
        if env::var_os("DISPLAY").is_none_or(|display| display.is_empty()) {
            return Err("there is no display (DISPLAY is not set; xvfb-run makes one)".into());
        }
        Ok(Self {
            desktop: program("COLOPHON_DESKTOP_BIN", "the window's program")?,
            driver: program("COLOPHON_TAURI_DRIVER", "tauri-driver")?,
        })
    }
}

fn required() -> bool {
    env::var_os("COLOPHON_REQUIRE_WINDOW").is_some_and(|value| value == "1")
}

fn program(variable: &str, what: &str) -> Result<PathBuf, String> {
    let path = env::var_os(variable)
        .map(PathBuf::from)
        .ok_or(format!("{what} is not here ({variable} is not set)"))?;
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!("{what} is not here ({variable}: {} is no file)", path.display()))
    }
}
