#![doc = include_str!("../README.md")]

mod atomic;
mod bytes;
mod check;
mod copy;
mod error;
mod exif;
mod file;
mod fingerprint;
mod format;
mod id3;
mod iptc;
mod jpeg;
mod keep;
mod orientation;
mod peaks;
mod photoshop;
mod picture;
mod png;
mod probe;
mod resample;
mod sound;
mod thumbnail;
mod webp;
mod xmp;

pub use atomic::{AtomicFile, write_new};
pub use check::{Agreement, LEAST_PSNR_DB, check_copy, check_sound_copy, decodes, sound_hash};
pub use copy::{decode_picture, write_copy, write_plain_copy};
pub use error::{Error, Result};
pub use fingerprint::{
    FileHash, Iscc, LEAST_QUALITY, MusicFingerprints, NEAR_ISCC_BITS, NEAR_PICTURE_BITS,
    NEAR_SOUND_ERROR, PictureFingerprints, PictureHash, SoundMatch, SoundPrint, fingerprint_music,
    fingerprint_picture, hash_file, iscc_distance, picture_hash,
};
pub use format::Format;
pub use keep::{Block, Coding, CopyReport, Dropped, Keep, Kept, Why};
pub use orientation::Orientation;
pub use peaks::Peaks;
pub use picture::{Layout, MAX_MEGAPIXELS, Picture, Samples};
pub use probe::{Colour, Content, MusicInfo, PictureInfo, Probe, Warning, examine, probe};
pub use sound::{Audio, AudioSamples, AudioSpec, decode_audio, stream_audio};
pub use thumbnail::{Thumbnail, thumbnail};
