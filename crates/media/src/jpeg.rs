//! JPEG (ITU-T T.81): segments, the frame's tables, pixels, and a copy with the source's metadata.

mod copy;
mod frame;
mod metadata;
mod pixels;
mod segments;

pub(crate) use copy::copy;
use frame::Frame;
pub(crate) use pixels::{decode, encode_thumbnail};
use segments::{Segment, segments};

use crate::{Colour, Orientation, PictureInfo, error::Fault, exif, picture::check_size};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_EXTENSION: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const MPF: &[u8] = b"MPF\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const ADOBE: &[u8] = b"Adobe";

/// What the segments say, without decoding a pixel.
pub(crate) fn examine(bytes: &[u8]) -> Result<PictureInfo, Fault> {
    let (list, end) = segments(bytes);
    let frame = Frame::of(&list)?;
    check_size(frame.width.into(), frame.height.into())?;
    end.ok_or(Fault::Truncated)?;
    let with = |marker: u8, start: &'static [u8]| {
        list.iter()
            .filter(move |s| s.marker == marker)
            .find_map(move |s| s.data.strip_prefix(start))
    };
    Ok(PictureInfo {
        width: frame.width.into(),
        height: frame.height.into(),
        bit_depth: 8,
        colour: match frame.components.len() {
            1 => Colour::Grey,
            _ => Colour::Rgb,
        },
        alpha: false,
        orientation: with(0xe1, EXIF).and_then(exif::orientation).unwrap_or(Orientation::Upright),
        icc: with(0xe2, ICC).is_some(),
        animated: false,
        manifest: !manifests(&list).is_empty(),
    })
}

/// JUMBF in APP11 that holds a C2PA manifest store, continuations included: they share a box number.
fn manifests<'a>(list: &[Segment<'a>]) -> Vec<&'a [u8]> {
    list.iter()
        .filter(|segment| segment.marker == 0xeb && segment.data.starts_with(b"JP"))
        .map(|segment| segment.data)
        .filter(|data| crate::bytes::contains(data.get(..128).unwrap_or(data), b"c2pa"))
        .filter_map(|data| data.get(2..4))
        .collect()
}
