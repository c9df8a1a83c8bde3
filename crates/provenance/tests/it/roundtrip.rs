use std::path::PathBuf;

use colophon_model::{Moment, PolicyPreset};
use colophon_provenance::{Format, Note, Origin, Report, State, Trust, read, verify_own};
use expect_test::{Expect, expect};

use crate::{fixtures, keys::today, studio::Studio};

/// The report in a few lines, without what changes from run to run.
fn summary(report: &Report) -> String {
    let codes: Vec<_> = report.failures.iter().map(|f| f.code.as_str()).collect();
    let signer = report.signer.as_ref().expect("a signed file has a signer");
    let bindings = report.soft_bindings.iter().map(|binding| {
        let hex: String = binding.bytes().iter().map(|b| format!("{b:02x}")).collect();
        format!("\n  {} = {hex}", binding.alg)
    });
    let actions = report.actions.iter().map(|action| {
        let source = action.source_type.as_deref().unwrap_or("-");
        format!("\n  {} {source} {}", action.name, action.software.as_deref().unwrap_or("-"))
    });
    let training = report.training.iter().flat_map(|t| &t.entries);
    let training = training.map(|entry| format!("\n  {} {:?}", entry.name, entry.said));
    format!(
        "{:?} {codes:?} own={}\n{:?}\n{:?}\n{:?} by {:?}, {:?}, {:?}\nactions:{}\nbindings:{}\ntraining:{}\n{:?}\n",
        report.state,
        signer.own,
        signer.subject,
        signer.issuer,
        report.title,
        report.creators,
        report.rights,
        report.licence,
        actions.collect::<String>(),
        bindings.collect::<String>(),
        training.collect::<String>(),
        report.assertions,
    )
}

#[track_caller]
fn check(report: &Report, want: Expect) {
    want.assert_eq(&summary(report));
}

#[test]
fn a_signed_picture_says_everything() {
    let studio = Studio::new();
    let report = verify_own(&studio.signed(Format::Png), &studio.expected()).unwrap();
    check(
        &report,
        expect![[r#"
        Valid ["signingCredential.untrusted"] own=true
        Subject { organisation: "Ada Merle", common_name: "Colophon signing, self-issued" }
        Some(Subject { organisation: "Ada Merle", common_name: "Colophon own authority" })
        Some("Tide, II") by ["Ada Merle"], Some("© 2026 Ada Merle"), Some("https://example.org/tide")
        actions:
          c2pa.created digitalCreation -
          c2pa.watermarked.bound - Colophon
        bindings:
          io.github.colophon-app.tilemark.0 = 00c010550a1e5dea
          io.iscc.v0 = 2101697363632d626f64792d6f662d313642
        training:
          ai_generative_training Constrained("https://example.org/tide")
          ai_inference Allowed
          ai_training Constrained("https://example.org/tide")
          data_mining Allowed
        ["c2pa.actions.v2", "c2pa.soft-binding", "c2pa.soft-binding", "cawg.training-mining", "cawg.metadata"]
    "#]],
    );
    assert!(
        report.generators[0].starts_with("Colophon 0."),
        "program and version are named: {:?}",
        report.generators
    );
}

#[test]
fn every_format_reads_back() {
    for format in fixtures::ALL {
        let studio = Studio::new();
        let source = studio.put("marked", &fixtures::work(format));
        let output = studio.path("signed");
        let signed = studio.sign(&studio.request(&source, &output)).unwrap();
        assert_eq!(signed.format, format, "the bytes name the format");
        assert!(!signed.has_parent, "{format:?} had no manifest before");
        let notes = if format == Format::Flac { vec![Note::Id3BeforeFlac] } else { vec![] };
        assert_eq!(signed.notes, notes, "{format:?}: what the user must know");
        let report = verify_own(&output, &studio.expected())
            .unwrap_or_else(|error| panic!("{format:?} did not read back: {error}"));
        assert_eq!(report.format, format, "an ID3 tag in front must not hide {format:?}");
        assert_eq!(
            std::fs::read(&source).unwrap(),
            fixtures::work(format),
            "{format:?}: the source must be untouched"
        );
        let left: Vec<_> = std::fs::read_dir(studio.folder.path()).unwrap().collect();
        assert_eq!(left.len(), 2, "{format:?}: no temporary file may stay: {left:?}");
    }
}

#[test]
fn an_own_certificate_is_valid_and_never_trusted() {
    let studio = Studio::new();
    let report = studio.read(&studio.signed(Format::Jpeg)).unwrap();
    assert_eq!(report.state, State::Valid, "untrusted alone is not invalid: {report:#?}");
    let codes: Vec<_> = report.failures.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["signingCredential.untrusted"], "the certificate's profile must hold");
    assert!(report.is_own(), "her own authority issued it");
    assert!(report.intact, "and nothing was changed");
}

/// A copy signed with a certificate that ended since; nothing if it could not be signed within `seconds`.
fn ended_after(seconds: u64) -> Option<(Studio, PathBuf)> {
    let ends = |studio: &Studio| studio.chain.signing().expires().unwrap().unix_seconds();
    let life = ends(&Studio::of("Ada Merle", 1)) - today().unix_seconds();
    let issued = today().unix_seconds() + seconds - life;
    let studio = Studio::since("Ada Merle", 1, Moment::from_unix_seconds(issued));
    let source = studio.put("marked", &fixtures::work(Format::Jpeg));
    let path = studio.path("signed");
    studio.sign(&studio.request(&source, &path)).ok()?;
    while today().unix_seconds() <= ends(&studio) {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    Some((studio, path))
}

#[test]
fn a_certificate_that_has_ended_is_told_from_a_changed_file() {
    // Nobody can sign with a certificate that has ended, so this one is made to end soon, and the end is waited for. A
    // busy machine may be too slow to sign before it; then there is a little more time.
    let (studio, path) = [3, 12, 48].into_iter().find_map(ended_after).expect("signed in time");
    let report = studio.read(&path).unwrap();
    assert_eq!(report.state, State::Invalid, "the standard knows no better word: {report:#?}");
    assert!(report.intact, "but nobody changed anything: {report:#?}");

    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    let report = studio.read(&studio.put("changed", &bytes)).unwrap();
    assert!(!report.intact, "one changed bit is a change, ended or not: {report:#?}");
}

#[test]
fn another_authority_is_not_own() {
    let (ada, bo) = (Studio::of("Ada Merle", 1), Studio::of("Ada Merle", 2));
    let path = ada.signed(Format::Png);
    assert!(!bo.read(&path).unwrap().is_own(), "the same name with another key is somebody else");
    assert!(!read(&path, &Trust::default()).unwrap().is_own(), "nobody's own");
    assert!(verify_own(&path, &bo.expected()).is_err(), "and not what Bo meant to write");
}

#[test]
fn a_trust_list_makes_trusted() {
    let studio = Studio::new();
    let path = studio.signed(Format::Png);
    let list = studio.chain.authority().to_pem();
    let report = read(&path, &Trust { own: &[], anchors: Some(&list) }).unwrap();
    assert_eq!(report.state, State::Trusted, "the list vouches for the signer: {report:#?}");
    assert_eq!(report.failures, [], "so nothing failed");
    let other = Studio::of("Bo", 2).chain.authority().to_pem();
    let report = read(&path, &Trust { own: &[], anchors: Some(&other) }).unwrap();
    assert_eq!(report.state, State::Valid, "another list does not");
}

#[test]
fn every_policy_survives_the_file() {
    for preset in PolicyPreset::ALL {
        let mut studio = Studio::new();
        studio.statement.policy = preset.policy("https://example.org/terms?a=1&b=ü");
        let report = verify_own(&studio.signed(Format::Png), &studio.expected()).unwrap();
        let policy = report.training.and_then(|training| training.policy);
        assert_eq!(policy, Some(studio.statement.policy.clone()), "{preset} read back");
    }
}

#[test]
fn every_origin_is_said_as_chosen() {
    for origin in Origin::ALL {
        let mut studio = Studio::new();
        studio.statement.origin = origin;
        let report = verify_own(&studio.signed(Format::Png), &studio.expected()).unwrap();
        let said = report.actions[0].source_type.clone().unwrap_or_default();
        let want = match origin {
            Origin::Created => "digitalCreation",
            Origin::Captured => "digitalCapture",
            Origin::Scanned => "print",
            Origin::Film => "negativeFilm",
            Origin::Edited => "humanEdits",
            Origin::Composite => "composite",
            Origin::Screen => "screenCapture",
            Origin::AiAssisted => "compositeWithTrainedAlgorithmicMedia",
            Origin::AiGenerated => "trainedAlgorithmicMedia",
        };
        assert_eq!(said, want, "{origin} in IPTC's words");
        assert_eq!(origin.name().parse::<Origin>().unwrap(), origin, "{origin} from its name");
    }
}

#[test]
fn a_work_without_mark_or_code_says_so() {
    let studio = Studio::new();
    let source = studio.put("marked", &fixtures::work(Format::Wav));
    let output = studio.path("signed");
    let mut request = studio.request(&source, &output);
    (request.watermark, request.iscc) = (None, None);
    studio.sign(&request).unwrap();
    let mut expected = studio.expected();
    assert!(verify_own(&output, &expected).is_err(), "a watermark was expected");
    (expected.watermark, expected.iscc) = (None, None);
    let report = verify_own(&output, &expected).unwrap();
    assert_eq!(report.soft_bindings, [], "nothing binds softly");
    let names: Vec<_> = report.actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(names, ["c2pa.created"], "no watermark action without a watermark");
}

#[test]
fn a_soft_binding_is_a_byte_string() {
    let studio = Studio::new();
    let file = std::fs::read(studio.signed(Format::Png)).unwrap();
    // CBOR: text(5) "value", then bytes(8), then the payload.
    let mut want = b"\x65value\x48".to_vec();
    want.extend(crate::studio::PAYLOAD.0.to_be_bytes());
    let found = file.windows(want.len()).filter(|window| *window == want).count();
    assert_eq!(found, 1, "the value must be major type 2, not text or an array");
}

#[test]
fn a_file_without_manifest_is_none() {
    let studio = Studio::new();
    for format in fixtures::ALL {
        let path = studio.put("plain", &fixtures::work(format));
        let report = studio.read(&path).unwrap();
        assert_eq!(report.state, State::None, "{format:?} was never signed");
        assert_eq!((report.signer, report.failures), (None, vec![]), "{format:?}: no facts");
    }
}
