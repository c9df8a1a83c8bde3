//! The seam to the keys: whoever holds a key signs through [`P256Signer`]; this crate sees signatures only.

use std::sync::{Mutex, PoisonError};

use c2pa::SigningAlg;

use crate::{CertificateChain, Error, Result, der};

/// A P-256 key that somebody else keeps.
pub trait P256Signer: Send + Sync {
    /// The public key as an uncompressed SEC 1 point: `04 ‖ x ‖ y`.
    fn public_key(&self) -> [u8; 65];

    /// The ECDSA signature over the SHA-256 of `message`, as `r ‖ s`, big-endian.
    ///
    /// # Errors
    /// [`crate::Error::Key`] if the key is locked or gone.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64]>;
}

/// The signer as c2pa wants it. Room for the signature box is what c2pa's own signers reserve.
pub(crate) struct C2paSigner<'a> {
    pub(crate) key: &'a dyn P256Signer,
    pub(crate) chain: &'a CertificateChain,
    /// Why the key did not sign: c2pa passes errors of signers on as text only.
    pub(crate) failure: Mutex<Option<Error>>,
}

impl C2paSigner<'_> {
    pub(crate) fn into_failure(self) -> Option<Error> {
        self.failure.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl c2pa::Signer for C2paSigner<'_> {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        let raw = self.key.sign(data).map_err(|error| {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            c2pa::Error::InvalidSigningKey
        })?;
        // c2pa guesses between DER and r‖s by parsing; DER can never be taken for the other.
        Ok(der::ecdsa_signature(&raw))
    }

    fn alg(&self) -> SigningAlg {
        SigningAlg::Es256
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        Ok(self.chain.ders())
    }

    fn reserve_size(&self) -> usize {
        1024 + self.chain.ders().iter().map(Vec::len).sum::<usize>()
    }
}

/// The signer as rcgen wants it: a key that signs certificates from afar.
pub(crate) struct RemoteKey<'a> {
    key: &'a dyn P256Signer,
    point: [u8; 65],
}

impl<'a> RemoteKey<'a> {
    pub(crate) fn new(key: &'a dyn P256Signer) -> Self {
        Self { key, point: key.public_key() }
    }
}

impl rcgen::PublicKeyData for RemoteKey<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for RemoteKey<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let raw = self.key.sign(message).map_err(|_| rcgen::Error::RemoteKeyError)?;
        Ok(der::ecdsa_signature(&raw))
    }
}

/// A public key alone, for the certificate that is being issued.
pub(crate) struct PublicPoint(pub(crate) [u8; 65]);

impl rcgen::PublicKeyData for PublicPoint {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}
