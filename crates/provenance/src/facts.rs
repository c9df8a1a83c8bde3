//! From c2pa's reader to our report. Everything here was written by a stranger: counted, cut and cleaned.

use c2pa::{
    Manifest, Reader, ValidationState,
    crypto::cose::CertificateTrustPolicy,
    validation_status::{CLAIM_SIGNATURE_VALIDATED, ValidationStatus},
};
use serde_json::Value;
use x509_parser::{certificate::X509Certificate, prelude::FromDer};

use crate::{
    Action, CertificateDer, Finding, Format, Ingredient, Report, SignerFacts, SoftBinding, State,
    Subject, Training, Trust, bindings,
    certificates::subject_of,
    der,
    plain::plain,
    statement::{self, Named},
    training, verdict,
};

const LIST_LIMIT: usize = 64;
const NAME_LIMIT: usize = 256;

pub(crate) fn report(reader: &Reader, format: Format, trust: &Trust<'_>) -> Report {
    let state = match reader.validation_state() {
        ValidationState::Trusted => State::Trusted,
        ValidationState::Valid => State::Valid,
        ValidationState::Invalid => State::Invalid,
    };
    let mut report = Report::empty(format, state);
    report.failures = failures(reader);
    report.remote = reader.remote_url().map(|url| plain(url, 512));
    let Some(manifest) = reader.active_manifest() else {
        report.state = State::Invalid;
        return report;
    };
    let holds = holds(reader);
    report.intact = holds && report.failures.iter().all(|f| verdict::is_about_the_signer(&f.code));
    report.signer = signer(manifest, holds, trust);
    report.manifest = manifest.label().map(|label| plain(label, NAME_LIMIT));
    report.title = manifest.title().map(|title| plain(title, NAME_LIMIT));
    report.generators = generators(manifest);
    report.ingredients = manifest.ingredients().iter().take(LIST_LIMIT).map(ingredient).collect();
    assertions(manifest, &mut report);
    report
}

/// Whether the claim's signature itself was found good, whatever else failed.
fn holds(reader: &Reader) -> bool {
    reader.validation_results().and_then(|results| results.active_manifest()).is_some_and(
        |statuses| statuses.success().iter().any(|s| s.code() == CLAIM_SIGNATURE_VALIDATED),
    )
}

fn failures(reader: &Reader) -> Vec<Finding> {
    let Some(results) = reader.validation_results() else { return Vec::new() };
    let own = results.active_manifest().into_iter().flat_map(|codes| codes.failure());
    let deltas = results.ingredient_deltas().into_iter().flatten();
    let theirs = deltas.flat_map(|delta| delta.validation_deltas().failure());
    own.map(|status| finding(status, false))
        .chain(theirs.map(|status| finding(status, true)))
        .take(LIST_LIMIT)
        .collect()
}

fn finding(status: &ValidationStatus, ingredient: bool) -> Finding {
    let about = status.url().and_then(|url| url.rsplit('/').next()).map(|part| plain(part, 128));
    Finding {
        code: plain(status.code(), 128),
        words: verdict::words(status.code()),
        about: about.filter(|part| !part.is_empty()),
        ingredient,
    }
}

fn signer(manifest: &Manifest, holds: bool, trust: &Trust<'_>) -> Option<SignerFacts> {
    let info = manifest.signature_info()?;
    let chain = der::certificates_of(info.cert_chain());
    let end = chain.first();
    let parsed = end.and_then(|der| X509Certificate::from_der(der).ok()).map(|(_, found)| found);
    let subject = parsed.as_ref().map(|found| shown(subject_of(found.subject())));
    Some(SignerFacts {
        subject: subject.unwrap_or_else(|| Subject {
            organisation: plain(info.issuer.as_deref().unwrap_or_default(), NAME_LIMIT),
            common_name: plain(info.common_name.as_deref().unwrap_or_default(), NAME_LIMIT),
        }),
        issuer: parsed.as_ref().map(|found| shown(subject_of(found.issuer()))),
        certificate: end
            .and_then(|der| CertificateDer::from_der(der.as_slice()).ok())
            .map(|certificate| certificate.fingerprint()),
        algorithm: info.alg.map(|alg| plain(&alg.to_string(), 32)),
        time: info.time.as_deref().map(|time| plain(time, 64)),
        own: holds && vouched(&chain, trust.own),
    })
}

fn shown(subject: Subject) -> Subject {
    Subject {
        organisation: plain(&subject.organisation, NAME_LIMIT),
        common_name: plain(&subject.common_name, NAME_LIMIT),
    }
}

/// Whether one of `own` issued the chain: by signature, since a name proves nothing.
fn vouched(chain: &[Vec<u8>], own: &[CertificateDer]) -> bool {
    let Some((end, rest)) = chain.split_first() else { return false };
    if own.is_empty() {
        return false;
    }
    let mut policy = CertificateTrustPolicy::default();
    for authority in own {
        if policy.add_user_trust_anchors(authority.to_pem().as_bytes()).is_err() {
            return false;
        }
    }
    policy.check_certificate_trust(rest, end, None).is_ok()
}

fn generators(manifest: &Manifest) -> Vec<String> {
    let infos = manifest.claim_generator_info.iter().flatten();
    let mut names: Vec<_> = infos
        .take(8)
        .map(|info| {
            let version = info.version.as_deref().unwrap_or_default();
            plain(&format!("{} {version}", info.name), NAME_LIMIT)
        })
        .collect();
    if names.is_empty() {
        names.extend(manifest.claim_generator().map(|name| plain(name, NAME_LIMIT)));
    }
    names
}

fn ingredient(ingredient: &c2pa::Ingredient) -> Ingredient {
    let relationship = match ingredient.relationship() {
        c2pa::Relationship::ParentOf => "parentOf",
        c2pa::Relationship::ComponentOf => "componentOf",
        c2pa::Relationship::InputTo => "inputTo",
    };
    Ingredient {
        title: ingredient.title().map(|title| plain(title, NAME_LIMIT)),
        relationship: relationship.to_owned(),
        format: ingredient.format().map(|format| plain(format, 64)),
        has_manifest: ingredient.active_manifest().is_some(),
    }
}

fn assertions(manifest: &Manifest, report: &mut Report) {
    let mut named: Vec<(usize, Named)> = Vec::new();
    for assertion in manifest.assertions().iter().take(LIST_LIMIT) {
        let label = assertion.label();
        report.assertions.push(plain(label, 128));
        let Ok(value) = assertion.value() else { continue };
        if label.starts_with("c2pa.actions") {
            report.actions.extend(actions(value));
            report.actions.truncate(LIST_LIMIT);
        } else if label == bindings::LABEL {
            report.soft_bindings.extend(SoftBinding::read(value));
            report.soft_bindings.truncate(LIST_LIMIT);
        } else if label == training::LABEL {
            report.training = Training::read(value, false).or(report.training.take());
        } else if label == training::LEGACY_LABEL && report.training.is_none() {
            report.training = Training::read(value, true);
        } else if let Some(rank) = statement::READ_LABELS.iter().position(|known| *known == label) {
            named.push((rank, Named::read(value)));
        }
    }
    named.sort_by_key(|(rank, _)| *rank);
    for (_, found) in named {
        if report.creators.is_empty() {
            report.creators = found.creators;
        }
        report.rights = report.rights.take().or(found.rights);
        report.licence = report.licence.take().or(found.licence);
    }
}

fn actions(value: &Value) -> impl Iterator<Item = Action> {
    value.get("actions").and_then(Value::as_array).into_iter().flatten().take(LIST_LIMIT).map(
        |action| {
            let text = |key: &str| action.get(key).and_then(Value::as_str);
            let agent = action.get("softwareAgent");
            let software = agent.and_then(|a| a.as_str().or_else(|| a.get("name")?.as_str()));
            Action {
                name: plain(text("action").unwrap_or_default(), 128),
                source_type: text("digitalSourceType")
                    .and_then(|uri| uri.rsplit('/').next())
                    .map(|term| plain(term, 64)),
                when: text("when").map(|when| plain(when, 64)),
                software: software.map(|name| plain(name, 128)),
            }
        },
    )
}
