//! Reading one's own copy back before anything is registered.

use std::{fmt::Debug, path::Path};

use colophon_model::Payload;

use crate::{
    CertificateChain, Error, ISCC_ALGORITHM, Report, Result, State, Statement, Trust,
    WATERMARK_ALGORITHM, plain::plain, read, training,
};

/// What a signed copy is meant to say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The certificates that it was signed with.
    pub chain: &'a CertificateChain,
    /// What the creator says.
    pub statement: &'a Statement,
    /// The watermark that it names.
    pub watermark: Option<Payload>,
    /// The ISCC that it names.
    pub iscc: Option<&'a [u8]>,
}

/// Reads the copy at `path` back as anybody would and compares every part with what was meant.
///
/// The only failure it accepts is that the signer is on no trust list, which is true of every own certificate.
///
/// # Errors
/// [`Error::Mismatch`] naming the first part that differs; else as [`read`].
pub fn verify_own(path: &Path, expected: &Expected<'_>) -> Result<Report> {
    let own = [expected.chain.authority().clone()];
    let report = read(path, &Trust { own: &own, anchors: None })?;

    let standing = report
        .failures
        .iter()
        .filter(|failure| failure.code != "signingCredential.untrusted")
        .map(|failure| failure.words)
        .collect::<Vec<_>>();
    agree("list of failures", &Vec::<&str>::new(), &standing)?;
    agree("state", &State::Valid, &report.state)?;
    agree("signer's authority", &true, &report.is_own())?;
    let certificate = report.signer.as_ref().and_then(|signer| signer.certificate);
    agree("certificate", &Some(expected.chain.signing().fingerprint()), &certificate)?;
    agree("title", &Some(plain(&expected.statement.title, 256)), &report.title)?;
    agree("creator", &vec![plain(&expected.statement.creator, 256)], &report.creators)?;

    let policy = report.training.as_ref().and_then(|training| training.policy.clone());
    agree("usage policy", &Some(training::normal(&expected.statement.policy)), &policy)?;
    let of = |alg: &str| {
        let found = report.soft_bindings.iter().filter(|binding| binding.alg == alg);
        found.map(|binding| binding.bytes()).collect::<Vec<_>>()
    };
    let mark = expected.watermark.map(|payload| payload.0.to_be_bytes().to_vec());
    agree("watermark", &Vec::from_iter(mark), &of(WATERMARK_ALGORITHM))?;
    let iscc = expected.iscc.map(<[u8]>::to_vec);
    agree("ISCC", &Vec::from_iter(iscc), &of(ISCC_ALGORITHM))?;
    Ok(report)
}

fn agree<T: PartialEq + Debug>(what: &'static str, expected: &T, found: &T) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let text = |value: &T| plain(&format!("{value:?}"), 200);
    Err(Error::Mismatch { what, expected: text(expected), found: text(found) })
}
