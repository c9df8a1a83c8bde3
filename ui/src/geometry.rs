//! Shapes of the drawings, in whole numbers.

use colophon_model::U256;

/// The whole of a ring, in the unit of shares.
pub(crate) const WHOLE: u64 = 1_000_000;
/// Segments that a ring shows before it sums up the rest.
const SEGMENTS: usize = 8;

/// A part of a ring: where it starts and how long it is, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arc {
    pub(crate) start: u64,
    pub(crate) length: u64,
    /// Place in the palette; `None` for the part that nobody has yet.
    pub(crate) tone: Option<usize>,
}

/// The arcs of a ring for these shares. They always make up the whole: what is missing becomes an arc without a tone,
/// what is too much is scaled away.
pub(crate) fn ring(shares: &[u64]) -> Vec<Arc> {
    let sum: u64 = shares.iter().fold(0, |sum, share| sum.saturating_add(*share));
    let scale = sum.max(WHOLE);
    // u128 because a share times a million may pass 64 bits.
    let scaled = |share: u64| (u128::from(share) * u128::from(WHOLE) / u128::from(scale)) as u64;
    let mut arcs = Vec::new();
    let mut start = 0;
    let (shown, rest) = shares.split_at(shares.len().min(SEGMENTS));
    for (tone, share) in shown.iter().enumerate() {
        let length = scaled(*share);
        if length > 0 {
            arcs.push(Arc { start, length, tone: Some(tone) });
            start += length;
        }
    }
    let rest = scaled(rest.iter().fold(0, |sum: u64, share| sum.saturating_add(*share)));
    if rest > 0 {
        arcs.push(Arc { start, length: rest, tone: Some(SEGMENTS) });
        start += rest;
    }
    let open = WHOLE.saturating_sub(start);
    if sum < WHOLE && open > 0 {
        arcs.push(Arc { start, length: open, tone: None });
    } else if let Some(last) = arcs.last_mut() {
        last.length += open; // what rounding down left over
    }
    arcs
}

/// Heights of bars for these amounts, the largest being `full`.
pub(crate) fn bars(amounts: &[U256], full: u32) -> Vec<u32> {
    let largest = amounts.iter().max().copied().unwrap_or_default();
    amounts
        .iter()
        .map(|amount| {
            if largest.is_zero() || amount.is_zero() {
                return 0;
            }
            // Division first where the product could pass 256 bits.
            let height = amount.checked_mul(U256::from(full)).map_or_else(
                || amount / (largest / U256::from(full)).max(U256::from(1)),
                |product| product / largest,
            );
            u32::try_from(height).unwrap_or(full).clamp(2, full)
        })
        .collect()
}

/// The path of a waveform in a box of `width` × 200 around its middle, one line for each peak.
pub(crate) fn waveform(peaks: &[u8]) -> (String, u32) {
    use std::fmt::Write as _;
    let mut path = String::with_capacity(peaks.len() * 12);
    for (place, peak) in peaks.iter().enumerate() {
        let half = u32::from(*peak) * 80 / 255 + 2;
        // Writing to a string cannot fail.
        let _ = write!(path, "M{} {}V{}", place * 4 + 2, 100 - half, 100 + half);
    }
    (path, u32::try_from(peaks.len()).unwrap_or(0) * 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shares: &[u64], arcs: &[(u64, u64, Option<usize>)]) {
        let found: Vec<_> = ring(shares).into_iter().map(|a| (a.start, a.length, a.tone)).collect();
        assert_eq!(found, arcs, "{shares:?}");
        let sum: u64 = found.iter().map(|arc| arc.1).sum();
        assert_eq!(sum, WHOLE, "a ring is always whole: {shares:?}");
    }

    #[test]
    fn a_ring_is_always_whole() {
        check(&[], &[(0, 1_000_000, None)]);
        check(&[1_000_000], &[(0, 1_000_000, Some(0))]);
        check(
            &[250_000, 250_000],
            &[(0, 250_000, Some(0)), (250_000, 250_000, Some(1)), (500_000, 500_000, None)],
        );
        check(&[0, 400_000], &[(0, 400_000, Some(1)), (400_000, 600_000, None)]);
        check(&[1_500_000, 1_500_000], &[(0, 500_000, Some(0)), (500_000, 500_000, Some(1))]);
        check(
            &[1_000_000, 1_000_000, 1_000_000],
            &[(0, 333_333, Some(0)), (333_333, 333_333, Some(1)), (666_666, 333_334, Some(2))],
        );
    }

    #[test]
    fn many_holders_become_one_arc() {
        let thousand = vec![1_000; 1_000];
        let arcs = ring(&thousand);
        assert_eq!(arcs.len(), 9, "eight and the rest");
        assert_eq!(arcs.iter().map(|arc| arc.length).sum::<u64>(), WHOLE);
    }

    #[test]
    fn bars_keep_their_proportion() {
        let units = |list: &[u64]| list.iter().map(|n| U256::from(*n)).collect::<Vec<_>>();
        assert_eq!(bars(&units(&[0, 50, 100]), 100), [0, 50, 100]);
        assert_eq!(bars(&units(&[0, 0]), 100), [0, 0]);
        assert_eq!(bars(&units(&[1, 1_000_000]), 100), [2, 100], "what is small can still be seen");
        assert_eq!(bars(&[U256::MAX, U256::MAX / U256::from(2)], 100)[0], 100, "no overflow");
        assert_eq!(bars(&[], 100), Vec::<u32>::new());
    }

    #[test]
    fn a_waveform_has_a_line_for_each_peak() {
        let (path, width) = waveform(&[0, 255]);
        assert_eq!(path, "M2 98V102M6 18V182");
        assert_eq!(width, 8);
    }
}
