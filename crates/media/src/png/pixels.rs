//! Pixels in and out, through the `png` crate.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};

use super::{Header, chunks::Chunk};
use crate::{
    Layout, Picture, Samples,
    error::Fault,
    picture::{check_size, guarded},
};

/// Decodes all pixels: palette expanded, grey widened to 8 bits, transparency as alpha.
pub(crate) fn decode(bytes: &[u8]) -> Result<Picture, Fault> {
    guarded(|| {
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 1 << 30 });
        decoder.set_transformations(Transformations::EXPAND);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        let mut reader = decoder.read_info().map_err(fault)?;
        let (width, height) = (reader.info().width, reader.info().height);
        check_size(width, height)?;
        let (colour, depth) = reader.output_color_type();
        let layout = match colour {
            ColorType::Grayscale => Layout::Grey,
            ColorType::GrayscaleAlpha => Layout::GreyAlpha,
            ColorType::Rgb => Layout::Rgb,
            ColorType::Rgba => Layout::Rgba,
            ColorType::Indexed => return Err(Fault::damaged("a palette that cannot be expanded")),
        };
        let length = reader.output_buffer_size().ok_or(Fault::TooManyPixels(width, height))?;
        let mut raw = vec![0; length];
        reader.next_frame(&mut raw).map_err(fault)?;
        let samples = match depth {
            BitDepth::Sixteen => Samples::U16(
                raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
            ),
            _ => Samples::U8(raw),
        };
        Ok(Picture { width, height, layout, samples })
    })
}

fn fault(error: png::DecodingError) -> Fault {
    match error {
        png::DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Fault::Truncated
        }
        error => Fault::damaged(error),
    }
}

/// Encodes without loss, as the source's palette or low depth if the pixels fit into it.
/// Returns the file and whether it had to be widened.
pub(super) fn encode(
    picture: &Picture,
    source: Header,
    chunks: &[Chunk<'_>],
) -> Result<(Vec<u8>, bool), Fault> {
    let find = |name: &[u8; 4]| chunks.iter().find(|c| &c.name == name).map(|c| c.data);
    let wide = (colour_type(picture.layout), depth(&picture.samples));
    let raw: Vec<u8> = match &picture.samples {
        Samples::U8(samples) => samples.clone(),
        Samples::U16(samples) => samples.iter().flat_map(|v| v.to_be_bytes()).collect(),
    };
    let narrow = if source.is_indexed() {
        find(b"PLTE").and_then(|palette| {
            let indices = to_indices(picture, palette, find(b"tRNS").unwrap_or(&[]))?;
            pack(&indices, picture.size().0, source.depth)
        })
    } else if source.colour == 0 && source.depth < 8 && picture.layout == Layout::Grey {
        to_levels(&raw, source.depth)
            .and_then(|levels| pack(&levels, picture.size().0, source.depth))
    } else {
        None
    };
    let is_narrow = source.is_indexed() || source.depth < 8;
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, picture.width, picture.height);
    let raw = match narrow {
        Some(packed) => {
            encoder.set_depth(match source.depth {
                1 => BitDepth::One,
                2 => BitDepth::Two,
                4 => BitDepth::Four,
                _ => BitDepth::Eight,
            });
            encoder.set_color(ColorType::Grayscale);
            if source.is_indexed() {
                encoder.set_color(ColorType::Indexed);
                encoder.set_palette(find(b"PLTE").unwrap_or(&[]).to_vec());
                if let Some(alpha) = find(b"tRNS") {
                    encoder.set_trns(alpha.to_vec());
                }
            }
            let mut writer = encoder.write_header().map_err(encoding)?;
            writer.write_image_data(&packed).map_err(encoding)?;
            writer.finish().map_err(encoding)?;
            return Ok((out, false));
        }
        None => raw,
    };
    encoder.set_color(wide.0);
    encoder.set_depth(wide.1);
    let mut writer = encoder.write_header().map_err(encoding)?;
    writer.write_image_data(&raw).map_err(encoding)?;
    writer.finish().map_err(encoding)?;
    Ok((out, is_narrow))
}

/// A small PNG for the window.
pub(crate) fn encode_plain(picture: &Picture) -> Result<Vec<u8>, Fault> {
    let as_is = Header { width: 0, height: 0, depth: picture.samples.bits(), colour: 6 };
    encode(picture, as_is, &[]).map(|(bytes, _)| bytes)
}

fn encoding(error: png::EncodingError) -> Fault {
    Fault::Encode(error.to_string())
}

fn colour_type(layout: Layout) -> ColorType {
    match layout {
        Layout::Grey => ColorType::Grayscale,
        Layout::GreyAlpha => ColorType::GrayscaleAlpha,
        Layout::Rgb => ColorType::Rgb,
        Layout::Rgba => ColorType::Rgba,
    }
}

fn depth(samples: &Samples) -> BitDepth {
    match samples {
        Samples::U8(_) => BitDepth::Eight,
        Samples::U16(_) => BitDepth::Sixteen,
    }
}

/// Palette indices, if every pixel is in the palette.
fn to_indices(picture: &Picture, palette: &[u8], alpha: &[u8]) -> Option<Vec<u8>> {
    let Samples::U8(samples) = &picture.samples else { return None };
    let channels = picture.layout.channels();
    if channels < 3 {
        return None;
    }
    let mut index = std::collections::HashMap::new();
    for (number, colour) in palette.chunks_exact(3).take(256).enumerate() {
        let opacity = alpha.get(number).copied().unwrap_or(255);
        index.entry([colour[0], colour[1], colour[2], opacity]).or_insert(number as u8);
    }
    samples
        .chunks_exact(channels)
        .map(|p| index.get(&[p[0], p[1], p[2], p.get(3).copied().unwrap_or(255)]).copied())
        .collect()
}

/// Grey levels of `depth` bits, if every sample is one of them.
fn to_levels(samples: &[u8], depth: u8) -> Option<Vec<u8>> {
    let step = match depth {
        1 => 255,
        2 => 85,
        4 => 17,
        _ => return None,
    };
    samples.iter().map(|sample| (sample % step == 0).then_some(sample / step)).collect()
}

/// Packs values of `depth` bits into bytes, each row starting anew.
fn pack(values: &[u8], width: usize, depth: u8) -> Option<Vec<u8>> {
    if !matches!(depth, 1 | 2 | 4 | 8) || width == 0 {
        return None;
    }
    if values.iter().any(|value| u16::from(*value) >= 1 << depth) {
        return None;
    }
    let mut out = Vec::new();
    for row in values.chunks(width) {
        for group in row.chunks(usize::from(8 / depth)) {
            let mut byte = 0u8;
            for (place, value) in group.iter().enumerate() {
                byte |= value << (8 - depth - depth * place as u8);
            }
            out.push(byte);
        }
    }
    Some(out)
}
