use colophon_model::Moment;
use colophon_provenance::{
    CertificateChain, CertificateDer, Error, P256Signer, issue_authority, issue_signing_certificate,
};
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};

use crate::{
    keys::{LockedKey, TestKey, today},
    studio::Studio,
};

#[test]
fn the_signing_certificate_has_the_profile() {
    let studio = Studio::new();
    let der = studio.chain.signing().as_der().to_vec();
    let (_, end) = X509Certificate::from_der(&der).unwrap();
    let (_, root) = X509Certificate::from_der(studio.chain.authority().as_der()).unwrap();
    assert!(!end.is_ca(), "an end entity is not a CA");
    let usage = end.key_usage().unwrap().unwrap();
    assert!(usage.critical, "RFC 5280, 4.2.1.3");
    assert_eq!(usage.value.flags, 1, "digitalSignature and nothing else");
    let extended = end.extended_key_usage().unwrap().unwrap().value;
    assert!(extended.email_protection && !extended.any, "emailProtection, never any");
    let other: Vec<_> = extended.other.iter().map(ToString::to_string).collect();
    assert_eq!(other, ["1.3.6.1.4.1.62558.2.1"], "C2PA claim signing");
    let lasts = end.validity().not_after.timestamp() - end.validity().not_before.timestamp();
    assert!(lasts <= 365 * 24 * 3600, "one year at most, not {lasts} s");
    assert_eq!(end.issuer().as_raw(), root.subject().as_raw(), "names chain byte for byte");

    let authority = end.iter_extensions().find_map(|e| match e.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(id) => id.key_identifier.as_ref().map(|k| k.0),
        _ => None,
    });
    let subject = root.iter_extensions().find_map(|e| match e.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0),
        _ => None,
    });
    assert!(authority.is_some() && authority == subject, "key identifiers chain");
    assert!(root.is_ca(), "the authority is a CA");
    let path = root.basic_constraints().unwrap().unwrap().value.path_len_constraint;
    assert_eq!(path, Some(0), "that issues end entities only");
}

#[test]
fn names_and_times_are_the_callers() {
    let studio = Studio::of("Élodie 海", 5);
    let subject = studio.chain.signing().subject().unwrap();
    assert_eq!(subject.organisation, "Élodie 海", "her name");
    let now = today().unix_seconds();
    let left = studio.chain.signing().expires().unwrap().unix_seconds() - now;
    assert!((364 * 24 * 3600..=365 * 24 * 3600).contains(&left), "ends in a year: {left} s");
}

#[test]
fn the_same_input_gives_the_same_authority() {
    let at = Moment::from_unix_seconds(1_900_000_000);
    let issue = || issue_authority(&TestKey::new(9), "Ada", at, [7; 16]).unwrap();
    assert_eq!(issue(), issue(), "time and randomness come from outside only");
}

#[test]
fn what_cannot_be_issued_is_refused_in_words() {
    let (root, key) = (TestKey::new(1), TestKey::new(2));
    let authority = issue_authority(&root, "Ada", today(), [1; 16]).unwrap();
    let issue = |signer: &dyn P256Signer, point, name: &str, at| {
        issue_signing_certificate(signer, &authority, point, name, at, [2; 16])
    };
    let far = Moment::from_unix_seconds(u64::MAX / 1000);
    let cases = [
        (issue(&key, key.public_key(), "Ada", today()), "the authority belongs to another key"),
        (issue(&root, root.public_key(), "Ada", today()), "an authority cannot sign copies"),
        (issue(&root, key.public_key(), " \u{202e}", today()), "the creator's name is empty"),
        (issue(&root, key.public_key(), "Ada", far), "set the computer's clock"),
        (issue(&LockedKey(TestKey::new(1)), key.public_key(), "Ada", today()), "did not sign"),
    ];
    for (result, want) in cases {
        let said = result.expect_err(want).to_string();
        assert!(said.contains(want), "`{said}` should contain `{want}`");
    }
}

#[test]
fn a_chain_must_fit_together() {
    let (ada, bo) = (Studio::of("Ada", 1), Studio::of("Bo", 2));
    let mixed = CertificateChain::new(ada.chain.signing().clone(), bo.chain.authority().clone());
    assert!(matches!(mixed, Err(Error::Certificate(_))), "Bo did not issue Ada's: {mixed:?}");
    for bytes in [vec![], vec![0x30; 40], [ada.chain.signing().as_der(), &[0]].concat()] {
        assert!(CertificateDer::from_der(bytes).is_err(), "not one certificate");
    }
}

/// A name proves nothing: somebody else's authority with Ada's name, beside Ada's real authority.
#[test]
fn a_forged_chain_is_not_own() {
    let (ada, mallory) = (Studio::of("Ada", 1), Studio::of("Ada", 2));
    let mut mallory = mallory;
    mallory.chain =
        CertificateChain::new(mallory.chain.signing().clone(), ada.chain.authority().clone())
            .expect("the names agree, which is the point");
    let path = mallory.signed(colophon_provenance::Format::Png);
    let report = ada.read(&path).unwrap();
    assert!(!report.is_own(), "only a signature by Ada's authority makes it hers: {report:#?}");
}
