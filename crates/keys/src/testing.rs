//! Repeatable randomness for tests.

use std::sync::Mutex;

use colophon_model::Rng;
use sha2::{Digest, Sha256};

/// SHA-256 of a counter: looks random, never repeats, the same in every run.
#[derive(Debug)]
pub(crate) struct Dice(Mutex<u64>);

impl Dice {
    pub(crate) fn new(seed: u32) -> Self {
        Self(Mutex::new(u64::from(seed) << 32))
    }
}

impl Rng for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        let mut at = self.0.lock().unwrap();
        for chunk in bytes.chunks_mut(32) {
            *at += 1;
            chunk.copy_from_slice(&Sha256::digest(at.to_be_bytes())[..chunk.len()]);
        }
    }
}
