//! Pictures as other people's programs make and change them.

use std::{path::Path, process::Command};

/// Draws a picture that is nobody's work yet.
pub(crate) fn draw(path: &Path) {
    convert(&["-seed", "7", "-size", "1200x900", "plasma:coral-navy"], path);
}

/// What a website does to a picture: half the size, JPEG at quality 60, all metadata gone.
pub(crate) fn repost(from: &Path, to: &Path) {
    let from = from.to_str().expect("a plain name");
    convert(&[from, "-resize", "50%", "-strip", "-quality", "60"], to);
}

fn convert(arguments: &[&str], to: &Path) {
    let status = Command::new("convert")
        .args(arguments)
        .arg(to)
        .status()
        .expect("ImageMagick's `convert` runs");
    assert!(status.success(), "ImageMagick made no {}", to.display());
}
