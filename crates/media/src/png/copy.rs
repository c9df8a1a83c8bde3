//! A copy: the source's ancillary chunks, cleaned, around the source's or new pixels.

use std::borrow::Cow;

use super::{
    Header,
    chunks::{Chunk, Writer, chunks},
    pixels, text,
};
use crate::{
    Picture,
    bytes::fourcc,
    error::Fault,
    exif,
    keep::{Block, Coding, Filter, Why},
};

/// Builds the copy with `picture`'s pixels, or with the source's own if there is none.
pub(crate) fn copy(
    source: &[u8],
    picture: Option<&Picture>,
    filter: &mut Filter,
) -> Result<Vec<u8>, Fault> {
    let all = chunks(source)?;
    let header = Header::of(&all)?;
    let encoded;
    let coded = match picture {
        Some(picture) => {
            let (bytes, widened) = pixels::encode(picture, header, &all)?;
            filter.report.coding = Coding::Lossless { widened };
            encoded = bytes;
            chunks(&encoded)?
        }
        None => all.clone(),
    };
    let shape =
        |chunks: &[Chunk<'_>]| Header::of(chunks).map(|header| (header.depth, header.colour));
    let same_shape = shape(&coded)? == shape(&all)?;

    let mut out = Writer::new(source.len());
    let is_pixels = |chunk: &&Chunk<'_>| matches!(&chunk.name, b"IDAT" | b"PLTE" | b"tRNS");
    let named = |name: &'static [u8; 4]| coded.iter().filter(move |chunk| &chunk.name == name);
    for chunk in named(b"IHDR") {
        out.chunk(chunk.name, chunk.data)?;
    }
    let mut palette_written = false;
    let mut pixels_written = false;
    for chunk in all.iter().skip(1) {
        let before_pixels = matches!(&chunk.name, b"bKGD" | b"hIST" | b"tRNS" | b"IDAT" | b"PLTE");
        if before_pixels && !palette_written {
            palette_written = true;
            for chunk in named(b"PLTE").chain(named(b"tRNS")) {
                out.chunk(chunk.name, chunk.data)?;
            }
        }
        if &chunk.name == b"IDAT" && !pixels_written {
            pixels_written = true;
            for chunk in named(b"IDAT") {
                out.chunk(chunk.name, chunk.data)?;
            }
        }
        if is_pixels(&chunk) || matches!(&chunk.name, b"IEND" | b"IHDR") {
            continue;
        }
        if let Some(data) = ancillary(chunk, same_shape, filter) {
            out.chunk(chunk.name, &data)?;
        }
    }
    out.chunk(*b"IEND", &[])?;
    Ok(out.into_bytes())
}

fn ancillary<'a>(
    chunk: &Chunk<'a>,
    same_shape: bool,
    filter: &mut Filter,
) -> Option<Cow<'a, [u8]>> {
    let name = fourcc(chunk.name);
    if !chunk.sound {
        filter.dropped(Block::Other, name, Why::Damaged);
        return None;
    }
    let block = match &chunk.name {
        b"caBX" => {
            filter.dropped(Block::Manifest, name, Why::PreviousManifest);
            return None;
        }
        b"eXIf" => return exif::clean(chunk.data, filter).map(Cow::Owned),
        b"tEXt" | b"zTXt" | b"iTXt" => return text::clean(chunk.name, chunk.data, filter),
        b"iCCP" => Block::Icc,
        b"gAMA" | b"cHRM" | b"sRGB" | b"cICP" | b"mDCV" | b"cLLI" | b"sPLT" => Block::Colour,
        // These speak of the source's palette or depth.
        b"bKGD" | b"hIST" | b"sBIT" if !same_shape => {
            filter.dropped(Block::Colour, name, Why::Unplaceable);
            return None;
        }
        b"bKGD" | b"hIST" | b"sBIT" => Block::Colour,
        b"pHYs" => Block::Resolution,
        b"tIME" => Block::Text,
        _ if chunk.name[0].is_ascii_uppercase() => {
            filter.dropped(Block::Other, name, Why::Damaged);
            return None;
        }
        // By the format's own rule a chunk in capitals at the fourth place depends on the pixels.
        _ if chunk.name[3].is_ascii_uppercase() => {
            filter.dropped(Block::Vendor, name, Why::Unplaceable);
            return None;
        }
        _ => {
            let stays = filter.decide(Block::Vendor, &name, Why::Opaque);
            return stays.then_some(Cow::Borrowed(chunk.data));
        }
    };
    filter.kept(block, name);
    Some(Cow::Borrowed(chunk.data))
}
