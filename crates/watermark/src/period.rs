//! How large a tile is drawn in a picture of a given size.

/// Samples along a tile's side, and the tile's period in pixels at scale 1.
pub const TILE: usize = 128;

/// Smallest short edge in pixels that can be marked: two tiles.
pub const MIN_SHORT_EDGE: usize = 2 * TILE;

/// The long edge at which the tile has scale 1.
const REFERENCE_LONG_EDGE: f64 = 1024.0;

/// Long edge / 1024, held back so that at least two tiles fit along the short edge.
pub(crate) fn free_scale(width: usize, height: usize) -> f64 {
    let long = width.max(height) as f64 / REFERENCE_LONG_EDGE;
    let short = width.min(height) as f64 / MIN_SHORT_EDGE as f64;
    long.min(short)
}

/// The tile's period, in pixels, in an original of this size:
/// `128 * max(1, min(long edge / 1024, short edge / 256))`.
///
/// The scale grows with the first power of the long edge. The mark is then tied to the picture as
/// a whole and not to its pixels: any uncropped copy of an original of 1024 px or more has eight
/// tiles along its long edge, whatever its size, and its band survives a reduction to the widths
/// of the web.
#[must_use]
pub fn period(width: usize, height: usize) -> f64 {
    TILE as f64 * free_scale(width, height).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(width: usize, height: usize, want: f64) {
        assert!((period(width, height) - want).abs() < 1e-9, "{width} x {height}");
    }

    #[test]
    fn the_period_follows_the_long_edge() {
        check(640, 480, 128.0);
        check(1024, 768, 128.0);
        check(4096, 3072, 512.0);
        check(3000, 4000, 500.0);
    }

    #[test]
    fn a_panorama_still_holds_two_tiles_across() {
        check(8000, 500, 250.0);
        check(8000, 300, 150.0);
    }
}
