//! The page, its start script and the fonts and pictures beside it.

use std::path::Path;

use crate::{
    dist::{self, Dist},
    error::{Error, Result},
};

/// Copies `index.html`, `start.js` and the tree under `assets/`.
pub(crate) fn copy(ui: &Path, dist: &mut Dist) -> Result<()> {
    let page = dist::read(&ui.join("index.html"))?;
    allowed(&String::from_utf8_lossy(&page))?;
    dist.put("index.html", &page)?;
    dist.put("start.js", &dist::read(&ui.join("start.js"))?)?;

    let assets = ui.join("assets");
    if assets.is_dir() {
        for (name, bytes) in dist::read_tree(&assets)? {
            dist.put(&name, &bytes)?;
        }
    }
    Ok(())
}

/// The shell's policy lets no inline script or style run, and a packaged window would fail
/// silently; so it fails here, in words.
fn allowed(page: &str) -> Result<()> {
    let page = page.to_ascii_lowercase();
    for tag in page.split("<script").skip(1) {
        let attributes = tag.split('>').next().unwrap_or_default();
        if !attributes.contains("src=") {
            return Err(Error::Policy("an inline script"));
        }
    }
    if page.contains("<style") {
        return Err(Error::Policy("a <style> element"));
    }
    if page.contains(" style=") {
        return Err(Error::Policy("a style attribute"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn only_external_scripts_and_styles_pass() {
        let check = |page: &str, passes: bool| {
            assert_eq!(allowed(page).is_ok(), passes, "{page}");
        };
        check(
            r#"<link rel="stylesheet" href="style.css"><script type="module" src="start.js"></script>"#,
            true,
        );
        check("<script>init()</script>", false);
        check(r#"<SCRIPT type="module">init()</SCRIPT>"#, false);
        check("<style>body{}</style>", false);
        check(r#"<p style="color:red">"#, false);
    }
}
