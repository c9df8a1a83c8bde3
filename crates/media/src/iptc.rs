//! IPTC-IIM 4.2: records of tagged datasets.

use crate::{
    bytes::*,
    keep::{Block, Filter, Why},
};

const MARKER: u8 = 0x1c;

/// Returns the datasets that `filter` keeps, or nothing if they are unreadable or none is left.
pub(crate) fn clean(iptc: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let cleaned = walk(iptc, filter);
    match &cleaned {
        Some(left) if left.is_empty() => return None,
        Some(_) => filter.kept(Block::Iptc, "IPTC"),
        None => filter.dropped(Block::Iptc, "IPTC", Why::Damaged),
    }
    cleaned
}

fn walk(iptc: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(iptc.len());
    let mut at = 0;
    while iptc.get(at) == Some(&MARKER) {
        let (record, dataset) = (*iptc.get(at + 1)?, *iptc.get(at + 2)?);
        let length = be16(iptc, at + 3)?;
        let (data, length) = if length & 0x8000 == 0 {
            (at + 5, usize::from(length))
        } else {
            // The extended form: the length has a length.
            let width = usize::from(length & 0x7fff);
            let digits = iptc.get(span(iptc, at + 5, width)?)?;
            if width > 4 {
                return None;
            }
            let length = digits.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
            (at + 5 + width, length)
        };
        let end = span(iptc, data, length)?.end;
        let stays = match concern(record, dataset) {
            Some((name, why)) => filter.decide(Block::Iptc, name, why),
            None => true,
        };
        if stays {
            out.extend_from_slice(iptc.get(at..end)?);
        }
        at = end;
    }
    // Padding may follow, nothing else.
    iptc.get(at..)?.iter().all(|byte| *byte == 0).then_some(out)
}

fn concern(record: u8, dataset: u8) -> Option<(&'static str, Why)> {
    Some(match (record, dataset) {
        (2, 26) => ("ContentLocationCode", Why::Location),
        (2, 27) => ("ContentLocationName", Why::Location),
        (2, 90) => ("City", Why::Location),
        (2, 92) => ("Sub-location", Why::Location),
        (2, 95) => ("Province-State", Why::Location),
        (2, 100) => ("Country-PrimaryLocationCode", Why::Location),
        (2, 101) => ("Country-PrimaryLocationName", Why::Location),
        (2, 200..=202) => ("ObjectDataPreview", Why::Preview),
        _ => return None,
    })
}
