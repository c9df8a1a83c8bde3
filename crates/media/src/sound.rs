//! Music: headers, samples, and copies whose coded sound is the source's own.

mod decode;
pub(crate) mod flac;
pub(crate) mod mp3;
pub(crate) mod wav;
mod wav_metadata;

pub use decode::{Audio, AudioSamples, AudioSpec, decode_audio, stream_audio};
pub(crate) use decode::{decodes, run};

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
};

use crate::{
    error::Fault,
    file,
    keep::{Block, Filter, Why},
    {id3, jpeg, png, webp},
};

/// Metadata blocks beyond this are refused; cover art included, honest ones stay far below.
const MAX_BLOCK: u64 = 64 << 20;

/// Reads a metadata block of `length` bytes at `at`.
fn block(file: &mut File, at: u64, length: u64) -> Result<Vec<u8>, Fault> {
    if length > MAX_BLOCK {
        return Err(Fault::damaged("a metadata block of more than 64 MiB"));
    }
    file::read_at(file, at, length as usize).map_err(Fault::from)
}

/// Copies `length` bytes at `at` from `file` to `out`.
fn stream(file: &mut File, at: u64, length: u64, out: &mut dyn Write) -> Result<(), Fault> {
    file.seek(SeekFrom::Start(at))?;
    let copied = io::copy(&mut Read::by_ref(file).take(length), out)?;
    if copied == length { Ok(()) } else { Err(Fault::Truncated) }
}

/// Cleans the ID3v2 tag of `length` bytes at the start of a file and writes what is left of it.
fn leading_id3(
    file: &mut File,
    length: u64,
    filter: &mut Filter,
    out: &mut dyn Write,
) -> Result<(), Fault> {
    if length > 0 {
        let tag = block(file, 0, length)?;
        if let Some(tag) = id3::clean(&tag, filter) {
            out.write_all(&tag)?;
        }
    }
    Ok(())
}

/// Cover art is a picture with metadata of its own; it is cleaned the same way, its pixels untouched.
fn clean_cover(image: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let mut trial = Filter::new(filter.keep);
    let cleaned = match image {
        [0xff, 0xd8, 0xff, ..] => jpeg::copy(image, None, &mut trial),
        [0x89, b'P', b'N', b'G', ..] => png::copy(image, None, &mut trial),
        [b'R', b'I', b'F', b'F', ..] => webp::copy(image, None, &mut trial),
        _ => Ok(image.to_vec()),
    };
    match cleaned {
        Ok(cleaned) => {
            filter.kept(Block::Cover, "cover");
            for item in trial.report.dropped {
                filter.dropped(item.block, format!("{} in the cover", item.name), item.why);
            }
            Some(cleaned)
        }
        Err(_) => {
            filter.dropped(Block::Cover, "cover", Why::Damaged);
            None
        }
    }
}
