//! Single tools for the terminal: checking a file without a home, marking and finding marks without registering.

use std::path::Path;

use colophon_media as media;
use colophon_model::{MediaKind, Moment, Payload};
use colophon_provenance as provenance;
use colophon_watermark as wm;
use serde::Serialize;

use crate::register::mark;
use crate::{App, Error, Result, time};

/// What a file's manifest proves, without any home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Full path.
    pub path: String,
    /// Whether there is a manifest and it holds.
    pub valid: bool,
    /// How it stands.
    pub state: provenance::State,
    /// The signer's name, as the certificate has it.
    pub signer: Option<String>,
    /// The title it states.
    pub title: Option<String>,
    /// The creators it states.
    pub creators: Vec<String>,
    /// When a time stamp says that it was signed, in RFC 3339.
    pub signed: Option<String>,
    /// What failed, in words, each with the code of the C2PA specification. An unknown signer is one of them and does
    /// not by itself make the answer no.
    pub reasons: Vec<Reason>,
}

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The code of the C2PA specification.
    pub code: String,
    /// The same in words.
    pub words: String,
}

/// Checks whether a file carries a manifest that holds. Needs no home and no network.
///
/// # Errors
/// A file that cannot be read.
pub fn verify_file(path: &Path) -> Result<Verified> {
    let empty = std::fs::metadata(path).map_err(|e| Error::io(path, e))?.len() == 0;
    if empty {
        return Err(media::Error::Empty { path: path.to_owned() }.into());
    }
    let report = provenance::read(path, &provenance::Trust::default())?;
    let valid = matches!(report.state, provenance::State::Trusted | provenance::State::Valid);
    let reasons = report
        .failures
        .iter()
        .map(|f| Reason { code: f.code.clone(), words: f.words.to_owned() })
        .collect();
    Ok(Verified {
        path: path.display().to_string(),
        valid,
        state: report.state,
        signer: report.signer.as_ref().map(|s| s.subject.organisation.clone()),
        title: report.title,
        creators: report.creators,
        signed: report.signer.and_then(|s| s.time),
        reasons,
    })
}

/// A marked copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkedFile {
    /// What it carries.
    pub payload: Payload,
    /// Peak signal-to-noise ratio against the source, in decibels.
    pub psnr: f64,
    /// Structural similarity of the luma, at most 1.
    pub ssim: f64,
    /// Whether strong compression will remove the mark.
    pub poor: bool,
}

/// What a search for a mark found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundMark {
    /// Whether a mark of this home's key is there, and not by chance.
    pub found: bool,
    /// What it carries, where it could be read.
    pub payload: Option<Payload>,
    /// The best score, in standard deviations; `None` where the picture is too small to be searched.
    pub z: Option<f64>,
    /// The probability that chance made it, as a power of ten.
    pub log10_p: Option<f64>,
    /// `image`.
    pub kind: &'static str,
}

impl App {
    /// Writes a marked copy of a picture to `output`, which must not exist yet. Nothing is registered or signed; private
    /// metadata is left out.
    ///
    /// # Errors
    /// Locked keys, a file that is no picture, a picture that cannot carry a mark.
    pub async fn mark_file(
        &self,
        source: &Path,
        output: &Path,
        payload: Payload,
    ) -> Result<MarkedFile> {
        let key = self.mark_key()?;
        let (source, output) = (source.to_owned(), output.to_owned());
        self.heavy(move || {
            let picture = picture_of(&source)?;
            let like = (picture.width, picture.height, picture.layout);
            let mut pixels = mark::pixels(picture)?;
            let done = wm::embed(&mut pixels, payload, &key, wm::Strength::default())?;
            let samples = match pixels.into_samples() {
                wm::Samples::Eight(samples) => media::Samples::U8(samples),
                wm::Samples::Sixteen(samples) => media::Samples::U16(samples),
            };
            let marked = media::Picture { width: like.0, height: like.1, layout: like.2, samples };
            media::write_copy(&source, &marked, &output, media::Keep::default())?;
            let poor = matches!(done.hiding, wm::Hiding::Poor);
            Ok(MarkedFile { payload, psnr: done.psnr, ssim: done.ssim, poor })
        })
        .await
    }

    /// Looks for this home's mark in a picture. `sizes` are width and height of originals that it may be a copy of; those
    /// of the register are tried after them.
    ///
    /// # Errors
    /// Locked keys, a file that is no picture.
    pub async fn find_mark(&self, path: &Path, sizes: &[(usize, usize)]) -> Result<FoundMark> {
        let key = self.mark_key()?;
        let works = self.read(|view| Ok(view.works().all()?))?;
        let mut hints = sizes.to_vec();
        for work in works.iter().filter(|w| w.payload.is_some()) {
            let size = work
                .width
                .zip(work.height)
                .and_then(|(w, h)| Some((usize::try_from(w).ok()?, usize::try_from(h).ok()?)));
            hints.extend(size.filter(|size| !hints.contains(size)));
        }
        let path = path.to_owned();
        self.heavy(move || {
            let pixels = mark::pixels(picture_of(&path)?)?;
            let found = wm::detect(&pixels, &key, &wm::DetectHints::originals(hints));
            Ok(FoundMark {
                found: found.found(),
                payload: found.payload(),
                z: Some(found.z).filter(|z| z.is_finite()),
                log10_p: Some(found.log10_p).filter(|p| p.is_finite()),
                kind: "image",
            })
        })
        .await
    }
}

/// The pixels of a picture; music has no mark yet.
fn picture_of(path: &Path) -> Result<media::Picture> {
    let probe = media::probe(path)?;
    if probe.kind() != MediaKind::Picture {
        return Err(Error::Precondition(format!(
            "{} is music; marks are for pictures in this version",
            path.display()
        )));
    }
    if probe.picture().is_some_and(|p| p.animated) {
        return Err(media::Error::Animated { path: path.to_owned() }.into());
    }
    Ok(media::decode_picture(path)?)
}

/// A moment as text: `2026-11-20T10:00:00Z`.
pub fn moment_text(at: Moment) -> String {
    time::iso(at)
}
