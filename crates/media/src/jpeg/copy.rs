//! A copy: the source's metadata, cleaned, before the source's or new coded data.

use super::{
    frame::Frame,
    metadata::{self, Coded},
    pixels,
    segments::{SOS, Segment, segments},
};
use crate::{
    Picture,
    error::Fault,
    keep::{Block, Coding, Filter, Why},
};

/// Builds the copy with `picture`'s pixels, or with the source's own if there is none.
pub(crate) fn copy(
    source: &[u8],
    picture: Option<&Picture>,
    filter: &mut Filter,
) -> Result<Vec<u8>, Fault> {
    let (list, end) = segments(source);
    let end = end.ok_or(Fault::Truncated)?;
    let frame = Frame::of(&list)?;
    let first_scan = list.iter().position(|s| s.marker == SOS).ok_or(Fault::Truncated)?;
    let mut out = Vec::with_capacity(source.len());
    out.extend_from_slice(&[0xff, 0xd8]);
    let coded = if picture.is_some() { Coded::Anew } else { Coded::AsBefore };
    metadata::write(&list[..first_scan], coded, filter, &mut out);
    match picture {
        Some(picture) => {
            let encoded = pixels::encode(picture, &frame)?;
            let (encoded, _) = segments(&encoded);
            // With neither JFIF nor EXIF a reader would have to guess; then the encoder's JFIF serves.
            let bare = out.len() == 2;
            for segment in encoded.iter().filter(|s| !s.is_metadata() || (bare && s.marker == 0xe0))
            {
                out.extend_from_slice(&with_usual_ids(segment));
            }
            filter.report.coding =
                Coding::Jpeg { source_tables: frame.tables().2, subsampling: frame.subsampling() };
        }
        None => {
            for segment in list.iter().filter(|segment| !segment.is_metadata()) {
                out.extend_from_slice(segment.whole);
            }
        }
    }
    out.extend_from_slice(&[0xff, 0xd9]);
    let rest = &source[end..];
    if rest.iter().any(|byte| *byte != 0) {
        let why = if filter.keep.previews { Why::Unplaceable } else { Why::Preview };
        filter.dropped(Block::Preview, "data after the image", why);
    }
    Ok(out)
}

/// The encoder numbers components from 0; JFIF and every reader without it expect 1, 2, 3.
fn with_usual_ids(segment: &Segment<'_>) -> Vec<u8> {
    let mut bytes = segment.whole.to_vec();
    let (count_at, stride) = match segment.marker {
        0xc0..=0xc2 => (9, 3),
        SOS => (4, 2),
        _ => return bytes,
    };
    let count = usize::from(bytes.get(count_at).copied().unwrap_or(0));
    for index in 0..count {
        if let Some(id) = bytes.get_mut(count_at + 1 + index * stride) {
            *id = id.wrapping_add(1);
        }
    }
    bytes
}
