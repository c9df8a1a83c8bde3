//! The style sheets, bundled and minified.

use std::path::Path;

use lightningcss::{
    bundler::{Bundler, FileProvider},
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions},
    targets::{Browsers, Targets},
};

use crate::error::{Error, Result};

/// Lowers what the oldest web view we run in lacks: WebKitGTK 2.42 and WKWebView of macOS 13 are
/// Safari 16.4 to its eyes, WebView2 follows Chrome. A version is `major << 16 | minor << 8`.
const OLDEST: Browsers = Browsers {
    android: None,
    chrome: Some(111 << 16),
    edge: Some(111 << 16),
    firefox: None,
    ie: None,
    ios_saf: None,
    opera: None,
    safari: Some(16 << 16 | 4 << 8),
    samsung: None,
};

/// `main` with everything that it imports, as one minified sheet. `url()`s are kept as written:
/// they are relative to `style.css` at the root of the output.
pub(crate) fn bundle(main: &Path) -> Result<String> {
    let failed = |error: String| Error::Style(error);
    let targets = Targets::from(OLDEST);

    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|error| match error.loc {
        Some(at) => {
            failed(format!("{}:{}:{}: {}", at.filename, at.line + 1, at.column, error.kind))
        }
        None => failed(format!("{}: {}", main.display(), error.kind)),
    })?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| failed(format!("{}: {error}", main.display())))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| failed(format!("{}: {error}", main.display())))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_bundled_and_new_syntax_is_lowered() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
            std::io::Write::write_all(
                &mut std::fs::File::create(path).expect("a file"),
                text.as_bytes(),
            )
            .expect("written");
        };
        write("main.css", "@import './parts/card.css';\n:root { color-scheme: light dark; }");
        write("parts/card.css", ".card { color: light-dark(#fff, #000); & a { margin: 0px } }");

        let sheet = bundle(&folder.path().join("main.css")).expect("a sheet");
        assert!(sheet.contains(".card a{margin:0}"), "nesting is flattened: {sheet}");
        assert!(!sheet.contains("light-dark("), "light-dark() is lowered: {sheet}");
        assert!(!sheet.contains("@import"), "imports are inlined: {sheet}");
    }

    #[test]
    fn a_mistake_is_reported_with_its_place() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let missing = folder.path().join("main.css");
        let error = bundle(&missing).expect_err("there is no such sheet").to_string();
        assert!(error.contains("main.css"), "names the file: {error}");
    }
}
