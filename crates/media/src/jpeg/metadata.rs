//! The source's APPn and COM segments, cleaned, in their order.

use super::{
    ADOBE, EXIF, ICC, MPF, PHOTOSHOP, XMP, XMP_EXTENSION, manifests,
    segments::{Segment, push},
};
use crate::{
    bytes::*,
    exif,
    keep::{Block, Filter, Why},
    photoshop, xmp,
};

/// The largest payload of a segment.
const MAX_PAYLOAD: usize = 65_533;

/// Are the coded data new? Then segments that describe the old coding stay behind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Coded {
    Anew,
    AsBefore,
}

/// Writes the cleaned segments to `out`.
pub(super) fn write(list: &[Segment<'_>], coded: Coded, filter: &mut Filter, out: &mut Vec<u8>) {
    let extension = extension_stays(list, filter);
    let manifests = manifests(list);
    let mut photoshop_written = false;
    for segment in list {
        let data = segment.data;
        match segment.marker {
            0xe0 => jfif(data, filter, out),
            0xe1 if data.starts_with(EXIF) => {
                if let Some(tiff) = exif::clean(&data[EXIF.len()..], filter) {
                    push(out, 0xe1, &[EXIF, &tiff]);
                }
            }
            0xe1 if data.starts_with(XMP) => {
                let packet =
                    xmp::clean(&data[XMP.len()..], filter).and_then(|packet| match extension {
                        true => Some(packet),
                        false => xmp::without_extension(&packet),
                    });
                if let Some(packet) = packet {
                    push(out, 0xe1, &[XMP, &packet]);
                }
            }
            0xe1 if data.starts_with(XMP_EXTENSION) => {
                push_if(extension, out, 0xe1, data);
            }
            0xe2 if data.starts_with(ICC) => {
                filter.kept(Block::Icc, "ICC");
                push(out, 0xe2, &[data]);
            }
            0xe2 if data.starts_with(MPF) => multi_picture(filter),
            0xeb if data.get(2..4).is_some_and(|box_number| manifests.contains(&box_number)) => {
                filter.dropped(Block::Manifest, "JUMBF", Why::PreviousManifest);
            }
            // JPEG XT residuals, 360° and the like speak of the source's coding.
            0xeb => filter.dropped(Block::Vendor, "JUMBF", Why::Unplaceable),
            0xed if data.starts_with(PHOTOSHOP) => {
                if photoshop_written {
                    continue;
                }
                photoshop_written = true;
                photoshop_resources(list, filter, out);
            }
            0xee if data.starts_with(ADOBE) => {
                let fits = coded == Coded::AsBefore || data.get(11) == Some(&1);
                push_if(fits, out, 0xee, data);
            }
            // Photoshop's own note of the quality that was asked for.
            0xec if data.starts_with(b"Ducky") => {
                push_if(coded == Coded::AsBefore, out, 0xec, data);
            }
            0xfe => {
                filter.kept(Block::Comment, "COM");
                push(out, 0xfe, &[data]);
            }
            marker @ 0xe0..=0xef => {
                let name = format!("APP{} {}", marker - 0xe0, label(data));
                push_if(
                    filter.decide(Block::Vendor, name.trim_end(), Why::Opaque),
                    out,
                    marker,
                    data,
                );
            }
            _ => {}
        }
    }
}

fn push_if(stays: bool, out: &mut Vec<u8>, marker: u8, data: &[u8]) {
    if stays {
        push(out, marker, &[data]);
    }
}

/// The readable start of a segment, for the report.
fn label(data: &[u8]) -> String {
    data.iter()
        .take(16)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .map(|b| char::from(*b))
        .collect()
}

/// JFIF: version, density, and perhaps a thumbnail.
fn jfif(data: &[u8], filter: &mut Filter, out: &mut Vec<u8>) {
    if data.starts_with(b"JFIF\0") && data.len() >= 14 {
        filter.kept(Block::Resolution, "JFIF");
        let has_thumbnail = data[12] != 0 && data[13] != 0;
        if !has_thumbnail || filter.decide(Block::Preview, "JFIF thumbnail", Why::Preview) {
            push(out, 0xe0, &[data]);
        } else {
            push(out, 0xe0, &[&data[..12], &[0, 0]]);
        }
    } else if data.starts_with(b"JFXX\0") {
        if filter.decide(Block::Preview, "JFXX thumbnail", Why::Preview) {
            push(out, 0xe0, &[data]);
        }
    } else if filter.decide(Block::Vendor, "APP0", Why::Opaque) {
        push(out, 0xe0, &[data]);
    }
}

/// The further pictures stand after the image, at offsets that a copy cannot keep.
fn multi_picture(filter: &mut Filter) {
    let why = if filter.keep.previews { Why::Unplaceable } else { Why::Preview };
    filter.dropped(Block::Preview, "MPF", why);
}

/// Extended XMP is one packet over many segments, named by its digest: it stays whole or goes whole.
fn extension_stays(list: &[Segment<'_>], filter: &mut Filter) -> bool {
    // GUID (32), whole length (4), offset (4), then the part.
    let head = XMP_EXTENSION.len() + 40;
    let mut parts: Vec<(u32, &[u8])> = list
        .iter()
        .filter(|segment| segment.marker == 0xe1 && segment.data.starts_with(XMP_EXTENSION))
        .filter_map(|s| Some((be32(s.data, XMP_EXTENSION.len() + 36)?, s.data.get(head..)?)))
        .collect();
    if parts.is_empty() {
        return true;
    }
    parts.sort_by_key(|(offset, _)| *offset);
    let packet: Vec<u8> = parts.iter().flat_map(|(_, part)| part.iter().copied()).collect();
    let mut trial = Filter::new(filter.keep);
    let stays = xmp::clean(&packet, &mut trial).is_some() && trial.report.dropped.is_empty();
    if stays {
        filter.kept(Block::Xmp, "extended XMP");
    } else {
        let why = trial.report.dropped.first().map_or(Why::Damaged, |item| item.why);
        filter.dropped(Block::Xmp, "extended XMP", why);
    }
    stays
}

/// Photoshop's resources may run over several segments; they are joined, cleaned and cut again.
fn photoshop_resources(list: &[Segment<'_>], filter: &mut Filter, out: &mut Vec<u8>) {
    let joined: Vec<u8> = list
        .iter()
        .filter(|segment| segment.marker == 0xed)
        .filter_map(|segment| segment.data.strip_prefix(PHOTOSHOP))
        .flatten()
        .copied()
        .collect();
    if let Some(resources) = photoshop::clean(&joined, filter) {
        for part in resources.chunks(MAX_PAYLOAD - PHOTOSHOP.len()) {
            push(out, 0xed, &[PHOTOSHOP, part]);
        }
    }
}
