//! JavaScript bindings for the compiled window.

use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use crate::error::{Error, Result};

/// The stem of the generated files; `start.js` imports `./colophon_ui.js`.
const STEM: &str = "colophon_ui";

/// Runs wasm-bindgen over `wasm` and returns its files by name, relative to the output folder.
pub(crate) fn generate(wasm: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let failed =
        |error: &dyn std::fmt::Display| Error::Bindings(wasm.to_owned(), error.to_string());

    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(STEM).typescript(false).remove_producers_section(true);
    bindgen.web(true).map_err(|error| failed(&error))?;
    let mut output = bindgen.generate_output().map_err(|error| failed(&error))?;

    // Snippets may sit in nested folders and their layout is the library's own business, so it
    // writes them itself; a scratch folder keeps half-made output away from `DIST`.
    let scratch = wasm.with_extension("bindings");
    crate::dist::remove_folder(&scratch)?;
    output.emit(&scratch).map_err(|error| failed(&error))?;
    let files = crate::dist::read_tree(&scratch)?;
    crate::dist::remove_folder(&scratch)?;
    Ok(files)
}
