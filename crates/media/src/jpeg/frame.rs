//! The frame header and the quantisation tables, read to encode a copy as its source was encoded.

use super::segments::Segment;
use crate::{bytes::*, error::Fault};

/// T.81 figure 5: the zigzag order, as natural indices.
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// T.81 table K.1, luma.
const LUMA: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/// T.81 table K.2, chroma.
const CHROMA: [u16; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/// No copy is coded more coarsely than the IJG's tables of this quality.
pub(super) const LOWEST_QUALITY: u16 = 92;

/// A quantisation table in natural order.
pub(super) type Table = [u16; 64];

#[derive(Debug, Clone, Copy)]
pub(super) struct Component {
    pub(super) id: u8,
    pub(super) across: u8,
    pub(super) down: u8,
    table: u8,
}

#[derive(Debug)]
pub(super) struct Frame {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) components: Vec<Component>,
    tables: [Option<Table>; 4],
    /// The transform in Adobe's APP14: 0 none, 1 YCbCr, 2 YCCK.
    pub(super) transform: Option<u8>,
    has_jfif: bool,
}

impl Frame {
    pub(super) fn of(segments: &[Segment<'_>]) -> Result<Self, Fault> {
        let sof = segments
            .iter()
            .find(|s| matches!(s.marker, 0xc0..=0xcf) && !matches!(s.marker, 0xc4 | 0xc8 | 0xcc));
        let Some(sof) = sof else {
            // Nothing but a start: the rest was cut off.
            return Err(Fault::Truncated);
        };
        if !matches!(sof.marker, 0xc0..=0xc2) {
            return Err(Fault::Unsupported(
                "a lossless or arithmetic-coded JPEG".to_owned(),
                "export it as an ordinary JPEG or as PNG",
            ));
        }
        let depth = sof.data.first().copied().unwrap_or(0);
        if depth != 8 {
            return Err(Fault::Unsupported(
                format!("a JPEG of {depth} bits"),
                "export it as a PNG of 16 bits",
            ));
        }
        let mut frame = Self::parse(sof.data).ok_or_else(|| Fault::damaged("its frame header"))?;
        for segment in segments {
            match segment.marker {
                0xdb => frame.read_tables(segment.data),
                0xee if segment.data.starts_with(super::ADOBE) => {
                    frame.transform = segment.data.get(11).copied();
                }
                0xe0 if segment.data.starts_with(b"JFIF\0") => frame.has_jfif = true,
                _ => {}
            }
        }
        match frame.components.len() {
            1 | 3 => Ok(frame),
            4 => Err(Fault::Cmyk),
            count => {
                Err(Fault::Unsupported(format!("a JPEG of {count} channels"), "export it in RGB"))
            }
        }
    }

    fn parse(data: &[u8]) -> Option<Self> {
        let count = usize::from(*data.get(5)?);
        let components = (0..count)
            .map(|index| {
                let [id, sampling, table] = array(data, 6 + index * 3)?;
                let component = Component { id, across: sampling >> 4, down: sampling & 15, table };
                ((1..=4).contains(&component.across) && (1..=4).contains(&component.down))
                    .then_some(component)
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            height: be16(data, 1)?,
            width: be16(data, 3)?,
            components,
            tables: [None; 4],
            transform: None,
            has_jfif: false,
        })
    }

    /// Tables that are replaced between scans count as they stand first.
    fn read_tables(&mut self, data: &[u8]) {
        let mut at = 0;
        while let Some(head) = data.get(at) {
            let (wide, slot) = (head >> 4 != 0, usize::from(head & 15));
            at += 1;
            let mut table = [0; 64];
            for (place, natural) in ZIGZAG.into_iter().enumerate() {
                let value = if wide {
                    be16(data, at + place * 2)
                } else {
                    data.get(at + place).map(|v| (*v).into())
                };
                match value {
                    Some(value) => table[natural] = value,
                    None => return,
                }
            }
            at += if wide { 128 } else { 64 };
            if let Some(slot @ None) = self.tables.get_mut(slot) {
                *slot = Some(table);
            }
        }
    }

    /// Are the components red, green and blue instead of luma and chroma?
    pub(super) fn is_rgb(&self) -> bool {
        let ids: Vec<u8> = self.components.iter().map(|component| component.id).collect();
        self.components.len() == 3
            && (self.transform == Some(0)
                || (self.transform.is_none() && !self.has_jfif && ids == [b'R', b'G', b'B']))
    }

    /// Tables for luma and chroma: the source's, but nowhere coarser than quality 92.
    /// The flag says whether they are the source's alone.
    pub(super) fn tables(&self) -> (Table, Table, bool) {
        let limits = (scaled(&LUMA), scaled(&CHROMA));
        let of = |index: usize| {
            let slot = usize::from(self.components.get(index)?.table);
            *self.tables.get(slot)?
        };
        if self.is_rgb() {
            return (limits.0, limits.1, false);
        }
        let Some(luma) = of(0) else { return (limits.0, limits.1, false) };
        let chroma = match (of(1), of(2)) {
            (Some(first), Some(second)) => finer(&first, &second),
            // A grey picture has no chroma to lose.
            _ => limits.1,
        };
        let (fine_luma, fine_chroma) = (finer(&luma, &limits.0), finer(&chroma, &limits.1));
        let same = fine_luma == luma && fine_chroma == chroma && (of(1) == of(2));
        (fine_luma, fine_chroma, same)
    }

    /// Luma samples a chroma sample in a copy, across and down: the source's, at most 2 each way, because
    /// common decoders get more wrong; (1, 1) where the source does something rare.
    pub(super) fn subsampling(&self) -> (u8, u8) {
        let [luma, first, second] = self.components[..] else { return (1, 1) };
        let same = (first.across, first.down) == (second.across, second.down);
        let whole =
            luma.across.is_multiple_of(first.across) && luma.down.is_multiple_of(first.down);
        if !same || !whole || self.is_rgb() {
            return (1, 1);
        }
        // A factor of 3 becomes 1: nothing finer divides it.
        let usual = |factor: u8| if factor.is_multiple_of(2) { 2 } else { 1 };
        (usual(luma.across / first.across), usual(luma.down / first.down))
    }
}

fn finer(one: &Table, other: &Table) -> Table {
    std::array::from_fn(|index| one[index].min(other[index]).max(1))
}

/// The IJG's scaling of the standard's tables.
fn scaled(table: &Table) -> Table {
    let scale = 200 - LOWEST_QUALITY * 2;
    table.map(|value| ((value * scale + 50) / 100).clamp(1, 255))
}
