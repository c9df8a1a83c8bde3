use std::sync::{Arc, Mutex};

use colophon_model::Moment;
use colophon_provenance::{
    Error, Format, P256Signer, Phase, Progress, issue_authority, issue_signing_certificate, sign,
    verify_own,
};

use crate::{
    fixtures,
    keys::{LockedKey, TestKey, today},
    studio::Studio,
};

fn files(studio: &Studio) -> Vec<String> {
    let entries = std::fs::read_dir(studio.folder.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_locked_key_leaves_nothing_behind() {
    let studio = Studio::new();
    let source = studio.put("marked", &fixtures::work(Format::Png));
    let output = studio.path("signed");
    let key = LockedKey(TestKey::new(101));
    let error = sign(&studio.request(&source, &output), &key, &studio.chain).unwrap_err();
    assert!(matches!(&error, Error::Key(why) if why == "the keystore is locked"), "{error}");
    assert_eq!(files(&studio), ["marked"], "no output, no temporary file");
}

#[test]
fn a_certificate_out_of_its_time_does_not_sign() {
    let mut studio = Studio::new();
    let root = TestKey::new(1);
    let day = 24 * 3600;
    for at in [today().unix_seconds() - 400 * day, today().unix_seconds() + 10 * day] {
        let at = Moment::from_unix_seconds(at);
        let authority = issue_authority(&root, "Ada", today(), [3; 16]).unwrap();
        let point = studio.key.public_key();
        studio.chain =
            issue_signing_certificate(&root, &authority, point, "Ada", at, [4; 16]).unwrap();
        let source = studio.put("marked", &fixtures::work(Format::Png));
        let output = studio.path("signed");
        let error = studio.sign(&studio.request(&source, &output)).unwrap_err();
        assert!(matches!(error, Error::CertificateTime), "{error}");
        assert_eq!(files(&studio), ["marked"], "no output, no temporary file");
    }
}

#[test]
fn somebody_elses_certificate_is_refused() {
    let (ada, bo) = (Studio::of("Ada", 1), Studio::of("Bo", 2));
    let source = ada.put("marked", &fixtures::work(Format::Png));
    let output = ada.path("signed");
    let error = sign(&ada.request(&source, &output), &ada.key, &bo.chain).unwrap_err();
    assert!(matches!(error, Error::Certificate(_)), "{error}");
}

#[test]
fn the_source_is_never_overwritten() {
    let studio = Studio::new();
    let source = studio.put("marked", &fixtures::work(Format::Png));
    let error = studio.sign(&studio.request(&source, &source)).unwrap_err();
    assert!(matches!(error, Error::Overwrite(_)), "{error}");
    let original = studio.put("original", &fixtures::work(Format::Png));
    let mut request = studio.request(&source, &original);
    request.original = Some(&original);
    assert!(matches!(studio.sign(&request), Err(Error::Overwrite(_))), "nor the original");
}

#[test]
fn progress_is_told_and_can_stop() {
    let studio = Studio::new();
    let source = studio.put("marked", &fixtures::work(Format::Png));
    let output = studio.path("signed");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let progress: Progress = Arc::new(move |phase| {
        log.lock().unwrap().push(phase);
        phase != Phase::Signing
    });
    let mut request = studio.request(&source, &output);
    request.progress = Some(&progress);
    let error = studio.sign(&request).unwrap_err();
    assert!(matches!(error, Error::Cancelled), "{error}");
    let seen = seen.lock().unwrap().clone();
    assert!(seen.contains(&Phase::Hashing), "phases before the stop were told: {seen:?}");
    assert_eq!(files(&studio), ["marked"], "a cancelled copy leaves nothing");
}

#[test]
fn what_was_not_meant_is_named() {
    let studio = Studio::new();
    let path = studio.signed(Format::Png);
    let mut other = Studio::new();
    other.statement.title = "Ebb".into();
    let mut expected = studio.expected();
    expected.statement = &other.statement;
    let said = verify_own(&path, &expected).unwrap_err().to_string();
    assert!(said.contains("title") && said.contains("Tide, II") && said.contains("Ebb"), "{said}");
    let mut expected = studio.expected();
    expected.watermark = Some(colophon_model::Payload(1));
    let said = verify_own(&path, &expected).unwrap_err().to_string();
    assert!(said.contains("watermark"), "{said}");
    let mut expected = studio.expected();
    expected.iscc = Some(b"other");
    let said = verify_own(&path, &expected).unwrap_err().to_string();
    assert!(said.contains("ISCC"), "{said}");
}

#[test]
fn texts_that_cannot_stand_are_refused() {
    let cases: [(&str, String, &str); 3] = [
        ("title", String::new(), "the title is empty"),
        ("title", "t".repeat(257), "the title is too long"),
        ("creator", "\u{200b}".into(), "the creator's name is empty"),
    ];
    for (field, text, want) in cases {
        let mut studio = Studio::new();
        match field {
            "title" => studio.statement.title = text,
            _ => studio.statement.creator = text,
        }
        let source = studio.put("marked", &fixtures::work(Format::Png));
        let output = studio.path("signed");
        let said = studio.sign(&studio.request(&source, &output)).unwrap_err().to_string();
        assert!(said.contains(want), "`{said}` should contain `{want}`");
    }
}
