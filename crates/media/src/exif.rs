//! EXIF: a TIFF structure of directories (CIPA DC-008, TIFF 6.0), read and cleaned without trusting it.

mod rewrite;
mod tiff;

pub(crate) use rewrite::clean;
use tiff::Tiff;

use crate::Orientation;

/// The orientation in the first directory, if there is one.
pub(crate) fn orientation(exif: &[u8]) -> Option<Orientation> {
    let tiff = Tiff::new(exif)?;
    let first = tiff.directory(tiff.first()?)?;
    let entry = first.entries.iter().find(|entry| entry.tag == tiff::ORIENTATION)?;
    Some(Orientation::from_tag(tiff.u16(entry.value.start)?))
}
