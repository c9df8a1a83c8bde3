//! What the internet does to a picture.

use std::path::{Path, PathBuf};

use image::ImageReader;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;

use crate::{App, Error, Result};

/// Re-encodes a picture at JPEG quality 60 and half its size, without any of its metadata.
pub(super) fn damage(app: &App, copy: &Path) -> Result<PathBuf> {
    let read =
        |e: image::ImageError| Error::internal(format!("the signed copy does not open: {e}"));
    let picture =
        ImageReader::open(copy).map_err(|e| Error::io(copy, e))?.decode().map_err(read)?;
    let half = picture
        .resize_exact(picture.width() / 2, picture.height() / 2, FilterType::Lanczos3)
        .to_rgb8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 60).encode_image(&half).map_err(read)?;
    let below = PathBuf::from("samples").join("found-on-the-internet.jpg");
    app.replace(&below, &bytes)?;
    Ok(app.inner.home.full(&below))
}
