//! Hands Tauri the list of commands, so that each needs a line in the capability file, and the page to embed.

use std::error::Error;

use tauri_build::{AppManifest, Attributes};

fn main() -> Result<(), Box<dyn Error>> {
    // Tauri watches neither: its own folders are elsewhere, and it reads the page only once.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    let commands = AppManifest::new()
        .commands(colophon_ipc::NAMES)
        // Without a place for permissions of our own Tauri would watch the folder that it writes to itself.
        .permissions_path_pattern("src-tauri/permissions/*");
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*")
        .app_manifest(commands);
    Ok(tauri_build::try_build(attributes)?)
}
