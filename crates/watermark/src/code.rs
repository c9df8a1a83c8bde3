//! The convolutional code: constraint length 9, rate 1/4, soft decisions.
//!
//! Generators 463, 535, 733, 745 (octal), free distance 24: the maximal-free-distance code of
//! these parameters (Larsen, IEEE Transactions on Information Theory 19(3), 1973).

use crate::message::MESSAGE_BITS;

const GENERATORS: [usize; 4] = [0o463, 0o535, 0o733, 0o745];
/// Zero bits after the message that return the encoder to state 0.
const TAIL: usize = 8;
const STATES: usize = 1 << TAIL;
const STEPS: usize = MESSAGE_BITS + TAIL;
/// Bits on the channel for one message: (64 + 32 + 8) * 4.
pub(crate) const CODED_BITS: usize = STEPS * GENERATORS.len();

/// The four output bits for input `bit` in `state` (the last eight inputs, newest highest).
fn output(state: usize, bit: usize) -> [bool; 4] {
    let register = (bit << TAIL) | state;
    GENERATORS.map(|g| (register & g).count_ones() & 1 == 1)
}

const fn next(state: usize, bit: usize) -> usize {
    (state >> 1) | (bit << (TAIL - 1))
}

/// Encodes a message from state 0 and flushes the register with zeros.
pub(crate) fn encode(message: &[bool; MESSAGE_BITS]) -> [bool; CODED_BITS] {
    let mut coded = [false; CODED_BITS];
    let mut state = 0;
    let inputs = message.iter().copied().chain([false; TAIL]);
    for (slots, bit) in coded.chunks_exact_mut(GENERATORS.len()).zip(inputs) {
        slots.copy_from_slice(&output(state, usize::from(bit)));
        state = next(state, usize::from(bit));
    }
    coded
}

/// The most likely message (Viterbi). A positive soft value speaks for bit 0, its size for how
/// sure that is.
pub(crate) fn decode(soft: &[f32; CODED_BITS]) -> [bool; MESSAGE_BITS] {
    // State t is reached from states 2t and 2t+1 (mod 256), both with input t >> 7.
    let branches: Vec<[[bool; 4]; 2]> = (0..STATES)
        .map(|to| {
            let from = (to << 1) & (STATES - 1);
            let bit = to >> (TAIL - 1);
            [output(from, bit), output(from | 1, bit)]
        })
        .collect();
    let mut metric = [f32::NEG_INFINITY; STATES];
    metric[0] = 0.0;
    let mut came_from_odd = vec![[false; STATES]; STEPS];
    for (observed, decisions) in soft.chunks_exact(4).zip(&mut came_from_odd) {
        let before = metric;
        for to in 0..STATES {
            let from = (to << 1) & (STATES - 1);
            let score = |odd: usize| {
                let branch = branches[to][odd].iter().zip(observed);
                let gain: f32 = branch.map(|(&bit, &y)| if bit { -y } else { y }).sum();
                before[from | odd] + gain
            };
            let (even, odd) = (score(0), score(1));
            decisions[to] = odd > even;
            metric[to] = if odd > even { odd } else { even };
        }
    }
    let mut message = [false; MESSAGE_BITS];
    let mut state = 0;
    for (step, decisions) in came_from_odd.iter().enumerate().rev() {
        if let Some(bit) = message.get_mut(step) {
            *bit = state >> (TAIL - 1) == 1;
        }
        state = ((state << 1) & (STATES - 1)) | usize::from(decisions[state]);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::message_bits;
    use colophon_model::Payload;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_tenth_of_wrong_bits_is_corrected(id: u64, start in 0usize..10) {
            let message = message_bits(Payload(id));
            let mut soft = encode(&message).map(|bit| if bit { -1.0f32 } else { 1.0 });
            for value in soft.iter_mut().skip(start).step_by(10) {
                *value = -*value;
            }
            prop_assert_eq!(decode(&soft), message);
        }
    }

    #[test]
    fn erased_bits_are_filled_in() {
        let message = message_bits(Payload(0x0123_4567_89AB_CDEF));
        let mut soft = encode(&message).map(|bit| if bit { -1.0f32 } else { 1.0 });
        soft.iter_mut().step_by(2).for_each(|value| *value = 0.0);
        assert_eq!(decode(&soft), message, "half of the channel bits carry the message alone");
    }
}
