//! The program: the shell with the page in it.
//!
//! The page is embedded here and nowhere else, and this target has no tests. Tauri's macro compresses the page into
//! a folder that all targets of a package share, and takes a file that is there already as whole: two targets
//! compiled at the same time can embed half a page.

// On Windows a release opens no terminal beside its window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    colophon_shell::start(tauri::generate_context!())
}
