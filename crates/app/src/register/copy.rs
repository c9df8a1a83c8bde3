//! From an original to its signed copy, in steps. Everything half-made lies in the scratch folder; the copy appears at
//! its place whole, and counts only once its record is stored.

use std::path::{Path, PathBuf};

use colophon_ipc::{RegisterWorks, Step};
use colophon_media as media;
use colophon_model::{Blake3, MediaKind, Payload, Sha256, WorkId};
use colophon_provenance as provenance;
use colophon_provenance::Statement;
use colophon_watermark::MarkKey;

use super::{mark, origin};
use crate::certificate::KeySigner;
use crate::home::Home;
use crate::{App, Error, Result};

/// Longest edge of a thumbnail, in pixels.
const THUMBNAIL: u32 = 512;
/// Columns of a sound's picture.
const PEAKS: usize = 240;
/// Where a licence can be had, until a desk serves one of its own.
pub(crate) const LICENCE_AT: &str = "https://colophon.app/licence";

/// What is asked for one file.
pub(crate) struct Order<'a> {
    pub(crate) source: &'a Path,
    pub(crate) title: &'a str,
    pub(crate) work: WorkId,
    pub(crate) payload: Payload,
    pub(crate) creator: &'a str,
    pub(crate) call: &'a RegisterWorks,
}

/// A signed copy that was read back and agrees with what was meant.
pub(crate) struct Made {
    pub(crate) probe: media::Probe,
    /// Below the home.
    pub(crate) copy: PathBuf,
    pub(crate) blake3: Blake3,
    pub(crate) sha256: Sha256,
    pub(crate) payload: Option<Payload>,
    pub(crate) iscc: String,
    pub(crate) hash: Option<(media::PictureHash, u8)>,
    pub(crate) print: Option<media::SoundPrint>,
    pub(crate) thumb: Option<PathBuf>,
    pub(crate) manifest: Option<String>,
    pub(crate) kept: Vec<String>,
    pub(crate) dropped: Vec<String>,
    pub(crate) warnings: Vec<String>,
}

impl App {
    /// Makes the signed copy of one file. `step` hears of each step and may stop the work between two.
    pub(crate) fn make_copy(
        &self,
        order: &Order<'_>,
        step: &dyn Fn(Step) -> Result<()>,
    ) -> Result<Made> {
        let probe = media::probe(order.source)?;
        if let Some(seen) = probe.picture()
            && seen.animated
        {
            return Err(media::Error::Animated { path: order.source.to_owned() }.into());
        }
        let scratch = tempfile::tempdir_in(self.inner.home.scratch())
            .map_err(|e| Error::io(&self.inner.home.scratch(), e))?;
        let plain = scratch.path().join(format!("marked.{}", probe.format.extension()));
        let mut warnings: Vec<String> = probe.warnings.iter().map(ToString::to_string).collect();

        let made = match probe.kind() {
            MediaKind::Picture => self.picture(order, &probe, &plain, &mut warnings, step)?,
            MediaKind::Music => self.music(order, &plain, step)?,
        };
        step(Step::Sign)?;
        let statement = Statement {
            title: order.title.to_owned(),
            creator: order.creator.to_owned(),
            rights: None,
            licence: None,
            origin: origin::for_manifest(order.call.origin),
            policy: order.call.policy.policy(LICENCE_AT),
        };
        let below = Home::work_folder(order.work).join(file_name(order.source, probe.format));
        let output = self.inner.home.full(&below);
        let folder = output.parent().map(Path::to_owned).unwrap_or_default();
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        let chain = self.certificates()?;
        let iscc = iscc_bytes(&made.iscc)?;
        let request = provenance::SignRequest {
            source: &plain,
            original: Some(order.source),
            output: &output,
            statement: &statement,
            watermark: made.payload,
            iscc: Some(&iscc),
            progress: None,
        };
        let signed = self.with_keys(|keys| {
            Ok(provenance::sign(&request, &KeySigner(keys.own.claim_key()), &chain)?)
        })?;
        for note in &signed.notes {
            warnings.push(match note {
                provenance::Note::Id3BeforeFlac => {
                    "a FLAC file keeps its manifest in an ID3 tag before the sound; most players skip it, some old ones do not".to_owned()
                }
            });
        }

        step(Step::Check)?;
        let expected = provenance::Expected {
            chain: &chain,
            statement: &statement,
            watermark: made.payload,
            iscc: Some(&iscc),
        };
        let report = provenance::verify_own(&output, &expected)?;
        media::decodes(&output)?;
        if probe.kind() == MediaKind::Music {
            media::check_sound_copy(order.source, &output)?;
        }
        let hash = media::hash_file(&output)?;
        Ok(Made {
            copy: below,
            blake3: hash.blake3,
            sha256: hash.sha256,
            payload: made.payload,
            iscc: made.iscc,
            hash: made.hash,
            print: made.print,
            thumb: made.thumb,
            manifest: report.manifest,
            kept: made.report.kept.iter().map(|k| k.name.clone()).collect(),
            dropped: made
                .report
                .dropped
                .iter()
                .map(|d| format!("{} ({})", d.name, why(d.why)))
                .collect(),
            warnings,
            probe,
        })
    }

    fn picture(
        &self,
        order: &Order<'_>,
        probe: &media::Probe,
        plain: &Path,
        warnings: &mut Vec<String>,
        step: &dyn Fn(Step) -> Result<()>,
    ) -> Result<Content> {
        let orientation = probe.picture().map(|p| p.orientation).unwrap_or_default();
        let source = media::decode_picture(order.source)?;
        let keep = keep(order);
        step(Step::Mark)?;
        let (picture, payload) = if order.call.watermark {
            let key = self.mark_key()?;
            let marked = mark::mark(source, order.payload, &key)?;
            warnings.extend(marked.warning);
            (marked.picture, marked.payload)
        } else {
            (source, None)
        };
        step(Step::Write)?;
        // Without a mark the source's own coded pixels go into the copy: no generation is lost for nothing.
        let report = if payload.is_some() {
            let report = media::write_copy(order.source, &picture, plain, keep)?;
            media::check_copy(&picture, plain)?;
            report
        } else {
            media::write_plain_copy(order.source, plain, keep)?
        };
        step(Step::Fingerprint)?;
        // What is fingerprinted is what people will see: the copy as it decodes.
        let copy = media::decode_picture(plain)?;
        let prints = media::fingerprint_picture(plain, &copy, orientation)?;
        let small = media::thumbnail(&copy, orientation, THUMBNAIL)?;
        let thumb = Home::thumb(order.work);
        self.replace(&thumb, &small.bytes)?;
        Ok(Content {
            payload,
            iscc: prints.iscc.composite,
            hash: Some((prints.hash, prints.quality)),
            print: None,
            thumb: Some(thumb),
            report,
        })
    }

    fn music(
        &self,
        order: &Order<'_>,
        plain: &Path,
        step: &dyn Fn(Step) -> Result<()>,
    ) -> Result<Content> {
        step(Step::Write)?;
        let report = media::write_plain_copy(order.source, plain, keep(order))?;
        step(Step::Fingerprint)?;
        let prints = media::fingerprint_music(plain, PEAKS)?;
        let thumb = Home::peaks(order.work);
        self.replace(&thumb, &prints.peaks.0)?;
        Ok(Content {
            payload: None,
            iscc: prints.iscc.composite,
            hash: None,
            print: Some(prints.print),
            thumb: Some(thumb),
            report,
        })
    }

    /// Writes a small file of the home in one step.
    pub(crate) fn replace(&self, below: &Path, bytes: &[u8]) -> Result<()> {
        use std::io::Write as _;
        let full = self.inner.home.full(below);
        let mut file = media::AtomicFile::create(&full)?;
        file.write_all(bytes).map_err(|e| Error::io(&full, e))?;
        Ok(file.replace()?)
    }

    /// The key of this home's marks.
    pub(crate) fn mark_key(&self) -> Result<MarkKey> {
        self.with_keys(|keys| Ok(MarkKey::new(*keys.own.watermark_key()?.expose())))
    }
}

struct Content {
    payload: Option<Payload>,
    iscc: String,
    hash: Option<(media::PictureHash, u8)>,
    print: Option<media::SoundPrint>,
    thumb: Option<PathBuf>,
    report: media::CopyReport,
}

fn keep(order: &Order<'_>) -> media::Keep {
    let asked = order.call.keep;
    media::Keep { location: asked.location, serials: asked.serials, previews: asked.previews }
}

/// The name that the copy goes by: the source's own, with the ending of what it is.
fn file_name(source: &Path, format: media::Format) -> String {
    let stem = source.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let clean: String = stem
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
        .collect();
    // File names may have 255 bytes; the ending and a temporary prefix want some of them.
    let mut short = String::new();
    for c in clean.chars() {
        if short.len() + c.len_utf8() > 180 {
            break;
        }
        short.push(c);
    }
    let stem = if short.is_empty() { "work" } else { &short };
    format!("{stem}.{}", format.extension())
}

/// An ISCC's header and body, from its text form (RFC 4648 base 32 without padding).
fn iscc_bytes(text: &str) -> Result<Vec<u8>> {
    let code = text.strip_prefix("ISCC:").unwrap_or(text);
    data_encoding::BASE32_NOPAD
        .decode(code.as_bytes())
        .map_err(|_| Error::internal("an ISCC is not base 32"))
}

const fn why(why: media::Why) -> &'static str {
    use media::Why as W;
    match why {
        W::Location => "location",
        W::Serial => "serial number",
        W::Preview => "preview",
        W::PreviousManifest => "manifest of the original, named as its parent",
        W::Damaged => "damaged",
        W::Opaque => "maker's data that cannot be checked",
        W::Unplaceable => "points into the original",
    }
}
