//! Reading anybody's manifest.

use std::path::Path;

use c2pa::Reader;

use crate::{
    CertificateDer, Error, Finding, Format, Report, Result, State, catch::guarded, context, facts,
    format, plain::plain, verdict,
};

/// Whom the reader takes for herself, and whom she trusts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trust<'a> {
    /// Her own authorities. They make a signature *own*, never *trusted*.
    pub own: &'a [CertificateDer],
    /// A trust list as a PEM bundle, such as C2PA's. Without one nothing is trusted.
    pub anchors: Option<&'a str>,
}

/// What the manifest in `path` says and how it stands. Touches no network and leaves the file alone.
///
/// A file without a manifest is a [`State::None`], not an error; a manifest that cannot be read is [`State::Invalid`].
///
/// # Errors
/// [`Error::Io`], [`Error::Format`], [`Error::TooLarge`]; [`Error::Damaged`] if the picture or sound itself is broken;
/// [`Error::Settings`] if `trust.anchors` is no PEM.
pub fn read(path: &Path, trust: &Trust<'_>) -> Result<Report> {
    let (stream, format) = format::open(path)?;
    guarded(path, || {
        let context = context::offline(trust.anchors)?;
        match Reader::from_context(context).with_stream(format.media_type(), stream) {
            Ok(reader) => Ok(facts::report(&reader, format, trust)),
            Err(error) => without_manifest(path, format, error),
        }
    })
}

fn without_manifest(path: &Path, format: Format, error: c2pa::Error) -> Result<Report> {
    use c2pa::Error as E;
    match error {
        E::JumbfNotFound | E::ProvenanceMissing => Ok(Report::empty(format, State::None)),
        E::RemoteManifestUrl(url) | E::RemoteManifestFetch(url) => {
            let mut report = Report::empty(format, State::None);
            report.remote = Some(plain(&url, 512));
            Ok(report)
        }
        E::UnsupportedType => Err(Error::Format(path.to_owned())),
        E::IoError(_)
        | E::InvalidAsset(_)
        | E::JpegError(_)
        | E::PngError(_)
        | E::RiffError(_)
        | E::Mp3Error(_)
        | E::FlacError(_)
        | E::EmbeddingError => {
            let reason = plain(&error.to_string(), 200);
            Err(Error::Damaged { path: path.to_owned(), reason })
        }
        error => {
            let mut report = Report::empty(format, State::Invalid);
            report.failures.push(Finding {
                code: verdict::UNREADABLE.into(),
                words: verdict::words(verdict::UNREADABLE),
                about: Some(plain(&error.to_string(), 200)),
                ingredient: false,
            });
            Ok(report)
        }
    }
}
