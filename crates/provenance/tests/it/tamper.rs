use std::path::PathBuf;

use colophon_provenance::{Format, State};

use crate::{fixtures, studio::Studio};

fn flipped(studio: &Studio, format: Format, at: impl Fn(&[u8]) -> usize) -> PathBuf {
    let mut bytes = std::fs::read(studio.signed(format)).unwrap();
    let at = at(&bytes);
    bytes[at] ^= 1;
    studio.put("tampered", &bytes)
}

fn position(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).position(|window| window == needle).expect("the needle is there")
}

#[test]
fn a_changed_work_is_invalid() {
    for format in fixtures::ALL {
        let studio = Studio::new();
        // The last sample or pixel byte but a few: far from any header, outside the manifest.
        let path = flipped(&studio, format, |bytes| match format {
            Format::Png => position(bytes, b"IDAT") + 20,
            Format::WebP => position(bytes, b"VP8L") + 40,
            Format::Wav => position(bytes, b"data") + 100,
            _ => bytes.len() - 20,
        });
        let report = studio.read(&path).unwrap();
        assert_eq!(report.state, State::Invalid, "{format:?} was changed: {report:#?}");
        let said: Vec<_> = report.failures.iter().map(|f| f.words).collect();
        assert!(
            said.contains(&"The file was changed after it was signed."),
            "{format:?} must say what happened: {:#?}",
            report.failures
        );
        assert!(!report.intact, "{format:?} is not as it was");
        assert!(report.is_own(), "{format:?}: the signature itself is still hers");
    }
}

#[test]
fn a_changed_statement_is_invalid() {
    let studio = Studio::new();
    let path = flipped(&studio, Format::Jpeg, |bytes| position(bytes, b"Ada Merle\"]") + 1);
    let report = studio.read(&path).unwrap();
    assert_eq!(report.state, State::Invalid, "{report:#?}");
    assert!(
        report.failures.iter().any(|f| f.code == "assertion.hashedURI.mismatch"),
        "{:#?}",
        report.failures
    );
}

#[test]
fn a_changed_claim_is_not_own() {
    let studio = Studio::new();
    // The claim's own title, in CBOR: text(8) "dc:title", text(8) "Tide, II".
    let path = flipped(&studio, Format::Png, |bytes| position(bytes, b"\x68dc:title\x68") + 12);
    let report = studio.read(&path).unwrap();
    assert_eq!(report.state, State::Invalid, "{report:#?}");
    let codes: Vec<_> = report.failures.iter().map(|f| f.code.as_str()).collect();
    assert!(codes.contains(&"claimSignature.mismatch"), "{codes:?}");
    assert!(!report.is_own(), "a broken signature vouches for nothing");
}

#[test]
fn a_manifest_that_cannot_be_read_is_invalid() {
    let studio = Studio::new();
    // The quote that opens a value in the metadata's JSON.
    let path = flipped(&studio, Format::Png, |bytes| position(bytes, b"\"dc:title\":") + 11);
    let report = studio.read(&path).unwrap();
    assert_eq!(report.state, State::Invalid, "there, and broken: {report:#?}");
    assert_eq!(report.failures[0].code, "manifest.unreadable", "{:#?}", report.failures);
}

#[test]
fn a_stripped_copy_has_no_manifest() {
    let studio = Studio::new();
    for format in [Format::Png, Format::Jpeg, Format::WebP] {
        let picture = image::load_from_memory(&std::fs::read(studio.signed(format)).unwrap());
        let path = studio.path("stripped.png");
        picture.expect("a signed picture still decodes").save(&path).unwrap();
        assert_eq!(studio.read(&path).unwrap().state, State::None, "{format:?} re-encoded");
    }
}
