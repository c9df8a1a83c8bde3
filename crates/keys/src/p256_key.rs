use std::fmt;

use colophon_model::Rng;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// A key on the curve P-256 that signs certificates or C2PA claims (ES256).
///
/// Random, not derived from the phrase: a restored home gets a new one, and old manifests stay valid.
pub struct P256Key(SigningKey);

impl P256Key {
    pub(crate) fn generate(rng: &dyn Rng) -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        // One try in 2^32 falls outside the curve's order; more failures mean a dead source.
        for _ in 0..4 {
            rng.fill(&mut *bytes);
            if let Ok(key) = Self::from_bytes(&bytes) {
                return Ok(key);
            }
        }
        Err(Error::Randomness)
    }

    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Result<Self> {
        SigningKey::from_slice(bytes).map(Self).map_err(|_| Error::Derivation)
    }

    pub(crate) fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public point, uncompressed SEC1: `04 || x || y`.
    pub fn public_key(&self) -> [u8; 65] {
        let mut bytes = [0; 65];
        let point = self.0.verifying_key().to_encoded_point(false);
        bytes.copy_from_slice(point.as_bytes());
        bytes
    }

    /// Signs the SHA-256 of `message`, deterministically (RFC 6979); `r || s`, as COSE and JOSE want it.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().into()
    }

    /// The same signature in ASN.1 DER, as X.509 wants it.
    pub fn sign_der(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().as_bytes().to_vec()
    }
}

impl fmt::Debug for P256Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P256Key(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;

    use super::*;
    use crate::testing::Dice;

    /// RFC 6979, A.2.5: P-256, SHA-256, message "sample".
    #[test]
    fn known_answer() {
        let secret = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
        let key = P256Key::from_bytes(&hex::decode(secret).unwrap().try_into().unwrap()).unwrap();
        assert_eq!(
            hex::encode(key.public_key()),
            "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
        );
        assert_eq!(
            hex::encode(key.sign(b"sample")),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        );
    }

    #[test]
    fn both_forms_verify() {
        let key = P256Key::generate(&Dice::new(1)).unwrap();
        let public = VerifyingKey::from_sec1_bytes(&key.public_key()).unwrap();
        let fixed = Signature::from_slice(&key.sign(b"claim")).unwrap();
        let der = Signature::from_der(&key.sign_der(b"claim")).unwrap();
        assert_eq!(fixed, der, "two writings of one signature");
        public.verify(b"claim", &fixed).unwrap();
        assert!(public.verify(b"other", &fixed).is_err(), "another message must not pass");
    }

    #[test]
    fn dead_randomness_makes_no_key() {
        struct Dead;
        impl Rng for Dead {
            fn fill(&self, _: &mut [u8]) {}
        }
        assert!(matches!(P256Key::generate(&Dead), Err(Error::Randomness)));
    }
}
