//! The works' grid and a work's page.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colophon_ipc::{ChainRecord, ListOffers, Thumbnail, WorkCard, WorkPage, WorkState};
use colophon_model::{MediaKind, Standing, WorkId};
use colophon_store::Work;

use crate::home::Home;
use crate::register::{origin, probe};
use crate::{App, Error, Result};

impl App {
    /// All works, newest first.
    ///
    /// # Errors
    /// A damaged home.
    pub async fn works(&self) -> Result<Vec<WorkCard>> {
        let standing = self.inner.chain.standing().await?;
        let mut works = self.read(|view| Ok(view.works().all()?))?;
        works.sort_by_key(|w| std::cmp::Reverse((w.created_at, w.id)));
        works.iter().map(|work| self.card(work, standing)).collect()
    }

    fn card(&self, work: &Work, standing: Standing) -> Result<WorkCard> {
        let anchors = self.read(|view| Ok(view.anchors().of(work.id)?))?;
        let state = match anchors.iter().find(|a| a.chain == Self::chain_id()) {
            None => WorkState::Signed,
            Some(a) if a.block.is_some_and(|b| b <= standing.finalized) => WorkState::AnchoredFinal,
            Some(_) => WorkState::AnchoredSeen,
        };
        let holders = self
            .read(|view| Ok(view.holders().of(work.id)?))?
            .map_or(0, |a| a.holders().len() as u64);
        let (width, height) = self.upright(work);
        let size = match work.kind {
            MediaKind::Picture => format!("{width} × {height}"),
            MediaKind::Music => work.duration_ms.map(probe::clock_time).unwrap_or_default(),
        };
        let aspect =
            u64::from(width).saturating_mul(1000).checked_div(u64::from(height)).unwrap_or(1000);
        Ok(WorkCard {
            id: work.id,
            title: work.title.clone(),
            creator: work.creator.clone(),
            kind: work.kind,
            size,
            aspect_milli: u32::try_from(aspect).unwrap_or(1000),
            created: work.created_at,
            state,
            holders,
        })
    }

    /// Width and height as people see it; the record has them as stored.
    fn upright(&self, work: &Work) -> (u32, u32) {
        let stored = (work.width.unwrap_or(0), work.height.unwrap_or(0));
        let copy = self.inner.home.full(Path::new(&work.copy_path));
        let turned = work.kind == MediaKind::Picture
            && colophon_media::probe(&copy)
                .ok()
                .and_then(|p| p.picture().map(|p| p.orientation.swaps_sides()))
                == Some(true);
        if turned { (stored.1, stored.0) } else { stored }
    }

    /// Everything known of a work.
    ///
    /// # Errors
    /// No such work; a damaged home.
    pub async fn work_page(&self, id: WorkId) -> Result<WorkPage> {
        let work = self.work_row(id)?;
        let standing = self.inner.chain.standing().await?;
        let copy = self.inner.home.full(Path::new(&work.copy_path));
        let income = self.income(Some(id)).await?;
        Ok(WorkPage {
            card: self.card(&work, standing)?,
            source: work.source_path.clone(),
            copy: copy.display().to_string(),
            source_blake3: work.source_blake3.to_string(),
            blake3: work.copy_blake3.to_string(),
            sha256: work.copy_sha256.to_string(),
            iscc: work.iscc.clone().unwrap_or_default(),
            payload: work.payload,
            policy: policy_name(&work),
            origin: origin::from_name(&work.digital_source_type),
            kept: work.kept.clone(),
            dropped: work.dropped.clone(),
            warnings: work.warnings.clone(),
            manifest: self.manifest(&copy)?,
            chain: self.chain_record(id, standing)?,
            offers: self.offers(&ListOffers { work: Some(id) })?,
            totals: income.totals.iter().map(|t| t.received.clone()).collect(),
            income: income.rows,
        })
    }

    fn chain_record(&self, id: WorkId, standing: Standing) -> Result<Option<ChainRecord>> {
        let chain = Self::chain_id();
        let (anchors, tokens, vaults) = self.read(|view| {
            Ok((view.anchors().of(id)?, view.tokens().of(id)?, view.vaults().of(id)?))
        })?;
        let Some(anchor) = anchors.into_iter().find(|a| a.chain == chain) else { return Ok(None) };
        let batch = self.read(|view| Ok(view.anchors().under(chain, anchor.root)?))?.len() as u64;
        let (Some(block), Some(at)) = (anchor.block, anchor.at) else { return Ok(None) };
        Ok(Some(ChainRecord {
            caip2: chain.caip2().to_string(),
            practice: chain.is_practice(),
            block,
            at,
            tx: anchor.tx.to_string(),
            batch,
            token_id: tokens.iter().find(|t| t.chain == chain).map(|t| t.token_id.to_string()),
            vault: vaults.iter().find(|v| v.chain == chain).map(|v| v.address),
            is_final: block <= standing.finalized,
        }))
    }

    /// A small picture of a work, or the shape of its sound.
    ///
    /// # Errors
    /// No such work.
    pub fn thumbnail(&self, id: WorkId) -> Result<Thumbnail> {
        let work = self.work_row(id)?;
        let read = |below: &Path| {
            let full = self.inner.home.full(below);
            std::fs::read(&full).map_err(|e| Error::io(&full, e))
        };
        match work.kind {
            MediaKind::Music => Ok(Thumbnail { url: None, peaks: read(&Home::peaks(id))? }),
            MediaKind::Picture => {
                let bytes = read(&Home::thumb(id))?;
                let mime = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
                Ok(Thumbnail {
                    url: Some(format!("data:{mime};base64,{}", STANDARD.encode(bytes))),
                    peaks: Vec::new(),
                })
            }
        }
    }

    /// The folder of a work's signed copy.
    ///
    /// # Errors
    /// No such work.
    pub fn copy_folder(&self, id: WorkId) -> Result<std::path::PathBuf> {
        Ok(self.inner.home.full(&Home::work_folder(self.work_row(id)?.id)))
    }
}

fn policy_name(work: &Work) -> String {
    let known = colophon_model::PolicyPreset::ALL
        .into_iter()
        .find(|preset| preset.policy(crate::register::copy::LICENCE_AT) == work.policy);
    known.map_or("custom", colophon_model::PolicyPreset::name).to_owned()
}
