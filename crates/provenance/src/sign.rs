//! From a marked copy to a signed copy.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Mutex,
};

use c2pa::{Builder, BuilderIntent, Context};
use colophon_model::Payload;
use serde::Serialize;
use serde_json::json;
use tempfile::NamedTempFile;

use crate::{
    CertificateChain, Error, Format, P256Signer, Progress, Result, Statement, bindings,
    catch::guarded,
    context,
    format::{self, starts_with_id3},
    plain::plain,
    progress,
    signer::C2paSigner,
    statement, training,
};

/// A copy to be signed.
#[derive(Clone, Copy)]
pub struct SignRequest<'a> {
    /// The marked copy; opened read-only.
    pub source: &'a Path,
    /// The artist's original, opened read-only. If it carries a manifest, it becomes the parent of the new one.
    pub original: Option<&'a Path>,
    /// Where the signed copy goes; an older file of that name is replaced in one step.
    pub output: &'a Path,
    /// What the creator says.
    pub statement: &'a Statement,
    /// The watermark in the marked copy, if there is one.
    pub watermark: Option<Payload>,
    /// The ISCC of the marked copy: header and body, not the text form.
    pub iscc: Option<&'a [u8]>,
    /// Called at each step; `false` cancels.
    pub progress: Option<&'a Progress>,
}

impl std::fmt::Debug for SignRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignRequest")
            .field("source", &self.source)
            .field("original", &self.original)
            .field("output", &self.output)
            .field("statement", &self.statement)
            .field("watermark", &self.watermark)
            .finish_non_exhaustive()
    }
}

/// A signed copy, durable on disk. It still wants [`crate::verify_own`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// Where it is.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// Size of the manifest in it, in bytes.
    pub manifest_bytes: usize,
    /// Whether an older manifest became its parent.
    pub has_parent: bool,
    /// What the user should know about the copy.
    pub notes: Vec<Note>,
}

/// Something to know about a signed copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// C2PA keeps a FLAC's manifest in an ID3v2 tag before the stream. Most players skip it; some old ones do not.
    Id3BeforeFlac,
}

/// Signs `request.source` into `request.output`.
///
/// The copy is written to a temporary name beside the output, flushed, then renamed; on any error nothing is left.
/// A file that carries no manifest gets one that says it was *created*; else one that says it was *opened* from its parent.
///
/// # Errors
/// [`Error::Text`] for a statement that cannot stand, [`Error::Certificate`] if `chain` is not the key's,
/// [`Error::CertificateTime`] if it has ended, [`Error::Key`] if the key does not sign, [`Error::Cancelled`],
/// and the errors of reading and writing.
pub fn sign(
    request: &SignRequest<'_>,
    key: &dyn P256Signer,
    chain: &CertificateChain,
) -> Result<Signed> {
    request.statement.checked()?;
    if chain.signing().public_key()? != key.public_key() {
        return Err(Error::Certificate(
            "it belongs to another key; issue a new signing certificate".into(),
        ));
    }
    let inputs = [request.original, Some(request.source)];
    for input in inputs.into_iter().flatten() {
        if same_file(input, request.output) {
            return Err(Error::Overwrite(request.output.to_owned()));
        }
    }
    guarded(request.source, || {
        let (mut source, format) = format::open(request.source)?;
        let had_id3 = starts_with_id3(&mut source).map_err(Error::io("read", request.source))?;
        let mut parent = None;
        for path in inputs.into_iter().flatten() {
            if carries_manifest(path)? {
                parent = Some(path);
                break;
            }
        }
        let context = progress::attach(context::offline(None)?, request.progress);
        let mut builder =
            definition(request, context).map_err(|error| refused(request.source, error))?;
        match parent {
            Some(path) => {
                let (mut stream, format) = format::open(path)?;
                let title = plain(&request.statement.title, 256);
                let about = json!({ "title": title, "relationship": "parentOf" }).to_string();
                builder.set_intent(BuilderIntent::Edit);
                builder
                    .add_ingredient_from_stream(about, format.media_type(), &mut stream)
                    .map_err(|error| refused(path, error))?;
            }
            None => {
                let origin = request.statement.origin.source_type();
                builder.set_intent(BuilderIntent::Create(origin));
            }
        }

        let mut copy = beside(request.output)?;
        let signer = C2paSigner { key, chain, failure: Mutex::new(None) };
        let manifest = builder
            .sign(&signer, format.media_type(), &mut source, copy.as_file_mut())
            .map_err(|error| match signer.into_failure() {
                Some(failure) => failure,
                None => refused(request.source, error),
            })?;
        keep(copy, request.output)?;
        Ok(Signed {
            path: request.output.to_owned(),
            format,
            manifest_bytes: manifest.len(),
            has_parent: parent.is_some(),
            notes: (format == Format::Flac && !had_id3)
                .then_some(Note::Id3BeforeFlac)
                .into_iter()
                .collect(),
        })
    })
}

/// Everything but the parent and the intent.
fn definition(request: &SignRequest<'_>, context: Context) -> c2pa::Result<Builder> {
    let us = json!({ "name": "Colophon", "version": env!("CARGO_PKG_VERSION") });
    let mut builder = Builder::from_context(context).with_definition(json!({
        "title": plain(&request.statement.title, 256),
        "claim_generator_info": [us.clone()],
    }))?;
    if let Some(Payload(payload)) = request.watermark {
        // The intent puts `c2pa.created` or `c2pa.opened` before it.
        builder.add_action(json!({ "action": "c2pa.watermarked.bound", "softwareAgent": us }))?;
        let value = payload.to_be_bytes();
        let mark = bindings::Written::new(bindings::WATERMARK_ALGORITHM, &value);
        builder.add_assertion(bindings::LABEL, &mark)?;
    }
    if let Some(iscc) = request.iscc {
        let code = bindings::Written::new(bindings::ISCC_ALGORITHM, iscc);
        builder.add_assertion(bindings::LABEL, &code)?;
    }
    let policy = training::Written::new(&request.statement.policy);
    builder.add_assertion(training::LABEL, &policy)?;
    builder.add_assertion_json(statement::LABEL, &request.statement.metadata())?;
    Ok(builder)
}

/// Whether a file has a manifest of any sort. A broken one counts: "created" must not be claimed over it.
fn carries_manifest(path: &Path) -> Result<bool> {
    let (mut stream, format) = format::open(path)?;
    match c2pa::jumbf_io::load_jumbf_from_stream(format.media_type(), &mut stream) {
        Ok(_) => Ok(true),
        Err(c2pa::Error::JumbfNotFound) => Ok(false),
        Err(error) => Err(Error::Damaged { path: path.to_owned(), reason: error.to_string() }),
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn folder(output: &Path) -> &Path {
    output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(output: &Path) -> Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".colophon-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Temporary files are private; a copy is made to be shared, as far as the umask lets it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder(output)).map_err(Error::io("write beside", output))
}

fn keep(copy: NamedTempFile, output: &Path) -> Result<()> {
    copy.as_file().sync_all().map_err(Error::io("flush", output))?;
    copy.persist(output).map_err(|error| Error::io("write", output)(error.error))?;
    // The name is durable once the folder is; where folders cannot be opened, the system sees to it.
    if let Ok(folder) = File::open(folder(output)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn refused(path: &Path, error: c2pa::Error) -> Error {
    use c2pa::crypto::cose::CertificateProfileError::CertificateNotValidAtTime;
    match error {
        c2pa::Error::OperationCancelled => Error::Cancelled,
        c2pa::Error::CertificateProfileError(CertificateNotValidAtTime) => Error::CertificateTime,
        c2pa::Error::IoError(source) => Error::io("sign", path)(source),
        source => Error::Sign { path: path.to_owned(), source: Box::new(source) },
    }
}
