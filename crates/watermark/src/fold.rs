//! Adding all repeats of a tile up.

use crate::period::TILE;
use crate::plane::Plane;
use rayon::prelude::*;

/// Most samples that one fold may visit: a bound on the work that a strange lattice can ask for.
const MAX_CANVAS: f64 = 40e6;

/// Where one tile sample to the right and one down lead, in pixels. Only the linear part: the
/// shift of a tile is found by correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Affine {
    /// Pixels along x and y for one tile sample along u.
    pub(crate) u: [f64; 2],
    /// Pixels along x and y for one tile sample along v.
    pub(crate) v: [f64; 2],
}

impl Affine {
    /// An upright tile with these periods in pixels.
    pub(crate) fn upright(period_x: f64, period_y: f64) -> Self {
        Self { u: [period_x / TILE as f64, 0.0], v: [0.0, period_y / TILE as f64] }
    }

    pub(crate) fn determinant(self) -> f64 {
        self.u[0] * self.v[1] - self.u[1] * self.v[0]
    }

    /// The largest entry, the yardstick of small changes.
    pub(crate) fn size(self) -> f64 {
        self.entries().into_iter().fold(0.0, |most, e| most.max(e.abs()))
    }

    pub(crate) fn entries(self) -> [f64; 4] {
        [self.u[0], self.u[1], self.v[0], self.v[1]]
    }

    /// The same map with `change` added to one of its four entries.
    pub(crate) fn nudged(self, entry: usize, change: f64) -> Self {
        let mut e = self.entries();
        e[entry % 4] += change;
        Self { u: [e[0], e[1]], v: [e[2], e[3]] }
    }

    /// The map in a picture that is smaller by these factors.
    pub(crate) fn shrunk(self, by_x: f64, by_y: f64) -> Self {
        Self { u: [self.u[0] / by_x, self.u[1] / by_y], v: [self.v[0] / by_x, self.v[1] / by_y] }
    }

    /// Tile coordinates of a pixel offset.
    fn back(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let d = self.determinant();
        [(self.v[1] * x - self.v[0] * y) / d, (self.u[0] * y - self.u[1] * x) / d]
    }
}

/// Samples the plane on the tile grid around its centre and adds the repeats up, each tile sample
/// divided by the root of the number of its repeats. `None` if the grid is degenerate or absurdly
/// fine.
pub(crate) fn fold(plane: &Plane, grid: Affine) -> Option<Vec<f32>> {
    let (width, height) = (plane.width(), plane.height());
    let area = grid.determinant().abs();
    if width < 2 || height < 2 || !area.is_finite() || area < 1e-6 {
        return None;
    }
    let (right, bottom) = ((width - 1) as f64, (height - 1) as f64);
    let centre = [right / 2.0, bottom / 2.0];
    let corners = [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)]
        .map(|(sx, sy)| grid.back([sx * centre[0], sy * centre[1]]));
    let reach = |axis: usize| corners.iter().fold(0.0f64, |most, c| most.max(c[axis].abs()));
    let (reach_u, reach_v) = (reach(0), reach(1));
    let canvas = 4.0 * reach_u * reach_v;
    if !canvas.is_finite() || canvas > MAX_CANVAS {
        return None;
    }
    let tiles_v = (reach_v / TILE as f64).ceil() as i64;
    let mut tile = vec![0.0f32; TILE * TILE];
    tile.par_chunks_mut(TILE).enumerate().for_each(|(j, line)| {
        let mut count = [0u32; TILE];
        for repeat in -tiles_v..=tiles_v {
            let v = (repeat * TILE as i64 + j as i64) as f64;
            let base = [centre[0] + v * grid.v[0], centre[1] + v * grid.v[1]];
            let limit = reach_u.ceil();
            let (from, to) = clip(base[0], grid.u[0], right, (-limit, limit));
            let (from, to) = clip(base[1], grid.u[1], bottom, (from, to));
            let (from, to) = (from.ceil() as i64, to.floor() as i64);
            for u in from..=to {
                let x = base[0] + u as f64 * grid.u[0];
                let y = base[1] + u as f64 * grid.u[1];
                let cell = u.rem_euclid(TILE as i64) as usize;
                line[cell] += bilinear(plane, x, y);
                count[cell] += 1;
            }
        }
        for (sum, &n) in line.iter_mut().zip(&count) {
            *sum /= (n.max(1) as f32).sqrt();
        }
    });
    Some(tile)
}

/// Narrows `range` to the multiples t for which `base + t * step` stays within 0..=limit.
fn clip(base: f64, step: f64, limit: f64, (from, to): (f64, f64)) -> (f64, f64) {
    const EDGE: f64 = 1e-6;
    if step.abs() < 1e-12 {
        return if (0.0..=limit).contains(&base) { (from, to) } else { (0.0, -1.0) };
    }
    let (a, b) = ((EDGE - base) / step, (limit - EDGE - base) / step);
    (from.max(a.min(b)), to.min(a.max(b)))
}

/// The plane between its samples; `x` and `y` lie inside it.
fn bilinear(plane: &Plane, x: f64, y: f64) -> f32 {
    let (width, height) = (plane.width(), plane.height());
    let (i, j) = ((x as usize).min(width - 2), (y as usize).min(height - 2));
    let (s, t) = ((x - i as f64) as f32, (y - j as f64) as f32);
    let above = &plane.data()[j * width + i..];
    let below = &plane.data()[(j + 1) * width + i..];
    let (a, b) = (above[0] + s * (above[1] - above[0]), below[0] + s * (below[1] - below[0]));
    a + t * (b - a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_add_up_in_phase() {
        let (width, height) = (400, 300);
        let wave = |i: usize| (std::f32::consts::TAU * 10.0 * (i % width) as f32 / 64.0).sin();
        let plane = Plane::new(width, height, (0..width * height).map(wave).collect()).unwrap();
        let energy = |period: f64| {
            let tile = fold(&plane, Affine::upright(period, period)).unwrap();
            tile.iter().map(|t| t * t).sum::<f32>()
        };
        assert!(energy(64.0) > 5.0 * energy(61.0), "only the right period adds up");
    }

    #[test]
    fn a_degenerate_grid_is_refused() {
        let plane = Plane::new(8, 8, vec![0.0; 64]).unwrap();
        assert_eq!(fold(&plane, Affine { u: [1.0, 1.0], v: [1.0, 1.0] }), None, "no area");
        assert_eq!(fold(&plane, Affine::upright(1e-1, 1e-1)), None, "too fine");
        let nan = Affine { u: [f64::NAN, 0.0], v: [0.0, 1.0] };
        assert_eq!(fold(&plane, nan), None, "not a number");
    }
}
