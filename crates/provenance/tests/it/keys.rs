//! A signer that keeps its key in plain sight, for tests only.

use std::time::UNIX_EPOCH;

use colophon_model::Moment;
use colophon_provenance::{Error, P256Signer};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};

pub(crate) struct TestKey(SigningKey);

impl TestKey {
    pub(crate) fn new(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).expect("a small scalar is a key"))
    }
}

impl P256Signer for TestKey {
    fn public_key(&self) -> [u8; 65] {
        let point = self.0.verifying_key().to_encoded_point(false);
        point.as_bytes().try_into().expect("an uncompressed point has 65 bytes")
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        let signature: Signature = self.0.sign(message);
        Ok(signature.to_bytes().into())
    }
}

/// A key that is always locked.
pub(crate) struct LockedKey(pub(crate) TestKey);

impl P256Signer for LockedKey {
    fn public_key(&self) -> [u8; 65] {
        self.0.public_key()
    }

    fn sign(&self, _: &[u8]) -> Result<[u8; 64], Error> {
        Err(Error::Key("the keystore is locked".into()))
    }
}

/// c2pa compares certificates with the system's clock, so tests must issue them for today.
#[allow(
    clippy::disallowed_methods,
    reason = "c2pa checks certificates against the computer's clock"
)]
pub(crate) fn today() -> Moment {
    let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Moment::from_unix_seconds(since.as_secs())
}
