//! Small works, made here.

use std::io::Cursor;

use colophon_provenance::Format;
use image::{ImageFormat, Rgb, RgbImage};

pub(crate) const ALL: [Format; 6] =
    [Format::Png, Format::Jpeg, Format::WebP, Format::Wav, Format::Flac, Format::Mp3];

pub(crate) const SAMPLES: usize = 4 * 4096;

pub(crate) fn work(format: Format) -> Vec<u8> {
    match format {
        Format::Png => picture(ImageFormat::Png),
        Format::Jpeg => picture(ImageFormat::Jpeg),
        Format::WebP => picture(ImageFormat::WebP),
        Format::Wav => wav(),
        Format::Flac => flac(),
        Format::Mp3 => mp3(),
    }
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let shade = |x: u32, y: u32| Rgb([(x * 5) as u8, (y * 7) as u8, (x ^ y) as u8]);
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_fn(48, 32, shade).write_to(&mut out, format).expect("a small picture encodes");
    out.into_inner()
}

fn sample(n: usize) -> i16 {
    ((n * 397) % 8191) as i16 - 4095
}

fn wav() -> Vec<u8> {
    let data: Vec<u8> = (0..SAMPLES).flat_map(|n| sample(n).to_le_bytes()).collect();
    let mut out = b"RIFF".to_vec();
    out.extend((36 + data.len() as u32).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16u32.to_le_bytes());
    out.extend([1, 0, 1, 0]);
    out.extend(44_100u32.to_le_bytes());
    out.extend(88_200u32.to_le_bytes());
    out.extend([2, 0, 16, 0]);
    out.extend(b"data");
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    out
}

/// Four verbatim frames of 4096 samples, 16 bit, mono (RFC 9639).
fn flac() -> Vec<u8> {
    const BLOCK: usize = 4096;
    let mut out = b"fLaC\x80\0\0\x22".to_vec();
    out.extend((BLOCK as u16).to_be_bytes());
    out.extend((BLOCK as u16).to_be_bytes());
    out.extend([0; 6]);
    // 20 bits rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits samples.
    out.extend(((44_100u64 << 44) | (15 << 36) | SAMPLES as u64).to_be_bytes());
    out.extend([0; 16]);
    for frame in 0..SAMPLES / BLOCK {
        let mut bytes = vec![0xff, 0xf8, 0x70, 0x00, frame as u8];
        bytes.extend((BLOCK as u16 - 1).to_be_bytes());
        bytes.push(crc(&bytes, 8, 0x07) as u8);
        bytes.push(0x02);
        bytes.extend((frame * BLOCK..(frame + 1) * BLOCK).flat_map(|n| sample(n).to_be_bytes()));
        let check = crc(&bytes, 16, 0x8005);
        bytes.extend(check.to_be_bytes());
        out.extend(bytes);
    }
    out
}

fn crc(bytes: &[u8], width: u32, polynomial: u16) -> u16 {
    let top = 1u32 << (width - 1);
    let step = |state: u32| {
        if state & top == 0 { state << 1 } else { (state << 1) ^ u32::from(polynomial) }
    };
    let mask = (1u32 << width) - 1;
    bytes.iter().fold(0u32, |state, byte| {
        (0..8).fold(state ^ (u32::from(*byte) << (width - 8)), |s, _| step(s) & mask)
    }) as u16
}

/// Twenty silent frames: MPEG-1 layer III, 128 kbit/s, 44.1 kHz, all side information zero.
fn mp3() -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
    frame.resize(417, 0);
    frame.repeat(20)
}
