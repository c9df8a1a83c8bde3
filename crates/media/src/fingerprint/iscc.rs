//! ISCC, the International Standard Content Code (ISO 24138:2024), units of 64 bits.

use colophon_model::Blake3;
use iscc_lib::DataHasher;
use serde::{Deserialize, Serialize};

use crate::error::Fault;

const BITS: u32 = 64;

/// Two Image-Codes at this many differing bits of 64, or fewer, are of near-duplicates.
///
/// Other tools resize a little differently; codes of one picture differ by up to 3 bits between them.
pub const NEAR_ISCC_BITS: u32 = 8;

/// An ISCC-CODE and the units that it is composed of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iscc {
    /// Content-Code, Data-Code and Instance-Code, in this order, each with its `ISCC:` prefix.
    pub units: Vec<String>,
    /// The composite code.
    pub composite: String,
}

impl Iscc {
    /// The unit that says what the work looks or sounds like.
    pub fn content(&self) -> Option<&str> {
        self.units.first().map(String::as_str)
    }
}

/// How many bits differ between two units of the same type; none if they cannot be compared.
pub fn iscc_distance(one: &str, other: &str) -> Option<u32> {
    let (one, other) = (iscc_lib::iscc_decode(one).ok()?, iscc_lib::iscc_decode(other).ok()?);
    let same = (one.0, one.1, one.2) == (other.0, other.1, other.2) && one.4.len() == other.4.len();
    same.then(|| one.4.iter().zip(&other.4).map(|(a, b)| (a ^ b).count_ones()).sum())
}

pub(super) fn image_code(pixels: &[u8]) -> Result<String, Fault> {
    iscc_lib::gen_image_code_v0(pixels, BITS).map(|code| code.iscc).map_err(Fault::damaged)
}

pub(super) fn audio_code(print: &[u32]) -> Result<String, Fault> {
    let signed: Vec<i32> = print.iter().map(|item| item.cast_signed()).collect();
    iscc_lib::gen_audio_code_v0(&signed, BITS).map(|code| code.iscc).map_err(Fault::damaged)
}

pub(super) fn data_code(chunks: DataHasher) -> Result<String, Fault> {
    chunks.finalize(BITS).map(|code| code.iscc).map_err(Fault::damaged)
}

/// An Instance-Code is the start of the file's BLAKE3, which is known already.
pub(super) fn instance_code(blake3: &Blake3) -> Result<String, Fault> {
    const INSTANCE: u8 = 4;
    iscc_lib::encode_component(INSTANCE, 0, 0, BITS, &blake3.0)
        .map(|code| if code.starts_with("ISCC:") { code } else { format!("ISCC:{code}") })
        .map_err(Fault::damaged)
}

pub(super) fn compose(content: String, data: String, instance: String) -> Result<Iscc, Fault> {
    let units = vec![content, data, instance];
    let borrowed: Vec<&str> = units.iter().map(String::as_str).collect();
    let composite = iscc_lib::gen_iscc_code_v0(&borrowed, false).map_err(Fault::damaged)?.iscc;
    Ok(Iscc { units, composite })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_conforms_to_the_published_vectors() {
        assert!(iscc_lib::conformance_selftest(), "ISO 24138 vectors as published with iscc-core");
    }

    #[test]
    fn an_instance_code_equals_the_librarys() {
        let bytes = b"a colophon is the note at the end of a book";
        let ours = instance_code(&Blake3(*blake3::hash(bytes).as_bytes())).unwrap();
        let theirs = iscc_lib::gen_instance_code_v0(bytes, BITS).unwrap().iscc;
        assert_eq!(ours, theirs, "the same bytes must have one code");
    }

    #[test]
    fn codes_of_different_types_are_not_compared() {
        let picture = image_code(&[7; 1024]).unwrap();
        let sound = audio_code(&[1, 2, 3]).unwrap();
        assert_eq!(iscc_distance(&picture, &sound), None, "a picture is no sound");
        assert_eq!(iscc_distance(&picture, &picture), Some(0), "a code equals itself");
        assert_eq!(iscc_distance("nonsense", &picture), None, "text is no code");
    }
}
