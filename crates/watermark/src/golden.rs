//! Frozen values of format 0. If one of these changes, marks in the world can no longer be read.

use crate::code;
use crate::key::MarkKey;
use crate::message::message_bits;
use crate::tile::Carrier;
use colophon_model::Payload;
use expect_test::{Expect, expect};

fn key() -> MarkKey {
    MarkKey::new(std::array::from_fn(|i| i as u8))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[track_caller]
fn check(bytes: &[u8], want: Expect) {
    want.assert_eq(&hex(bytes));
}

/// Bits as bytes, the first bit highest.
fn packed(bits: &[bool]) -> Vec<u8> {
    let byte = |bits: &[bool]| bits.iter().fold(0, |byte, &bit| (byte << 1) | u8::from(bit));
    bits.chunks(8).map(byte).collect()
}

#[test]
fn message() {
    check(
        &packed(&message_bits(Payload(0x0123_4567_89AB_CDEF))),
        expect!["0123456789abcdef28c7d1ae"],
    );
    check(&packed(&message_bits(Payload(0))), expect!["00000000000000006522df69"]);
}

#[test]
fn coded_bits() {
    check(
        &packed(&code::encode(&message_bits(Payload(0x0123_4567_89AB_CDEF)))),
        expect![
            "0000000f376d1cb51bbfae02093f22e7d6948573d24ef996fe9c4b21ec1cc7c43344eac040e487f4735cdff1febb06aeab2905f0"
        ],
    );
}

#[test]
fn carrier() {
    let carrier = Carrier::new(&key());
    let first: Vec<_> = carrier.bins()[..4].iter().map(|bin| (bin.u, bin.v, bin.chips)).collect();
    let count = (carrier.bins().len(), carrier.pilot_bins().len());
    expect![
        "(2690, 672) [(-10, 1, [1, -1]), (9, 5, [-1, -1]), (38, 10, [-1, 1]), (8, 32, [-1, 1])]"
    ]
    .assert_eq(&format!("{count:?} {first:?}"));
    let bytes: Vec<u8> = carrier
        .bins()
        .iter()
        .flat_map(|bin| [bin.u as u8, bin.v as u8, bin.chips[0] as u8, bin.chips[1] as u8])
        .collect();
    check(
        blake3::hash(&bytes).as_bytes(),
        expect!["e9043bf5a63997c2ecf10b88888433e5b4f340dbc3d2e03181b4726101a7e485"],
    );
}

/// Samples are rounded to 1/65536 first: far coarser than what machines differ by.
#[test]
fn tile() {
    let tile = Carrier::new(&key()).tile(Payload(0x0123_4567_89AB_CDEF));
    let steps: Vec<i32> = tile.iter().map(|t| (t * 65536.0).round() as i32).collect();
    expect!["[-80239, -5749, 62943, -3417, -87115, -18765]"]
        .assert_eq(&format!("{:?}", &steps[..6]));
    let bytes: Vec<u8> = steps.iter().flat_map(|step| step.to_le_bytes()).collect();
    check(
        blake3::hash(&bytes).as_bytes(),
        expect!["ce96fa498c883cfc6ac2d898e52ee96009e711c1e36c5e6f2d586eac8235c7cb"],
    );
}
