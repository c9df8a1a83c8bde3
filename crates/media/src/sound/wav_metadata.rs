//! The chunks of a WAV file that are not sound.

use crate::{
    bytes::*,
    id3,
    keep::{Block, Filter, Why},
    xmp,
};

/// EBU Tech 3285: OriginatorReference, which recorders fill with a USID that holds their serial number.
const ORIGINATOR_REFERENCE: std::ops::Range<usize> = 288..320;
/// The second half of the UMID: when, where and by whom it was recorded.
const UMID_SOURCE_PACK: std::ops::Range<usize> = 380..412;

/// Returns the chunk's data without what `filter` does not keep, or nothing.
pub(super) fn clean(name: [u8; 4], data: Vec<u8>, filter: &mut Filter) -> Option<Vec<u8>> {
    let shown = fourcc(name);
    let block = match &name {
        b"fmt " | b"fact" => return Some(data),
        b"JUNK" | b"junk" | b"PAD " | b"FLLR" | b"\0\0\0\0" => return None,
        b"LIST" => return list(data, filter),
        b"bext" => return Some(broadcast(data, filter)),
        b"iXML" | b"axml" => return xmp::clean_ixml(&data, filter),
        b"_PMX" => return xmp::clean(&data, filter),
        b"id3 " | b"ID3 " => return id3::clean(&data, filter),
        b"C2PA" => {
            filter.dropped(Block::Manifest, shown, Why::PreviousManifest);
            return None;
        }
        b"umid" => return filter.decide(Block::Broadcast, &shown, Why::Location).then_some(data),
        // A bitmap in the clipboard's format shows a cover; text is text.
        b"DISP" if le32(&data, 0) != Some(1) => {
            return filter.decide(Block::Preview, &shown, Why::Preview).then_some(data);
        }
        b"DISP" => Block::Tags,
        b"cue " | b"plst" | b"smpl" | b"inst" | b"acid" | b"strc" | b"PEAK" | b"levl" => Block::Cue,
        b"cart" | b"chna" | b"MEXT" | b"mext" => Block::Broadcast,
        _ => return filter.decide(Block::Vendor, &shown, Why::Opaque).then_some(data),
    };
    filter.kept(block, shown);
    Some(data)
}

fn list(data: Vec<u8>, filter: &mut Filter) -> Option<Vec<u8>> {
    match data.get(..4)? {
        b"INFO" => {
            filter.kept(Block::Tags, "LIST INFO");
            Some(data)
        }
        b"adtl" | b"wavl" => {
            filter.kept(Block::Cue, "LIST adtl");
            Some(data)
        }
        // EXIF 2.3 audio files: among others a maker's note.
        b"exif" => {
            if !filter.keep.spares(Why::Serial) && contains(&data, b"emnt") {
                filter.dropped(Block::Exif, "LIST exif", Why::Serial);
                return None;
            }
            filter.kept(Block::Exif, "LIST exif");
            Some(data)
        }
        other => {
            let name = format!("LIST {}", String::from_utf8_lossy(other));
            filter.decide(Block::Vendor, &name, Why::Opaque).then_some(data)
        }
    }
}

fn broadcast(mut data: Vec<u8>, filter: &mut Filter) -> Vec<u8> {
    filter.kept(Block::Broadcast, "bext");
    let fields = [
        (ORIGINATOR_REFERENCE, "OriginatorReference", Why::Serial),
        (UMID_SOURCE_PACK, "UMID", Why::Location),
    ];
    for (place, name, why) in fields {
        if let Some(field) = data.get_mut(place)
            && field.iter().any(|byte| *byte != 0)
            && !filter.decide(Block::Broadcast, name, why)
        {
            field.fill(0);
        }
    }
    data
}
