//! scrypt ([RFC 7914](https://www.rfc-editor.org/rfc/rfc7914)) for parameters that the RFC excludes.
//!
//! The RFC wants N < 2^(16 r), and the `scrypt` crate insists. eth-account writes N = 2^18 with r = 1, and so does the
//! test vector of the Web3 Secret Storage Definition; the algorithm itself does not mind.

use salsa20::SalsaCore;
use salsa20::cipher::StreamCipherCore;
use salsa20::cipher::typenum::U4;
use sha2::Sha256;
use zeroize::Zeroizing;

/// One half of a 128-byte block.
type Half = [u32; 16];

/// The caller has bounded N, r and p.
pub(crate) fn scrypt(
    password: &[u8],
    salt: &[u8],
    log_n: u8,
    r: usize,
    p: usize,
    key: &mut [u8; 32],
) {
    let mut bytes = Zeroizing::new(vec![0; 128 * r * p]);
    pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, 1, &mut bytes);
    for lane in bytes.chunks_exact_mut(128 * r) {
        mix(lane, 1 << log_n);
    }
    pbkdf2::pbkdf2_hmac::<Sha256>(password, &bytes, 1, key);
}

/// ROMix in place.
fn mix(lane: &mut [u8], n: usize) {
    let mut state = Zeroizing::new(Vec::with_capacity(lane.len() / 64));
    for half in lane.chunks_exact(64) {
        let mut words = [0; 16];
        for (word, four) in words.iter_mut().zip(half.chunks_exact(4)) {
            *word = four.iter().rev().fold(0, |n, byte| (n << 8) | u32::from(*byte));
        }
        state.push(words);
    }
    let width = state.len();
    let mut seen: Zeroizing<Vec<Half>> = Zeroizing::new(Vec::with_capacity(n * width));
    for _ in 0..n {
        seen.extend_from_slice(&state);
        mix_block(&mut state);
    }
    for _ in 0..n {
        let at = state[width - 1][0] as usize & (n - 1);
        for (half, old) in state.iter_mut().zip(&seen[at * width..(at + 1) * width]) {
            xor(half, old);
        }
        mix_block(&mut state);
    }
    for (half, words) in lane.chunks_exact_mut(64).zip(state.iter()) {
        for (four, word) in half.chunks_exact_mut(4).zip(words) {
            four.copy_from_slice(&word.to_le_bytes());
        }
    }
}

/// BlockMix: salsa20/8 along the halves, then even ones first.
fn mix_block(state: &mut Vec<Half>) {
    let mut last = state[state.len() - 1];
    for half in state.iter_mut() {
        xor(&mut last, half);
        let mut out = [0; 64];
        SalsaCore::<U4>::from_raw_state(last).write_keystream_block((&mut out).into());
        for (word, four) in last.iter_mut().zip(out.chunks_exact(4)) {
            *word = four.iter().rev().fold(0, |n, byte| (n << 8) | u32::from(*byte));
        }
        *half = last;
    }
    let odd: Vec<Half> = state.iter().copied().skip(1).step_by(2).collect();
    let mut at = 0;
    state.retain(|_| {
        at += 1;
        at % 2 == 1
    });
    state.extend_from_slice(&odd);
}

fn xor(into: &mut Half, other: &Half) {
    into.iter_mut().zip(other).for_each(|(a, b)| *a ^= b);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        #[test]
        fn agrees_with_the_crate_where_both_apply(
            password in any::<[u8; 9]>(), salt in any::<[u8; 5]>(), log_n in 1u8..8, r in 1usize..9, p in 1usize..4,
        ) {
            let mut ours = [0; 32];
            scrypt(&password, &salt, log_n, r, p, &mut ours);
            let mut theirs = [0; 32];
            let params = ::scrypt::Params::new(log_n, r as u32, p as u32, 32).unwrap();
            ::scrypt::scrypt(&password, &salt, &params, &mut theirs).unwrap();
            prop_assert_eq!(ours, theirs);
        }
    }
}
