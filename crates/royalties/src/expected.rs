use colophon_model::{Bps, U256, Units};

/// What a sale of `quantity` licences at `price` must bring; `None` past 256 bits.
pub fn licence_price(price: Units, quantity: u64) -> Option<Units> {
    price.0.checked_mul(U256::from(quantity)).map(Units)
}

/// What ERC-2981 asks of a resale at `price`: rounded down, as OpenZeppelin's contract computes it.
pub fn royalty_of(price: Units, royalty: Bps) -> Option<Units> {
    price.0.checked_mul(U256::from(royalty.get())).map(|n| Units(n / U256::from(10_000)))
}

/// What is missing of `expected`; nothing where more arrived.
pub fn shortfall(expected: Units, received: Units) -> Units {
    expected.checked_sub(received).unwrap_or(Units::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_exact() {
        for (price, bps, want) in
            [(10_000u64, 500, 500u64), (9_999, 500, 499), (1, 10_000, 1), (0, 500, 0)]
        {
            assert_eq!(
                royalty_of(price.into(), Bps::new(bps).unwrap()),
                Some(want.into()),
                "{price} at {bps}"
            );
        }
        assert_eq!(royalty_of(Units(U256::MAX), Bps::new(2).unwrap()), None, "no wrapping");
        assert_eq!(licence_price(3u64.into(), 7), Some(21u64.into()));
        assert_eq!(shortfall(10u64.into(), 7u64.into()), 3u64.into());
        assert_eq!(shortfall(7u64.into(), 10u64.into()), Units::ZERO);
    }
}
