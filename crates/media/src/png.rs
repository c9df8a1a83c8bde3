//! PNG (ISO/IEC 15948, third edition): chunks, pixels, and a copy with the source's ancillary chunks.

mod chunks;
mod copy;
mod pixels;
mod text;

use chunks::{Chunk, chunks};
pub(crate) use copy::copy;
pub(crate) use pixels::{decode, encode_plain};

use crate::{Colour, Orientation, PictureInfo, bytes::*, error::Fault, exif, picture::check_size};

/// The header: IHDR's fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
}

impl Header {
    fn of(chunks: &[Chunk<'_>]) -> Result<Self, Fault> {
        let first = chunks.first().filter(|chunk| &chunk.name == b"IHDR");
        let read = |data: &[u8]| {
            let header = Self {
                width: be32(data, 0)?,
                height: be32(data, 4)?,
                depth: *data.get(8)?,
                colour: *data.get(9)?,
            };
            matches!(header.colour, 0 | 2 | 3 | 4 | 6).then_some(header)
        };
        first.and_then(|chunk| read(chunk.data)).ok_or_else(|| Fault::damaged("no valid header"))
    }

    fn is_indexed(self) -> bool {
        self.colour == 3
    }
}

/// What the chunks say, without decoding a pixel.
pub(crate) fn examine(bytes: &[u8]) -> Result<PictureInfo, Fault> {
    let header = Header::of(&chunks::until_truncation(bytes))?;
    check_size(header.width, header.height)?;
    let chunks = chunks(bytes)?;
    let find = |name: &[u8; 4]| chunks.iter().find(|chunk| &chunk.name == name);
    Ok(PictureInfo {
        width: header.width,
        height: header.height,
        bit_depth: if header.is_indexed() { 8 } else { header.depth },
        colour: match header.colour {
            3 => Colour::Indexed,
            0 | 4 => Colour::Grey,
            _ => Colour::Rgb,
        },
        alpha: header.colour >= 4 || find(b"tRNS").is_some(),
        orientation: find(b"eXIf")
            .and_then(|chunk| exif::orientation(chunk.data))
            .unwrap_or(Orientation::Upright),
        icc: find(b"iCCP").is_some(),
        animated: find(b"acTL").is_some(),
        manifest: find(b"caBX").is_some(),
    })
}
