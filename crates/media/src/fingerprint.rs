//! Fingerprints: what a file is (hashes), and what it looks or sounds like (codes that survive editing).

mod file_hash;
mod front;
mod iscc;
mod picture_hash;
mod sound_print;

pub use file_hash::{FileHash, hash_file};
pub use iscc::{Iscc, NEAR_ISCC_BITS, iscc_distance};
pub use picture_hash::{LEAST_QUALITY, NEAR_PICTURE_BITS, PictureHash, picture_hash};
use sound_print::Listener;
pub use sound_print::{NEAR_SOUND_ERROR, SoundMatch, SoundPrint};

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, Orientation, Peaks, Picture, Result, sound};

/// Everything that identifies a picture's file and its appearance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureFingerprints {
    /// The bytes.
    pub file: FileHash,
    /// ISCC of content, data and instance.
    pub iscc: Iscc,
    /// The perceptual hash.
    pub hash: PictureHash,
    /// How much structure the hash rests on, 0 to 100; see [`LEAST_QUALITY`].
    pub quality: u8,
}

/// Everything that identifies a piece of music's file and its sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MusicFingerprints {
    /// The bytes.
    pub file: FileHash,
    /// ISCC of content, data and instance.
    pub iscc: Iscc,
    /// Chromaprint.
    pub print: SoundPrint,
    /// Loudness over time, for the window.
    pub peaks: Peaks,
}

/// Fingerprints the file at `path`, whose decoded pixels are `picture`.
pub fn fingerprint_picture(
    path: &Path,
    picture: &Picture,
    orientation: Orientation,
) -> Result<PictureFingerprints> {
    if !picture.is_whole() {
        return Err(Error::Mismatched { path: path.to_owned() });
    }
    let read = file_hash::read(path)?;
    let content =
        iscc::image_code(&front::iscc_pixels(picture, orientation)).map_err(|f| f.at(path))?;
    let (hash, quality) = picture_hash(picture, orientation);
    Ok(PictureFingerprints {
        file: read.hash,
        iscc: iscc::compose(content, read.data, read.instance).map_err(|fault| fault.at(path))?,
        hash,
        quality,
    })
}

/// Fingerprints the music at `path` in one pass over its sound, in bounded memory.
///
/// `peaks` is how many columns the loudness picture shall have at most.
pub fn fingerprint_music(path: &Path, peaks: usize) -> Result<MusicFingerprints> {
    let read = file_hash::read(path)?;
    let mut listener = Listener::default();
    let mut columns = crate::peaks::Meter::new(peaks);
    let (mut integers, mut floats) = (Vec::<i16>::new(), Vec::<f32>::new());
    sound::run(path, false, &mut |spec, block| {
        block.copy_to_vec_interleaved(&mut integers);
        listener.hear(spec, &integers)?;
        block.copy_to_vec_interleaved(&mut floats);
        columns.hear(&floats, spec.channels);
        Ok(())
    })?;
    let print = listener.finish().map_err(|fault| fault.at(path))?;
    if print.items.is_empty() {
        return Err(Error::TooQuiet { path: path.to_owned() });
    }
    let content = iscc::audio_code(&print.items).map_err(|fault| fault.at(path))?;
    Ok(MusicFingerprints {
        file: read.hash,
        iscc: iscc::compose(content, read.data, read.instance).map_err(|fault| fault.at(path))?,
        print,
        peaks: columns.finish(),
    })
}
