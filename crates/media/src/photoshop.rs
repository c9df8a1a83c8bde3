//! Photoshop image resource blocks, as they stand in JPEG's APP13 and in TIFF tag 0x8649.

use crate::{
    bytes::*,
    exif, iptc,
    keep::{Block, Filter, Why},
    xmp,
};

const IPTC: u16 = 0x0404;
const IPTC_DIGEST: u16 = 0x0425;

struct Resource<'a> {
    id: u16,
    /// Signature, id and name, as they stand.
    head: &'a [u8],
    data: &'a [u8],
}

/// Returns the resources that `filter` keeps, or nothing if they are unreadable or none is left.
pub(crate) fn clean(bytes: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let Some(resources) = parse(bytes) else {
        filter.dropped(Block::Photoshop, "Photoshop", Why::Damaged);
        return None;
    };
    let mut cleaned: Vec<(&Resource<'_>, Vec<u8>)> = Vec::new();
    for resource in &resources {
        let left = match resource.id {
            IPTC => iptc::clean(resource.data, filter),
            0x0422 | 0x0423 => exif::clean(resource.data, filter),
            0x0424 => xmp::clean(resource.data, filter),
            0x0409 | 0x040c => filter
                .decide(Block::Preview, "Photoshop thumbnail", Why::Preview)
                .then(|| resource.data.to_vec()),
            _ => {
                filter.kept(Block::Photoshop, "Photoshop");
                Some(resource.data.to_vec())
            }
        };
        cleaned.extend(left.map(|left| (resource, left)));
    }
    let iptc_is_new = cleaned
        .iter()
        .any(|(resource, left)| resource.id == IPTC && resource.data != left)
        || (resources.iter().any(|r| r.id == IPTC) && !cleaned.iter().any(|(r, _)| r.id == IPTC));
    // The digest says that IPTC was not touched since; it would now be a lie.
    cleaned.retain(|(resource, _)| !(iptc_is_new && resource.id == IPTC_DIGEST));
    let mut out = Vec::with_capacity(bytes.len());
    for (resource, data) in &cleaned {
        out.extend_from_slice(resource.head);
        out.extend_from_slice(&u32::try_from(data.len()).ok()?.to_be_bytes());
        out.extend_from_slice(data);
        out.resize(out.len().next_multiple_of(2), 0);
    }
    (!out.is_empty()).then_some(out)
}

fn parse(bytes: &[u8]) -> Option<Vec<Resource<'_>>> {
    let mut resources = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let signature = bytes.get(at..at + 4)?;
        if signature != b"8BIM" {
            // Some writers pad to an even or a fixed size.
            return bytes.get(at..)?.iter().all(|byte| *byte == 0).then_some(resources);
        }
        let id = be16(bytes, at + 4)?;
        let name = usize::from(*bytes.get(at + 6)?) + 1;
        let head_end = at + 6 + name.next_multiple_of(2);
        let length = usize::try_from(be32(bytes, head_end)?).ok()?;
        let data = span(bytes, head_end + 4, length)?;
        let next = data.end.next_multiple_of(2);
        resources.push(Resource { id, head: bytes.get(at..head_end)?, data: bytes.get(data)? });
        at = next;
    }
    Some(resources)
}
