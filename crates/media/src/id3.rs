//! ID3v2 tags: before MP3, before FLAC as C2PA writers put them there, and inside WAV.

use crate::{
    bytes::*,
    keep::{Block, Filter, Why},
    xmp,
};

const HEADER: usize = 10;
/// Flags for unsynchronisation and the extended header: such a tag is not taken apart.
const DIFFICULT: u8 = 0b1100_0000;
const MANIFEST: &[u8] = b"application/x-c2pa-manifest-store";
const MANIFEST_SHORT: &[u8] = b"application/c2pa";

/// The length of the tag that `head` starts with, header and footer included.
pub(crate) fn tag_length(head: &[u8]) -> Option<u64> {
    let header = head.get(..HEADER)?;
    if !header.starts_with(b"ID3") || header[3] > 4 {
        return None;
    }
    let body = synchsafe(head, 6)?;
    let footer = if header[3] == 4 && header[5] & 0x10 != 0 { HEADER as u64 } else { 0 };
    Some(HEADER as u64 + u64::from(body) + footer)
}

fn synchsafe(bytes: &[u8], at: usize) -> Option<u32> {
    let digits: [u8; 4] = array(bytes, at)?;
    if digits.iter().any(|digit| digit & 0x80 != 0) {
        return None;
    }
    Some(digits.iter().fold(0, |sum, digit| (sum << 7) | u32::from(*digit)))
}

/// Does the tag hold a C2PA manifest?
pub(crate) fn has_manifest(tag: &[u8]) -> bool {
    contains(tag, MANIFEST) || contains(tag, MANIFEST_SHORT)
}

/// Returns the tag without what `filter` does not keep, or nothing if no frame is left.
pub(crate) fn clean(tag: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let (version, flags) = (*tag.get(3)?, *tag.get(5)?);
    if version < 3 || flags & DIFFICULT != 0 {
        return whole(tag, filter);
    }
    let body_end = usize::try_from(tag_length(tag)?).ok()?.min(tag.len());
    let mut frames = Vec::new();
    let mut at = HEADER;
    while let Some(id) = array::<4>(tag, at).filter(|id| id[0] != 0) {
        let length = if version == 4 { synchsafe(tag, at + 4) } else { be32(tag, at + 4) };
        let data = length
            .and_then(|length| span(tag, at + HEADER, usize::try_from(length).ok()?))
            .filter(|data| data.end <= body_end && id.iter().all(u8::is_ascii_alphanumeric));
        let Some(data) = data else {
            filter.dropped(Block::Tags, "ID3", Why::Damaged);
            break;
        };
        if frame_stays(id, tag.get(data.clone())?, filter) {
            frames.extend_from_slice(tag.get(at..data.end)?);
        }
        at = data.end;
    }
    if frames.is_empty() {
        return None;
    }
    let mut out = tag.get(..HEADER)?.to_vec();
    // Neither padding nor footer is written.
    out[5] &= !0x10;
    let length = u32::try_from(frames.len()).ok()?;
    for (place, shift) in out[6..HEADER].iter_mut().zip([21, 14, 7, 0]) {
        *place = ((length >> shift) & 0x7f) as u8;
    }
    out.append(&mut frames);
    Some(out)
}

/// A tag that cannot be taken apart stays whole or goes whole.
fn whole(tag: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    if has_manifest(tag) {
        filter.dropped(Block::Manifest, "ID3 GEOB", Why::PreviousManifest);
        return None;
    }
    filter.kept(Block::Tags, "ID3");
    Some(tag.to_vec())
}

fn frame_stays(id: [u8; 4], data: &[u8], filter: &mut Filter) -> bool {
    match &id {
        b"GEOB" if has_manifest(data) => {
            filter.dropped(Block::Manifest, "ID3 GEOB", Why::PreviousManifest);
            false
        }
        b"APIC" => {
            filter.kept(Block::Cover, "ID3 APIC");
            true
        }
        b"TXXX" => match field_concern(&String::from_utf8_lossy(
            &data.iter().skip(1).filter(|byte| **byte != 0).take(64).copied().collect::<Vec<_>>(),
        )) {
            Some(why) => filter.decide(Block::Tags, "ID3 TXXX", why),
            None => true,
        },
        b"PRIV" if data.starts_with(b"XMP\0") => {
            let mut trial = Filter::new(filter.keep);
            let stays =
                xmp::clean(&data[4..], &mut trial).is_some() && trial.report.dropped.is_empty();
            if !stays {
                let why = trial.report.dropped.first().map_or(Why::Damaged, |item| item.why);
                filter.dropped(Block::Xmp, "XMP in ID3", why);
            }
            stays
        }
        _ => {
            filter.kept(Block::Tags, "ID3");
            true
        }
    }
}

/// What speaks against a named field of free text: `GPSLATITUDE=…`, `LOCATION=…`, `SERIALNUMBER=…`.
pub(crate) fn field_concern(name: &str) -> Option<Why> {
    let name = name.to_ascii_lowercase();
    let place = ["gps", "location", "exif:gps", "geo_", "xyz", "\u{a9}xyz", "geotag"];
    if place.iter().any(|start| name.starts_with(start))
        || name.contains("latitude")
        || name.contains("longitude")
    {
        return Some(Why::Location);
    }
    (name.contains("serialnumber")
        || name.contains("serial number")
        || name.contains("serial_number"))
    .then_some(Why::Serial)
}
