//! The 96 message bits of a mark: the payload and its CRC-32.

use colophon_model::Payload;

/// Payload bits in a message.
pub(crate) const PAYLOAD_BITS: usize = 64;
/// Check bits in a message.
pub(crate) const CHECK_BITS: usize = 32;
/// Bits in a message.
pub(crate) const MESSAGE_BITS: usize = PAYLOAD_BITS + CHECK_BITS;

/// CRC-32/ISO-HDLC over the payload's eight big-endian bytes.
fn check(payload: Payload) -> u32 {
    crc32fast::hash(&payload.0.to_be_bytes())
}

/// Payload, then check value, each most significant bit first.
pub(crate) fn message_bits(payload: Payload) -> [bool; MESSAGE_BITS] {
    let word = (u128::from(payload.0) << CHECK_BITS) | u128::from(check(payload));
    std::array::from_fn(|i| (word >> (MESSAGE_BITS - 1 - i)) & 1 == 1)
}

/// The payload, if the check value agrees with it.
pub(crate) fn read_message(bits: &[bool; MESSAGE_BITS]) -> Option<Payload> {
    let word = bits.iter().fold(0u128, |word, &bit| (word << 1) | u128::from(bit));
    let payload = Payload((word >> CHECK_BITS) as u64);
    (check(payload) == word as u32).then_some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_message_reads_back_and_one_wrong_bit_is_noticed(id: u64, wrong in 0..MESSAGE_BITS) {
            let mut bits = message_bits(Payload(id));
            prop_assert_eq!(read_message(&bits), Some(Payload(id)));
            bits[wrong] = !bits[wrong];
            prop_assert_eq!(read_message(&bits), None, "bit {} was flipped", wrong);
        }
    }

    #[test]
    fn the_check_value_is_the_common_crc_32() {
        assert_eq!(check(Payload(u64::from_be_bytes(*b"12345678"))), 0x9AE0_DAAF);
    }
}
