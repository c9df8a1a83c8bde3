//! Key derivation of [BIP-32](https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki), private keys only.

use hmac::{Hmac, Mac};
use k256::elliptic_curve::PrimeField;
use k256::elliptic_curve::sec1::ToEncodedPoint;
use k256::{FieldBytes, Scalar, SecretKey};
use sha2::Sha512;
use zeroize::Zeroizing;

use crate::{Error, Result};

const HARD: u32 = 1 << 31;

struct Node {
    key: Zeroizing<[u8; 32]>,
    chain: Zeroizing<[u8; 32]>,
}

/// The key of account `index`, at `m/44'/60'/0'/0/index` (BIP-44, coin 60).
///
/// # Errors
/// [`Error::Derivation`] for an index of 2^31 or more.
pub(crate) fn account(seed: &[u8; 64], index: u32) -> Result<SecretKey> {
    if index >= HARD {
        return Err(Error::Derivation);
    }
    derive(seed, &[HARD | 44, HARD | 60, HARD, 0, index])
}

fn derive(seed: &[u8], path: &[u32]) -> Result<SecretKey> {
    let mut node = Node::new(&*mac(b"Bitcoin seed", &[seed])?);
    for step in path {
        node = node.child(*step)?;
    }
    SecretKey::from_slice(&*node.key).map_err(|_| Error::Derivation)
}

impl Node {
    fn new(both: &[u8; 64]) -> Self {
        let mut node = Self { key: Zeroizing::new([0; 32]), chain: Zeroizing::new([0; 32]) };
        node.key.copy_from_slice(&both[..32]);
        node.chain.copy_from_slice(&both[32..]);
        node
    }

    fn child(&self, index: u32) -> Result<Self> {
        let number = index.to_be_bytes();
        let both = if index >= HARD {
            mac(&*self.chain, &[&[0], &*self.key, &number])?
        } else {
            let secret = SecretKey::from_slice(&*self.key).map_err(|_| Error::Derivation)?;
            mac(&*self.chain, &[secret.public_key().to_encoded_point(true).as_bytes(), &number])?
        };
        let mut node = Self::new(&both);
        let sum = Zeroizing::new(*scalar(&node.key)? + *scalar(&self.key)?);
        if bool::from(sum.is_zero()) {
            return Err(Error::Derivation);
        }
        let bytes = Zeroizing::new(<[u8; 32]>::from(sum.to_bytes()));
        node.key.copy_from_slice(&*bytes);
        Ok(node)
    }
}

fn scalar(bytes: &[u8; 32]) -> Result<Zeroizing<Scalar>> {
    Option::<Scalar>::from(Scalar::from_repr(FieldBytes::from(*bytes)))
        .map(Zeroizing::new)
        .ok_or(Error::Derivation)
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Result<Zeroizing<[u8; 64]>> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).map_err(|_| Error::Derivation)?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(Zeroizing::new(mac.finalize().into_bytes().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seed: &str, path: &[u32], want: &str) {
        let key = derive(&hex::decode(seed).unwrap(), path).unwrap();
        assert_eq!(hex::encode(key.to_bytes()), want, "m/{path:?}");
    }

    /// Vector 1 of BIP-32: the private keys inside its `xprv` texts.
    #[test]
    fn known_answers() {
        let seed = "000102030405060708090a0b0c0d0e0f";
        check(seed, &[], "e8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35");
        check(seed, &[HARD], "edb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea");
        check(seed, &[HARD, 1], "3c6cb8d0f6a264c91ea8b5030fadaa8e538b020f0a387421a12de9319dc93368");
        check(
            seed,
            &[HARD, 1, HARD | 2],
            "cbce0d719ecf7431d88e6a89fa1483e02e35092af60c042b1df2ff59fa424dca",
        );
        check(
            seed,
            &[HARD, 1, HARD | 2, 2, 1_000_000_000],
            "471b76e389e528d6de6d816857e012c5455051cad6660850e58372a6c3e6e7c8",
        );
    }

    #[test]
    fn account_numbers_end_at_two_to_the_31() {
        assert!(account(&[7; 64], HARD - 1).is_ok());
        assert!(matches!(account(&[7; 64], HARD), Err(Error::Derivation)));
    }
}
