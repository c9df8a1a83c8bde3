//! Periods to try because the picture's size, or its original's, gives them away.

use crate::fold::Affine;
use crate::period::{TILE, free_scale, period};

/// Smallest period worth trying, in pixels: below it most of the band is lost.
const SMALLEST_PERIOD: f64 = 32.0;
/// Grids closer than this, relatively, are the same.
const SAME: f64 = 5e-4;
/// Most hints that are considered.
pub(crate) const MAX_HINTS: usize = 32;
/// How far the two axes of an uncropped copy may be scaled apart.
const MAX_STRETCH: f64 = 2.0;

/// Upright grids for a picture of this size, most likely first.
///
/// Without hints: the picture is an original, or an uncropped copy of any original of 1024 px or
/// more (whose period is always an eighth of the long edge), or a cropped copy of a smaller one.
/// No grid is finer than the picture's own unless the picture is small, which bounds the work.
/// With each hint: an uncropped copy of it at another size (upright or on its side), or a crop.
pub(crate) fn grids(width: usize, height: usize, hints: &[(usize, usize)]) -> Vec<Affine> {
    let (w, h) = (width as f64, height as f64);
    let own = period(width, height);
    let mut grids = vec![Affine::upright(own, own)];
    for &(hint_width, hint_height) in hints.iter().take(MAX_HINTS) {
        if hint_width == 0 || hint_height == 0 {
            continue;
        }
        let original = period(hint_width, hint_height);
        let (hw, hh) = (hint_width as f64, hint_height as f64);
        // Upright or on its side: whichever stretches less.
        let stretch = |a: f64, b: f64| (w / a).max(h / b) / (w / a).min(h / b);
        let (hw, hh) = if stretch(hw, hh) <= stretch(hh, hw) { (hw, hh) } else { (hh, hw) };
        grids.push(Affine::upright(original * w / hw, original * h / hh));
        if w <= hw && h <= hh {
            grids.push(Affine::upright(original, original));
        }
    }
    let reduced = TILE as f64 * free_scale(width, height);
    grids.push(Affine::upright(reduced, reduced));
    let mut kept: Vec<Affine> = Vec::new();
    for grid in grids {
        let (x, y) = (grid.u[0] * TILE as f64, grid.v[1] * TILE as f64);
        let plausible = x.min(y) >= SMALLEST_PERIOD
            && x.max(y) <= w.max(h)
            && x.max(y) / x.min(y) <= MAX_STRETCH;
        let near = |a: f64, b: f64| (a / b - 1.0).abs() < SAME;
        let known = kept.iter().any(|k| near(k.u[0], grid.u[0]) && near(k.v[1], grid.v[1]));
        if plausible && !known {
            kept.push(grid);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(size: (usize, usize), hints: &[(usize, usize)], want: &[(f64, f64)]) {
        let tile = TILE as f64;
        let round = |p: f64| (p * tile * 10.0).round() / 10.0;
        let got: Vec<_> = grids(size.0, size.1, hints)
            .iter()
            .map(|grid| (round(grid.u[0]), round(grid.v[1])))
            .collect();
        assert_eq!(got, want, "{size:?} with {hints:?}");
    }

    #[test]
    fn sizes_and_hints_give_the_periods() {
        check((1024, 768), &[], &[(128.0, 128.0)]);
        check((4000, 3000), &[], &[(500.0, 500.0)]);
        check((512, 384), &[], &[(128.0, 128.0), (64.0, 64.0)]);
        check((1200, 900), &[(4000, 3000)], &[(150.0, 150.0), (500.0, 500.0)]);
        check((300, 400), &[(800, 600)], &[(128.0, 128.0), (64.0, 64.0), (50.0, 50.0)]);
        check((400, 300), &[(800, 600)], &[(128.0, 128.0), (64.0, 64.0), (50.0, 50.0)]);
    }

    #[test]
    fn absurd_hints_are_dropped() {
        check((1024, 768), &[(0, 7), (usize::MAX, 1), (1, 1)], &[(128.0, 128.0)]);
    }
}
