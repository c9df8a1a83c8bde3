use crate::{Address, Error, Result};

/// Reads an account's address: `0x` and forty hexadecimal digits. Where capitals and small letters are mixed they are
/// a checksum (EIP-55), and one that does not fit is refused: it is a typing mistake that would send money to nobody.
///
/// # Errors
/// [`Error::AddressSyntax`] and [`Error::AddressChecksum`].
pub fn read_address(text: &str) -> Result<Address> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40);
    let digits = digits.ok_or_else(|| Error::AddressSyntax(text.to_owned()))?;
    let address: Address = digits.parse().map_err(|_| Error::AddressSyntax(text.to_owned()))?;
    let mixed = digits.bytes().any(|b| b.is_ascii_uppercase())
        && digits.bytes().any(|b| b.is_ascii_lowercase());
    if mixed && address.to_checksum(None) != text {
        return Err(Error::AddressChecksum(text.to_owned()));
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_told_from_no_address() {
        let check = |text: &str, want: Expect| {
            let got = read_address(text);
            want.assert_eq(&got.map_or_else(|e| e.to_string(), |a| a.to_string()));
        };
        // The example of EIP-55, then with one letter in the other case.
        check(
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            expect!["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
        );
        check(
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
            expect![
                "`0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD` is not an address as it was given: one of its characters is mistyped"
            ],
        );
        check(
            " 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed ",
            expect!["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
        );
        check(
            "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
            expect!["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
        );
        check(
            "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
            expect![
                "`5aaeb6053f3e94c9b9a09f33669435e7ef1beaed` is not an address, which is 0x and forty digits from 0 to f"
            ],
        );
        check(
            "hello",
            expect!["`hello` is not an address, which is 0x and forty digits from 0 to f"],
        );
        check("", expect!["`` is not an address, which is 0x and forty digits from 0 to f"]);
    }
}
