//! WebP (RFC 9649): RIFF chunks, pixels, and a copy with the source's metadata.

use std::io::Cursor;

use crate::{
    Colour, Format, Layout, Orientation, Picture, PictureInfo, Samples,
    bytes::*,
    error::Fault,
    exif,
    keep::{Block, Coding, Filter, Why},
    picture::{check_size, guarded},
    xmp,
};

/// libwebp's quality for a lossy copy: generous, because the source's own is not recorded.
const LOSSY_QUALITY: u8 = 95;

#[derive(Debug, Clone, Copy)]
struct Chunk<'a> {
    name: [u8; 4],
    data: &'a [u8],
}

/// A chunk of a copy.
type Owned = ([u8; 4], Vec<u8>);

/// The chunks, and whether they are all there in full.
fn chunks(bytes: &[u8]) -> (Vec<Chunk<'_>>, bool) {
    let mut list = Vec::new();
    let promised = le32(bytes, 4).and_then(|size| usize::try_from(size).ok()?.checked_add(8));
    let end = promised.unwrap_or(usize::MAX);
    let mut at = 12;
    while at < end.min(bytes.len()) {
        let chunk = array(bytes, at).zip(le32(bytes, at + 4)).and_then(|(name, length)| {
            let data = span(bytes, at + 8, usize::try_from(length).ok()?)?;
            Some((Chunk { name, data: &bytes[data.clone()] }, data.end))
        });
        let Some((chunk, data_end)) = chunk else { return (list, false) };
        list.push(chunk);
        at = data_end.next_multiple_of(2);
    }
    (list, end <= bytes.len())
}

/// Reads what the chunks say, without decoding a pixel.
pub(crate) fn examine(bytes: &[u8]) -> Result<(Format, PictureInfo), Fault> {
    let (list, whole) = chunks(bytes);
    let find = |name: &[u8; 4]| list.iter().find(|c| &c.name == name).map(|c| c.data);
    let animated = find(b"ANIM").is_some() || find(b"ANMF").is_some();
    let extended = find(b"VP8X").map(|data| {
        let side =
            |at| data.get(at..at + 3).map_or(0, |b| le32(&[b, &[0]].concat(), 0).unwrap_or(0)) + 1;
        (side(4), side(7), data.first().is_some_and(|flags| flags & 0x10 != 0))
    });
    if let Some((width, height, _)) = extended {
        check_size(width, height)?;
    }
    if !whole {
        return Err(Fault::Truncated);
    }
    let lossless = find(b"VP8L").is_some();
    if !lossless && find(b"VP8 ").is_none() && !animated {
        return Err(Fault::damaged("no picture inside"));
    }
    let (width, height, alpha) = match extended {
        Some(extended) if animated => extended,
        _ => guarded(|| {
            let decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(fault)?;
            let (width, height) = decoder.dimensions();
            Ok((width, height, decoder.has_alpha()))
        })?,
    };
    check_size(width, height)?;
    let info = PictureInfo {
        width,
        height,
        bit_depth: 8,
        colour: Colour::Rgb,
        alpha,
        orientation: find(b"EXIF")
            .and_then(|data| exif::orientation(data.strip_prefix(b"Exif\0\0").unwrap_or(data)))
            .unwrap_or(Orientation::Upright),
        icc: find(b"ICCP").is_some(),
        animated,
        manifest: find(b"C2PA").is_some(),
    };
    Ok((if lossless { Format::WebpLossless } else { Format::WebpLossy }, info))
}

fn fault(error: image_webp::DecodingError) -> Fault {
    match error {
        image_webp::DecodingError::IoError(error)
            if error.kind() == std::io::ErrorKind::UnexpectedEof =>
        {
            Fault::Truncated
        }
        error => Fault::damaged(error),
    }
}

/// Decodes all pixels as RGB or RGBA.
pub(crate) fn decode(bytes: &[u8]) -> Result<Picture, Fault> {
    guarded(|| {
        let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(fault)?;
        decoder.set_memory_limit(1 << 30);
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        let layout = if decoder.has_alpha() { Layout::Rgba } else { Layout::Rgb };
        let length = decoder.output_buffer_size().ok_or(Fault::TooManyPixels(width, height))?;
        let mut samples = vec![0; length];
        decoder.read_image(&mut samples).map_err(fault)?;
        Ok(Picture { width, height, layout, samples: Samples::U8(samples) })
    })
}

/// Builds the copy with `picture`'s pixels, or with the source's own if there is none.
pub(crate) fn copy(
    source: &[u8],
    picture: Option<&Picture>,
    filter: &mut Filter,
) -> Result<Vec<u8>, Fault> {
    let (format, info) = examine(source)?;
    let (all, _) = chunks(source);
    let encoded;
    let coded = match picture {
        Some(picture) => {
            encoded = encode(picture, format)?;
            filter.report.coding = match format {
                Format::WebpLossless => Coding::Lossless { widened: false },
                _ => Coding::WebpLossy { quality: LOSSY_QUALITY },
            };
            chunks(&encoded).0
        }
        None => all.clone(),
    };
    let (mut before, mut after) = (Vec::<Owned>::new(), Vec::<Owned>::new());
    for chunk in &all {
        match &chunk.name {
            b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" => {}
            b"ICCP" => {
                filter.kept(Block::Icc, "ICC");
                before.push((chunk.name, chunk.data.to_vec()));
            }
            b"EXIF" => {
                // Some writers put JPEG's prefix before it, against the specification.
                let tiff = chunk.data.strip_prefix(b"Exif\0\0").unwrap_or(chunk.data);
                after.extend(exif::clean(tiff, filter).map(|data| (chunk.name, data)));
            }
            b"XMP " => after.extend(xmp::clean(chunk.data, filter).map(|data| (chunk.name, data))),
            b"C2PA" => filter.dropped(Block::Manifest, "C2PA", Why::PreviousManifest),
            name => {
                if filter.decide(Block::Vendor, &fourcc(*name), Why::Opaque) {
                    after.push((chunk.name, chunk.data.to_vec()));
                }
            }
        }
    }
    let pixels: Vec<Owned> = coded
        .iter()
        .filter(|chunk| matches!(&chunk.name, b"VP8 " | b"VP8L" | b"ALPH"))
        .map(|chunk| (chunk.name, chunk.data.to_vec()))
        .collect();
    if before.is_empty() && after.is_empty() && pixels.len() == 1 {
        return Ok(riff(pixels));
    }
    let has = |list: &[Owned], name: &[u8; 4]| list.iter().any(|(found, _)| found == name);
    let flags = u8::from(has(&before, b"ICCP")) << 5
        | u8::from(pixels.iter().any(|(name, data)| shows_alpha(*name, data))) << 4
        | u8::from(has(&after, b"EXIF")) << 3
        | u8::from(has(&after, b"XMP ")) << 2;
    let mut extended = vec![flags, 0, 0, 0];
    extended.extend_from_slice(&(info.width - 1).to_le_bytes()[..3]);
    extended.extend_from_slice(&(info.height - 1).to_le_bytes()[..3]);
    let mut all = vec![(*b"VP8X", extended)];
    all.extend(before.into_iter().chain(pixels).chain(after));
    Ok(riff(all))
}

/// Does the chunk hold transparency? In VP8L a bit after the two sizes of 14 bits says so.
fn shows_alpha(name: [u8; 4], data: &[u8]) -> bool {
    match &name {
        b"ALPH" => true,
        b"VP8L" => le32(data, 1).is_some_and(|header| header >> 28 & 1 == 1),
        _ => false,
    }
}

fn riff(list: Vec<Owned>) -> Vec<u8> {
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    for (name, data) in list {
        out.extend_from_slice(&name);
        out.extend_from_slice(&(data.len() as u32).to_le_bytes());
        out.extend_from_slice(&data);
        out.resize(out.len().next_multiple_of(2), 0);
    }
    let length = (out.len() - 8) as u32;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    out
}

fn encode(picture: &Picture, format: Format) -> Result<Vec<u8>, Fault> {
    let Samples::U8(samples) = &picture.samples else { return Err(Fault::Mismatched) };
    if !picture.is_whole() || picture.width > 16_383 || picture.height > 16_383 {
        return Err(Fault::Mismatched);
    }
    let encoder = match picture.layout {
        Layout::Rgb => webp::Encoder::from_rgb(samples, picture.width, picture.height),
        Layout::Rgba => webp::Encoder::from_rgba(samples, picture.width, picture.height),
        Layout::Grey | Layout::GreyAlpha => return Err(Fault::Mismatched),
    };
    let mut config =
        webp::WebPConfig::new().map_err(|()| Fault::Encode("libwebp does not start".to_owned()))?;
    config.method = 4;
    // Colours under full transparency are part of the picture.
    config.exact = 1;
    if format == Format::WebpLossless {
        config.lossless = 1;
        config.quality = 75.0;
    } else {
        config.quality = f32::from(LOSSY_QUALITY);
        config.alpha_quality = 100;
    }
    let encoded =
        encoder.encode_advanced(&config).map_err(|error| Fault::Encode(format!("{error:?}")))?;
    Ok(encoded.to_vec())
}
