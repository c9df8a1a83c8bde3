//! The creator's certificates: a local authority made on first use, and the signing certificate that it issues.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colophon_keys::P256Key;
use colophon_provenance::{
    CertificateChain, CertificateDer, P256Signer, Serial, issue_authority,
    issue_signing_certificate,
};

use crate::{App, Error, Result};

const AUTHORITY: &str = "certificate.authority";
const SIGNING: &str = "certificate.signing";
/// A certificate with less time left than this is replaced, so that a long job does not outlive it.
const RENEW_WITHIN: u64 = 30 * 24 * 3600;

/// Lets the manifest crate sign with a key that it never sees.
pub(crate) struct KeySigner<'k>(pub(crate) &'k P256Key);

impl P256Signer for KeySigner<'_> {
    fn public_key(&self) -> [u8; 65] {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> colophon_provenance::Result<[u8; 64]> {
        Ok(self.0.sign(message))
    }
}

impl App {
    /// Issues what is missing or about to end.
    pub(crate) fn issue_certificates(&self) -> Result<()> {
        let creator = self.profile()?.ok_or(Error::NoAccount)?.creator;
        let now = self.now();
        let (authority, signing) = self.with_keys(|keys| {
            let authority_key = KeySigner(keys.own.authority_key());
            let known = self.certificate(AUTHORITY)?;
            let authority = match known.filter(|c| lasts(c, now.unix_seconds())) {
                Some(known) => known,
                None => issue_authority(&authority_key, &creator, now, self.serial())?,
            };
            let known = self.certificate(SIGNING)?.filter(|c| lasts(c, now.unix_seconds()));
            let paired = known.and_then(|c| CertificateChain::new(c, authority.clone()).ok());
            let chain = match paired {
                Some(chain) => chain,
                None => {
                    let public = keys.own.claim_key().public_key();
                    issue_signing_certificate(
                        &authority_key,
                        &authority,
                        public,
                        &creator,
                        now,
                        self.serial(),
                    )?
                }
            };
            Ok((authority, chain.signing().clone()))
        })?;
        self.save(AUTHORITY, &STANDARD.encode(authority.as_der()))?;
        self.save(SIGNING, &STANDARD.encode(signing.as_der()))
    }

    /// The certificates that sign now.
    pub(crate) fn certificates(&self) -> Result<CertificateChain> {
        match (self.certificate(SIGNING)?, self.certificate(AUTHORITY)?) {
            (Some(signing), Some(authority)) => Ok(CertificateChain::new(signing, authority)?),
            _ => Err(Error::NoAccount),
        }
    }

    /// This home's own authority, by which a manifest is known as the creator's own.
    pub(crate) fn own_authorities(&self) -> Result<Vec<CertificateDer>> {
        Ok(self.certificate(AUTHORITY)?.into_iter().collect())
    }

    fn certificate(&self, name: &str) -> Result<Option<CertificateDer>> {
        let Some(text) = self.setting::<String>(name)? else { return Ok(None) };
        let der = STANDARD
            .decode(text)
            .map_err(|_| Error::internal("a stored certificate is not Base64"))?;
        Ok(Some(CertificateDer::from_der(der)?))
    }

    fn serial(&self) -> Serial {
        let mut serial = Serial::default();
        self.inner.rng.fill(&mut serial);
        serial
    }
}

fn lasts(certificate: &CertificateDer, now: u64) -> bool {
    certificate.expires().is_ok_and(|end| end.unix_seconds() > now.saturating_add(RENEW_WITHIN))
}
