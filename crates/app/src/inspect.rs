//! Looking at any file: what it says, what the register knows, what the chain says.

use std::path::Path;

use colophon_ipc::{
    Anchored, FingerprintLeg, InspectReport, Legs, ManifestState, ManifestView, Missing,
    WatermarkLeg,
};
use colophon_media as media;
use colophon_model::{MediaKind, UsagePolicy, Use, WorkId, work_leaf};
use colophon_provenance as provenance;
use colophon_store::Work;
use colophon_watermark as wm;

use crate::register::job::bytes_hash;
use crate::register::mark;
use crate::{App, Result, time};

/// Names of the four uses, as the assertion has them.
const USES: [&str; 4] = ["data_mining", "ai_inference", "ai_training", "ai_generative_training"];

impl App {
    /// Looks at a file. It is opened read-only, and nothing of it leaves the computer.
    ///
    /// # Errors
    /// A file that cannot be read as picture or music.
    pub async fn inspect(&self, path: &Path) -> Result<InspectReport> {
        let (app, path) = (self.clone(), path.to_owned());
        let mut report = self.heavy(move || app.inspect_file(&path)).await?;
        if let Some(id) = report.work {
            report.anchored = self.anchored(id).await?;
            if report.anchored.is_none() {
                report.missing.push(Missing::Anchor);
            }
        }
        Ok(report)
    }

    fn inspect_file(&self, path: &Path) -> Result<InspectReport> {
        let probe = media::probe(path)?;
        let hash = media::hash_file(path)?;
        let works = self.read(|view| Ok(view.works().all()?))?;
        let same =
            works.iter().find(|w| w.source_blake3 == hash.blake3 || w.copy_blake3 == hash.blake3);
        let manifest = self.manifest(path)?;
        let (watermark, fingerprint, near) = match probe.kind() {
            MediaKind::Picture => self.picture_legs(path, &probe, &works)?,
            MediaKind::Music => {
                let (leg, near) = sound_leg(path, &works);
                (WatermarkLeg::default(), leg, near)
            }
        };
        let marked = watermark.payload.and_then(|p| works.iter().find(|w| w.payload == Some(p)));
        // The strongest leg names the work.
        let work = same.or(marked).or(near);
        let mut missing = Vec::new();
        // The registered original is as it should be: it was never given a mark or a manifest.
        if let Some(work) = work.filter(|w| w.source_blake3 != hash.blake3) {
            if work.copy_blake3 != hash.blake3 {
                missing.push(Missing::Changed);
            }
            match manifest.state {
                ManifestState::None => missing.push(Missing::Manifest),
                ManifestState::Invalid => missing.push(Missing::ManifestBroken),
                ManifestState::Trusted | ManifestState::Valid | ManifestState::Ended => {}
            }
            if work.payload.is_some() && !watermark.found {
                missing.push(if watermark.tried {
                    Missing::Watermark
                } else {
                    Missing::KeysLocked
                });
            }
        }
        Ok(InspectReport {
            path: path.display().to_string(),
            work: work.map(|w| w.id),
            title: work.map(|w| w.title.clone()),
            kind: Some(probe.kind()),
            legs: Legs { identical: same.is_some(), watermark, fingerprint, manifest },
            anchored: None,
            missing,
        })
    }

    fn picture_legs<'w>(
        &self,
        path: &Path,
        probe: &media::Probe,
        works: &'w [Work],
    ) -> Result<(WatermarkLeg, FingerprintLeg, Option<&'w Work>)> {
        let picture = media::decode_picture(path)?;
        let orientation = probe.picture().map(|p| p.orientation).unwrap_or_default();
        let (hash, quality) = media::picture_hash(&picture, orientation);
        let mut near: Option<(u32, &Work)> = None;
        for work in works {
            let Some(known) = &work.phash else { continue };
            let distance = bytes_hash(known).distance(&hash);
            if near.is_none_or(|(best, _)| distance < best) {
                near = Some((distance, work));
            }
        }
        let telling = |work: &Work| {
            quality >= media::LEAST_QUALITY && work.phash_quality >= Some(media::LEAST_QUALITY)
        };
        let matched =
            near.filter(|(distance, work)| *distance <= media::NEAR_PICTURE_BITS && telling(work));
        let leg = FingerprintLeg {
            distance: near.map(|(distance, _)| distance),
            kind: near.map(|_| "picture".to_owned()),
            matched: matched.is_some(),
        };
        let watermark = self.watermark_leg(picture, works, matched.map(|(_, work)| work))?;
        Ok((watermark, leg, matched.map(|(_, work)| work)))
    }

    fn watermark_leg(
        &self,
        picture: media::Picture,
        works: &[Work],
        near: Option<&Work>,
    ) -> Result<WatermarkLeg> {
        let Ok(key) = self.mark_key() else { return Ok(WatermarkLeg::default()) };
        // The register's sizes tell at which scale to look; the likeliest work's comes first.
        let sizes = near.into_iter().chain(works).filter(|w| w.payload.is_some()).filter_map(|w| {
            Some((usize::try_from(w.width?).ok()?, usize::try_from(w.height?).ok()?))
        });
        let mut hints: Vec<(usize, usize)> = Vec::new();
        for size in sizes {
            if !hints.contains(&size) {
                hints.push(size);
            }
        }
        let found = wm::detect(&mark::pixels(picture)?, &key, &wm::DetectHints::originals(hints));
        Ok(WatermarkLeg {
            found: found.found(),
            payload: found.payload(),
            log10_p: Some(found.log10_p).filter(|p| p.is_finite()),
            tried: true,
        })
    }

    /// What the manifest in a file says.
    pub(crate) fn manifest(&self, path: &Path) -> Result<ManifestView> {
        let own = self.own_authorities().unwrap_or_default();
        let report = provenance::read(path, &provenance::Trust { own: &own, anchors: None })?;
        Ok(manifest_view(&report))
    }

    /// When a work was anchored, as the chain answers it now for the signed copy's own leaf.
    pub(crate) async fn anchored(&self, id: WorkId) -> Result<Option<Anchored>> {
        let anchors = self.read(|view| Ok(view.anchors().of(id)?))?;
        let Some(anchor) = anchors.into_iter().find(|a| a.chain == Self::chain_id()) else {
            return Ok(None);
        };
        let work = self.work_row(id)?;
        let Some(author) = work.author else { return Ok(None) };
        let leaf = work_leaf(author, work.copy_blake3, work.copy_sha256);
        let contracts = self.contracts()?;
        let at = self
            .inner
            .chain
            .verify_leaf(&contracts, author, anchor.root, leaf, anchor.proof)
            .await?;
        let standing = self.inner.chain.standing().await?;
        Ok(at.map(|at| Anchored {
            caip2: anchor.chain.caip2().to_string(),
            practice: anchor.chain.is_practice(),
            at,
            is_final: anchor.block.is_some_and(|block| block <= standing.finalized),
        }))
    }
}

fn sound_leg<'w>(path: &Path, works: &'w [Work]) -> (FingerprintLeg, Option<&'w Work>) {
    let Ok(prints) = media::fingerprint_music(path, 1) else {
        return (FingerprintLeg::default(), None);
    };
    let mut near: Option<(media::SoundMatch, &Work)> = None;
    for work in works {
        let Some(items) = &work.chromaprint else { continue };
        let known = media::SoundPrint { items: items.clone() };
        if let Some(found) = known.align(&prints.print)
            && near.is_none_or(|(best, _)| found.error < best.error)
        {
            near = Some((found, work));
        }
    }
    let matched = near.filter(|(found, _)| found.is_near());
    let leg = FingerprintLeg {
        // Bits in a thousand; the share is between 0 and 1.
        distance: near.map(|(found, _)| (found.error * 1000.0).round() as u32),
        kind: near.map(|_| "music".to_owned()),
        matched: matched.is_some(),
    };
    (leg, matched.map(|(_, work)| work))
}

fn manifest_view(report: &provenance::Report) -> ManifestView {
    let uses = report.training.as_ref().and_then(|t| t.policy.as_ref());
    ManifestView {
        state: manifest_state(report.state, report.intact),
        own: report.is_own(),
        signer: report.signer.as_ref().map(|s| s.subject.organisation.clone()),
        title: report.title.clone(),
        creator: report.creators.first().cloned(),
        signed: report.signer.as_ref().and_then(|s| s.time.as_deref()).and_then(time::parse),
        policy: uses.map(policy).unwrap_or_default(),
        assertions: report.assertions.clone(),
        failures: report.failures.iter().map(|f| f.code.clone()).collect(),
    }
}

/// Only the signer's certificate may fail in a file that is as it was: then nobody changed it.
const fn manifest_state(state: provenance::State, intact: bool) -> ManifestState {
    match state {
        provenance::State::Trusted => ManifestState::Trusted,
        provenance::State::Valid => ManifestState::Valid,
        provenance::State::Invalid if intact => ManifestState::Ended,
        provenance::State::Invalid => ManifestState::Invalid,
        provenance::State::None => ManifestState::None,
    }
}

fn policy(policy: &UsagePolicy) -> Vec<(String, String)> {
    let word = |u: &Use| match u {
        Use::Allowed => "allowed",
        Use::NotAllowed => "notAllowed",
        Use::Constrained(_) => "constrained",
    };
    let all = [
        &policy.data_mining,
        &policy.ai_inference,
        &policy.ai_training,
        &policy.ai_generative_training,
    ];
    USES.iter().zip(all).map(|(name, u)| ((*name).to_owned(), word(u).to_owned())).collect()
}
