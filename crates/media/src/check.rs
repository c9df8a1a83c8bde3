//! What was written is read again before anybody relies on it.

use std::path::Path;

use colophon_model::{Blake3, MediaKind};

use crate::{
    Error, Format, Picture, Result, Samples,
    copy::tag_before,
    decode_picture, file, probe,
    sound::{self, flac, wav},
};

/// A lossy copy whose luma is further from what was handed over than this is not a copy.
///
/// Encoding at quality 92 and above stays well over it unless something went wrong.
pub const LEAST_PSNR_DB: f64 = 28.0;

/// How near a copy is to what was handed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Agreement {
    /// The same samples.
    Exact,
    /// The same picture, within the losses of its format.
    Close {
        /// Peak signal-to-noise ratio of luma in decibels.
        psnr_db: f64,
    },
}

/// Decodes `copy` and compares it with the marked pixels that went into it.
///
/// A lossless format must give the same samples; a lossy one at least [`LEAST_PSNR_DB`].
pub fn check_copy(picture: &Picture, copy: &Path) -> Result<Agreement> {
    let format = probe(copy)?.format;
    let found = decode_picture(copy)?;
    let differs = |detail: String| Error::CopyDiffers { path: copy.to_owned(), detail };
    if (found.width, found.height) != (picture.width, picture.height) {
        return Err(differs(format!("it is {} × {} pixels", found.width, found.height)));
    }
    if same_samples(picture, &found) {
        return Ok(Agreement::Exact);
    }
    if format.is_lossless() {
        return Err(differs("its pixels are not the same".to_owned()));
    }
    let psnr_db = psnr(picture, &found);
    if psnr_db < LEAST_PSNR_DB {
        return Err(differs(format!("it is {psnr_db:.1} dB away")));
    }
    Ok(Agreement::Close { psnr_db })
}

/// Compares the coded sound of `copy` with that of its `source`, byte by byte through BLAKE3.
pub fn check_sound_copy(source: &Path, copy: &Path) -> Result<()> {
    if sound_hash(source)? == sound_hash(copy)? {
        return Ok(());
    }
    Err(Error::CopyDiffers {
        path: copy.to_owned(),
        detail: "its sound is not the same".to_owned(),
    })
}

/// BLAKE3 of the coded sound alone, without any metadata: WAV samples, FLAC or MP3 frames.
pub fn sound_hash(path: &Path) -> Result<Blake3> {
    use std::io::{Read, Seek, SeekFrom};
    let format = probe(path)?.format;
    let (mut file, length) = file::open(path)?;
    let io = |error| Error::from_io(path, error);
    let start = tag_before(&mut file).map_err(io)?;
    let place = match format {
        Format::Wav => wav::payload(&mut file, length),
        Format::Flac => flac::payload(&mut file, start, length),
        Format::Mp3 => Ok((start, length.saturating_sub(start))),
        format => return Err(Error::WrongKind { path: path.to_owned(), format }),
    };
    let (at, length) = place.map_err(|fault| fault.at(path))?;
    file.seek(SeekFrom::Start(at)).map_err(io)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file.take(length)).map_err(io)?;
    Ok(Blake3(*hasher.finalize().as_bytes()))
}

/// Decodes the whole file and says whether everything in it can be seen or heard.
///
/// This is asked of every signed file: a manifest must not keep others from opening the work.
pub fn decodes(path: &Path) -> Result<()> {
    let probe = probe(path)?;
    match probe.kind() {
        MediaKind::Picture => decode_picture(path).map(drop),
        MediaKind::Music => {
            sound::decodes(path, probe.format, probe.music().and_then(|music| music.frames))
        }
    }
}

/// Equal, where a missing alpha channel counts as opaque and a missing colour as grey.
fn same_samples(one: &Picture, other: &Picture) -> bool {
    if one == other {
        return true;
    }
    match (&one.samples, &other.samples) {
        (Samples::U8(a), Samples::U8(b)) => {
            let (one, other) = (one.layout.channels(), other.layout.channels());
            one != other
                && a.chunks_exact(one)
                    .zip(b.chunks_exact(other))
                    .all(|(a, b)| rgba(a, 255) == rgba(b, 255))
        }
        (Samples::U16(a), Samples::U16(b)) => {
            let (one, other) = (one.layout.channels(), other.layout.channels());
            one != other
                && a.chunks_exact(one)
                    .zip(b.chunks_exact(other))
                    .all(|(a, b)| rgba(a, u16::MAX) == rgba(b, u16::MAX))
        }
        _ => false,
    }
}

fn rgba<T: Copy>(pixel: &[T], opaque: T) -> [T; 4] {
    match *pixel {
        [v] => [v, v, v, opaque],
        [v, a] => [v, v, v, a],
        [r, g, b] => [r, g, b, opaque],
        [r, g, b, a, ..] => [r, g, b, a],
        [] => [opaque; 4],
    }
}

/// Rec. 601 luma, a fully transparent pixel as black.
fn luma(pixel: &[u8]) -> f64 {
    let [r, g, b, a] = rgba(pixel, 255).map(f64::from);
    if a == 0.0 { 0.0 } else { 0.299 * r + 0.587 * g + 0.114 * b }
}

fn psnr(one: &Picture, other: &Picture) -> f64 {
    let pixels = f64::from(one.width) * f64::from(one.height);
    let (a, b) = (one.to_u8(), other.to_u8());
    let pairs = a.chunks_exact(one.layout.channels()).zip(b.chunks_exact(other.layout.channels()));
    let squares: f64 = pairs.map(|(a, b)| (luma(a) - luma(b)).powi(2)).sum();
    if squares == 0.0 { f64::INFINITY } else { 10.0 * (255.0 * 255.0 * pixels / squares).log10() }
}
