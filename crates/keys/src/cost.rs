use scrypt::Params;
use zeroize::Zeroizing;

use crate::{Passphrase, scrypt_any};

/// How much work one guess of a passphrase takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    log_n: u8,
}

impl Cost {
    /// scrypt with N = 2^17, r = 8, p = 1: about half a second and 128 MiB for each guess.
    pub const STANDARD: Self = Self { log_n: 17 };

    /// Far too cheap for anything but a test.
    #[doc(hidden)]
    pub const fn for_tests() -> Self {
        Self { log_n: 4 }
    }

    pub(crate) const fn kdf(self) -> Kdf {
        Kdf::Scrypt { log_n: self.log_n, r: 8, p: 1 }
    }
}

/// A key derivation whose parameters are known to be bearable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kdf {
    Scrypt { log_n: u8, r: u32, p: u32 },
    Pbkdf2 { rounds: u32 },
}

impl Kdf {
    /// Bytes of either of the two buffers of one derivation, at most.
    const MEMORY: u64 = 1 << 30;
    /// Blocks of 128 bytes mixed in one derivation, at most: some 15 seconds.
    const WORK: u64 = 1 << 24;

    /// Accepts every file that geth, ethers, eth-account and others write, and nothing that would exhaust the
    /// computer: N a power of two up to 2^20, 1 GiB, bounded work.
    pub(crate) fn scrypt(n: u64, r: u64, p: u64) -> Result<Self, &'static str> {
        if !n.is_power_of_two() || !(2..=1 << 20).contains(&n) {
            return Err("its scrypt N is not a power of two up to 2^20");
        }
        let (r32, p32) = match (u32::try_from(r), u32::try_from(p)) {
            (Ok(r32), Ok(p32)) if r > 0 && p > 0 => (r32, p32),
            _ => return Err("its scrypt r or p is out of range"),
        };
        let blocks = r.checked_mul(n.max(p)).and_then(|b| b.checked_mul(128));
        let work = n.checked_mul(r).and_then(|w| w.checked_mul(p));
        if blocks.is_none_or(|b| b > Self::MEMORY) || work.is_none_or(|w| w > Self::WORK) {
            return Err("its scrypt cost is beyond 1 GiB or many seconds");
        }
        // A power of two up to 2^20 has at most 20 trailing zeros.
        Ok(Self::Scrypt { log_n: n.trailing_zeros() as u8, r: r32, p: p32 })
    }

    /// PBKDF2 with HMAC-SHA256, up to ten million rounds.
    pub(crate) fn pbkdf2(rounds: u64) -> Result<Self, &'static str> {
        match u32::try_from(rounds) {
            Ok(rounds) if (1..=10_000_000).contains(&rounds) => Ok(Self::Pbkdf2 { rounds }),
            _ => Err("its pbkdf2 round count is out of range"),
        }
    }

    /// 32 bytes of key from `password` and `salt`.
    pub(crate) fn derive(self, password: &[u8], salt: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        match self {
            Self::Pbkdf2 { rounds } => {
                pbkdf2::pbkdf2_hmac::<sha2::Sha256>(password, salt, rounds, &mut *key);
            }
            Self::Scrypt { log_n, r, p } => {
                let derived = Params::new(log_n, r, p, 32)
                    .ok()
                    .and_then(|params| scrypt::scrypt(password, salt, &params, &mut *key).ok());
                if derived.is_none() {
                    scrypt_any::scrypt(password, salt, log_n, r as usize, p as usize, &mut key);
                }
            }
        }
        key
    }

    /// The same for our own files, in which the passphrase is normalised.
    pub(crate) fn wrap_key(self, passphrase: &Passphrase, salt: &[u8]) -> Zeroizing<[u8; 32]> {
        self.derive(&passphrase.normal(), salt)
    }

    #[cfg(test)]
    pub(crate) fn work(self) -> u64 {
        match self {
            Self::Scrypt { log_n, r, p } => (1 << log_n) * u64::from(r) * u64::from(p),
            Self::Pbkdf2 { rounds } => u64::from(rounds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearable_costs_pass_and_others_do_not() {
        for (n, r, p, ok) in [
            (1 << 17, 8, 1, true), // ethers, Colophon
            (1 << 18, 8, 1, true), // geth
            (1 << 18, 1, 8, true), // eth-account; outside RFC 7914, in use all the same
            (1 << 12, 8, 6, true), // geth, light
            (1 << 13, 8, 1, true), // eth-keystore
            (1 << 20, 8, 1, true),
            (1 << 21, 8, 1, false),
            (0, 8, 1, false),
            (1, 8, 1, false),
            ((1 << 17) + 1, 8, 1, false),
            (1 << 17, 0, 1, false),
            (1 << 17, 8, 0, false),
            (1 << 20, 9, 1, false),
            (2, 1 << 30, 1, false),
            (2, 1, 1 << 30, false),
            (1 << 20, u64::MAX, u64::MAX, false),
        ] {
            assert_eq!(Kdf::scrypt(n, r, p).is_ok(), ok, "n {n}, r {r}, p {p}");
        }
        for (rounds, ok) in [(0, false), (1, true), (262_144, true), (u64::MAX, false)] {
            assert_eq!(Kdf::pbkdf2(rounds).is_ok(), ok, "{rounds} rounds");
        }
    }

    #[test]
    fn the_standard_is_the_promised_one() {
        assert_eq!(Cost::STANDARD.kdf(), Kdf::Scrypt { log_n: 17, r: 8, p: 1 });
    }

    #[test]
    fn one_passphrase_however_it_is_typed() {
        let kdf = Cost::for_tests().kdf();
        let key = |text: &str| *kdf.wrap_key(&Passphrase::new(text).unwrap(), b"salt");
        assert_eq!(key("caf\u{e9}"), key("cafe\u{301}"), "composed and decomposed accents");
        assert_ne!(key("café"), key("cafe"), "an accent still counts");
        assert_ne!(key("Cafe"), key("cafe"), "case counts");
    }
}
