use colophon_provenance::{Format, State, verify_own};

use crate::{fixtures, studio::Studio};

#[test]
fn a_manifest_in_the_original_becomes_the_parent() {
    for (original, copy) in
        [(Format::Png, Format::Png), (Format::Jpeg, Format::Png), (Format::Wav, Format::Flac)]
    {
        let (bo, ada) = (Studio::of("Bo", 20), Studio::of("Ada Merle", 1));
        let original_path = bo.signed(original);
        let source = ada.put("marked", &fixtures::work(copy));
        let output = ada.path("signed");
        let mut request = ada.request(&source, &output);
        request.original = Some(&original_path);
        let signed = ada.sign(&request).unwrap();
        assert!(signed.has_parent, "{original:?} carries a manifest");
        let report = verify_own(&output, &ada.expected()).unwrap();
        let parents: Vec<_> =
            report.ingredients.iter().map(|i| (i.relationship.as_str(), i.has_manifest)).collect();
        assert_eq!(parents, [("parentOf", true)], "{original:?} is the one parent");
        let names: Vec<_> = report.actions.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(
            names,
            ["c2pa.opened", "c2pa.watermarked.bound"],
            "opened, not created: another hand was there first"
        );
    }
}

#[test]
fn signing_a_signed_file_again_keeps_its_history() {
    let studio = Studio::new();
    let mut source = studio.signed(Format::Jpeg);
    for round in 2..5 {
        let output = studio.path(&format!("signed-{round}"));
        let signed = studio.sign(&studio.request(&source, &output)).unwrap();
        assert!(signed.has_parent, "round {round} finds the manifest of the one before");
        verify_own(&output, &studio.expected()).unwrap();
        source = output;
    }
}

#[test]
fn an_original_without_manifest_is_no_ingredient() {
    let studio = Studio::new();
    let original = studio.put("original", &fixtures::work(Format::Png));
    let source = studio.put("marked", &fixtures::work(Format::Png));
    let output = studio.path("signed");
    let mut request = studio.request(&source, &output);
    request.original = Some(&original);
    assert!(!studio.sign(&request).unwrap().has_parent, "there is no manifest to keep");
    let report = verify_own(&output, &studio.expected()).unwrap();
    assert_eq!(report.ingredients, [], "the unmarked original must not be described");
}

/// A tampered original stays in the history as what it is; the new claim is still sound.
#[test]
fn a_broken_parent_is_kept_as_broken() {
    let studio = Studio::new();
    let mut bytes = std::fs::read(studio.signed(Format::Wav)).unwrap();
    let last = bytes.windows(4).position(|w| w == b"data").unwrap() + 60;
    bytes[last] ^= 1;
    let original = studio.put("tampered", &bytes);
    assert_eq!(studio.read(&original).unwrap().state, State::Invalid, "the parent is broken");
    let source = studio.put("marked", &fixtures::work(Format::Wav));
    let output = studio.path("again");
    let mut request = studio.request(&source, &output);
    request.original = Some(&original);
    assert!(studio.sign(&request).unwrap().has_parent, "a broken manifest is still a manifest");
    let report = verify_own(&output, &studio.expected()).unwrap();
    assert_eq!(report.actions[0].name, "c2pa.opened", "creation must not be claimed over it");
}
