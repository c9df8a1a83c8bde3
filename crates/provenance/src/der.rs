//! The two scraps of encoding that certificates need: ECDSA signatures in DER, and PEM.

use base64::{Engine, engine::general_purpose::STANDARD};

/// `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, section 2.2.3) from `r ‖ s`.
pub(crate) fn ecdsa_signature(raw: &[u8; 64]) -> Vec<u8> {
    let (r, s) = raw.split_at(32);
    let mut body = integer(r);
    body.extend(integer(s));
    tagged(0x30, &body)
}

fn integer(big_endian: &[u8]) -> Vec<u8> {
    let zeros = big_endian.iter().take_while(|byte| **byte == 0).count();
    let digits = big_endian.get(zeros..).unwrap_or_default();
    let mut value = Vec::with_capacity(33);
    // A leading one bit would read as a minus sign; an empty integer does not exist.
    if digits.first().is_none_or(|byte| byte & 0x80 != 0) {
        value.push(0);
    }
    value.extend_from_slice(digits);
    tagged(0x02, &value)
}

/// Short-form lengths only; everything written here is under 128 bytes.
fn tagged(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag, body.len() as u8];
    out.extend_from_slice(body);
    out
}

/// RFC 7468 armour around a DER certificate.
pub(crate) fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut out = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = tail;
    }
    out.push_str("-----END CERTIFICATE-----\n");
    out
}

/// Every certificate of a PEM bundle, in order; at most 16, since a chain is short.
pub(crate) fn certificates_of(pem: &str) -> Vec<Vec<u8>> {
    x509_parser::pem::Pem::iter_from_buffer(pem.as_bytes())
        .take(16)
        .map_while(|block| block.ok().map(|block| block.contents))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(r: &[u8], s: &[u8], want: &str) {
        let mut raw = [0; 64];
        raw[32 - r.len()..32].copy_from_slice(r);
        raw[64 - s.len()..].copy_from_slice(s);
        let found: String =
            ecdsa_signature(&raw).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, want, "DER of r = {r:02x?}, s = {s:02x?}");
    }

    #[test]
    fn integers_are_minimal_and_positive() {
        check(&[1], &[0x7f], "300602010102017f");
        check(&[0x80], &[0], "300702020080020100");
        check(&[1, 0], &[0xff, 0xff], "3009020201000203 00ffff".replace(' ', "").as_str());
    }

    #[test]
    fn the_longest_signature_is_72_bytes() {
        assert_eq!(ecdsa_signature(&[0xff; 64]).len(), 72, "two 33-byte integers with heads");
    }

    /// Two hundred signatures hold every case of leading zeros and high bits.
    #[test]
    fn agrees_with_another_encoder() {
        use p256::ecdsa::{Signature, SigningKey, signature::Signer};
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        for n in 0..200u32 {
            let signature: Signature = key.sign(&n.to_be_bytes());
            let want = signature.to_der();
            let found = ecdsa_signature(&signature.to_bytes().into());
            assert_eq!(found, want.as_bytes(), "signature {n}");
        }
    }

    #[test]
    fn pem_reads_back() {
        let der: Vec<u8> = (0..200).collect();
        assert_eq!(certificates_of(&pem(&der)), [der], "armour must not change the bytes");
    }
}
