//! A creator with her certificates and a folder to work in.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use colophon_model::{Moment, Payload, PolicyPreset};
use colophon_provenance::{
    CertificateChain, Expected, Format, Origin, P256Signer, Report, Result, SignRequest, Signed,
    Statement, Trust, issue_authority, issue_signing_certificate, read, sign,
};
use tempfile::TempDir;

use crate::{
    fixtures,
    keys::{TestKey, today},
};

pub(crate) const PAYLOAD: Payload = Payload(0xc0_1055_0a1e_5dea);
pub(crate) const ISCC: &[u8] = b"\x21\x01iscc-body-of-16B";

pub(crate) struct Studio {
    pub(crate) folder: TempDir,
    pub(crate) key: TestKey,
    pub(crate) chain: CertificateChain,
    pub(crate) statement: Statement,
}

impl Studio {
    pub(crate) fn new() -> Self {
        Self::of("Ada Merle", 1)
    }

    pub(crate) fn of(creator: &str, seed: u8) -> Self {
        Self::since(creator, seed, today())
    }

    /// One whose certificates were issued at that time.
    pub(crate) fn since(creator: &str, seed: u8, issued: Moment) -> Self {
        let (root, key) = (TestKey::new(seed), TestKey::new(seed + 100));
        let authority = issue_authority(&root, creator, issued, [seed; 16]).unwrap();
        let chain = issue_signing_certificate(
            &root,
            &authority,
            key.public_key(),
            creator,
            issued,
            [seed + 1; 16],
        )
        .unwrap();
        let statement = Statement {
            title: "Tide, II".into(),
            creator: creator.into(),
            rights: Some(format!("© 2026 {creator}")),
            licence: Some("https://example.org/tide".into()),
            origin: Origin::Created,
            policy: PolicyPreset::TrainByLicence.policy("https://example.org/tide"),
        };
        Self { folder: tempfile::tempdir().unwrap(), key, chain, statement }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        File::create(&path).unwrap().write_all(bytes).unwrap();
        path
    }

    pub(crate) fn request<'a>(&'a self, source: &'a Path, output: &'a Path) -> SignRequest<'a> {
        SignRequest {
            source,
            original: None,
            output,
            statement: &self.statement,
            watermark: Some(PAYLOAD),
            iscc: Some(ISCC),
            progress: None,
        }
    }

    pub(crate) fn sign(&self, request: &SignRequest<'_>) -> Result<Signed> {
        sign(request, &self.key, &self.chain)
    }

    /// A signed copy of the little work in `format`.
    pub(crate) fn signed(&self, format: Format) -> PathBuf {
        let source = self.put("marked", &fixtures::work(format));
        let output = self.path("signed");
        self.sign(&self.request(&source, &output)).unwrap();
        output
    }

    pub(crate) fn expected(&self) -> Expected<'_> {
        Expected {
            chain: &self.chain,
            statement: &self.statement,
            watermark: Some(PAYLOAD),
            iscc: Some(ISCC),
        }
    }

    /// Reads as the creator herself.
    pub(crate) fn read(&self, path: &Path) -> Result<Report> {
        read(path, &Trust { own: &[self.chain.authority().clone()], anchors: None })
    }
}
