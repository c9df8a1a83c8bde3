//! Pixels in through jpeg-decoder, out through jpeg-encoder.
//!
//! zune-jpeg, which is quicker, shows wrong pixels for files whose components are coded in scans of
//! their own; `judges::ffmpeg_sees_the_same_jpegs` holds that this decoder does not.

use jpeg_decoder::{Decoder, PixelFormat};
use jpeg_encoder::{
    ChromaSubsamplingMethod, ColorType, Encoder, QuantizationTableType, SamplingFactor,
};

use super::{frame::Frame, segments::segments};
use crate::{
    Layout, Picture, Samples,
    error::Fault,
    picture::{check_size, guarded},
};

/// Decodes all pixels, grey as grey, everything else as RGB.
pub(crate) fn decode(bytes: &[u8]) -> Result<Picture, Fault> {
    let (list, end) = segments(bytes);
    let frame = Frame::of(&list)?;
    check_size(frame.width.into(), frame.height.into())?;
    // Decoders fill what is missing with grey; a cut file must not pass for a picture.
    end.ok_or(Fault::Truncated)?;
    guarded(|| {
        let mut decoder = Decoder::new(bytes);
        decoder.set_max_decoding_buffer_size(1 << 30);
        let samples = decoder.decode().map_err(Fault::damaged)?;
        let layout = match decoder.info().map(|info| info.pixel_format) {
            Some(PixelFormat::L8) => Layout::Grey,
            Some(PixelFormat::RGB24) => Layout::Rgb,
            _ => return Err(Fault::damaged("its colours")),
        };
        let picture = Picture {
            width: frame.width.into(),
            height: frame.height.into(),
            layout,
            samples: Samples::U8(samples),
        };
        if picture.is_whole() { Ok(picture) } else { Err(Fault::damaged("its size")) }
    })
}

/// Encodes `picture` with the tables and the subsampling of `frame`, as far as they are fine enough.
pub(super) fn encode(picture: &Picture, frame: &Frame) -> Result<Vec<u8>, Fault> {
    let (luma, chroma, _) = frame.tables();
    let (across, down) = frame.subsampling();
    let mut out = Vec::new();
    // The quality is that of the tables; the number is not looked at.
    let mut encoder = Encoder::new(&mut out, 100);
    encoder.set_quantization_tables(
        QuantizationTableType::Custom(Box::new(luma)),
        QuantizationTableType::Custom(Box::new(chroma)),
    );
    if let Some(factor) = SamplingFactor::from_factors(across, down) {
        encoder.set_sampling_factor(factor);
    }
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    // Optimised Huffman tables would put each component into a scan of its own, which common decoders
    // get wrong.
    run(encoder, picture)?;
    Ok(out)
}

/// A small JPEG for the window.
pub(crate) fn encode_thumbnail(picture: &Picture, quality: u8) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    run(Encoder::new(&mut out, quality), picture)?;
    Ok(out)
}

fn run(encoder: Encoder<&mut Vec<u8>>, picture: &Picture) -> Result<(), Fault> {
    let Samples::U8(samples) = &picture.samples else { return Err(Fault::Mismatched) };
    let colour = match picture.layout {
        Layout::Grey => ColorType::Luma,
        Layout::Rgb => ColorType::Rgb,
        Layout::GreyAlpha | Layout::Rgba => return Err(Fault::Mismatched),
    };
    let (Ok(width), Ok(height)) = (u16::try_from(picture.width), u16::try_from(picture.height))
    else {
        return Err(Fault::Mismatched);
    };
    encoder.encode(samples, width, height, colour).map_err(|error| Fault::Encode(error.to_string()))
}
