//! Finding the tile's grid blindly: the repeats of a mark leave a lattice of peaks in the
//! autocorrelation of the residual.

use crate::fft2::{Fft2, fast_length};
use crate::fold::Affine;
use crate::gauss;
use crate::period::TILE;
use crate::plane::Plane;
use rayon::prelude::*;
use rustfft::num_complex::Complex;

/// Half the side of the square over which the power spectrum is flattened.
const FLATTENING_RADIUS: usize = 7;
/// Longest offset that is searched, in pixels.
const MAX_REACH: usize = 700;
/// Shortest offset: nearer, the picture's own correlation dominates.
const MIN_OFFSET: f32 = 24.0;
/// Peaks that are considered.
const PEAKS: usize = 24;
/// Grids that are kept.
const GRIDS: usize = 8;
/// Most that one lattice point may add to a score, in deviations.
const POINT_CEILING: f32 = 12.0;
/// Grids are the same if one expressed in the other is this close to a unit matrix.
const SAME: f64 = 0.05;

/// A map of correlations, with offset (0, 0) at the centre.
struct Correlations {
    plane: Plane,
    reach_x: usize,
    reach_y: usize,
}

impl Correlations {
    /// The largest value within one sample of an offset; 0 outside the map.
    fn near(&self, [x, y]: [f64; 2]) -> f32 {
        let place = |at: f64, reach: usize| {
            let i = at.round() + reach as f64;
            (i >= 1.0 && i < 2.0 * reach as f64).then_some(i as usize)
        };
        let (Some(i), Some(j)) = (place(x, self.reach_x), place(y, self.reach_y)) else {
            return 0.0;
        };
        let rows = (j - 1..=j + 1).map(|j| &self.plane.row(j)[i - 1..=i + 1]);
        rows.flatten().fold(f32::NEG_INFINITY, |most, &v| most.max(v)).max(0.0)
    }
}

/// The most promising grids, best first; empty if the picture is too small to repeat.
pub(crate) fn grids(residual: &Plane) -> Vec<Affine> {
    let Some(map) = correlations(residual) else { return Vec::new() };
    let peaks = peaks(&map);
    let mut scored: Vec<(f32, Affine)> = Vec::new();
    for (i, &a) in peaks.iter().enumerate() {
        // A turned or evenly scaled copy has a square lattice: one vector is enough.
        let square = [-a[1], a[0]];
        for b in peaks[i + 1..].iter().copied().chain([square]) {
            if plausible(a, b) {
                scored.push((score(&map, a, b), grid(a, b)));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Affine> = Vec::new();
    for (_, grid) in scored {
        if kept.len() < GRIDS && !kept.iter().any(|&k| same_lattice(k, grid)) {
            kept.push(grid);
        }
    }
    kept
}

/// Two peaks that can span a tile: of similar length and not far from square.
fn plausible(a: [f64; 2], b: [f64; 2]) -> bool {
    let (la, lb) = (a[0].hypot(a[1]), b[0].hypot(b[1]));
    let sine = (a[0] * b[1] - a[1] * b[0]).abs() / (la * lb);
    (0.6..1.67).contains(&(la / lb)) && sine >= 0.8
}

/// The sum of the correlations at the lattice points of one half-plane.
fn score(map: &Correlations, a: [f64; 2], b: [f64; 2]) -> f32 {
    let points = (-2..=2).flat_map(|k| (-2..=2).map(move |l| (k, l)));
    let half = points.filter(|&(k, l)| k > 0 || (k == 0 && l > 0));
    half.map(|(k, l)| {
        let (k, l) = (f64::from(k), f64::from(l));
        map.near([k * a[0] + l * b[0], k * a[1] + l * b[1]]).min(POINT_CEILING)
    })
    .sum()
}

/// A grid from two lattice vectors, the more horizontal one first. Which of the eight symmetries
/// it then has does not matter: all are tried.
fn grid(a: [f64; 2], b: [f64; 2]) -> Affine {
    let (u, v) = if a[0].abs() >= b[0].abs() { (a, b) } else { (b, a) };
    let unit = |p: [f64; 2], sign: f64| p.map(|x| sign * x / TILE as f64);
    Affine {
        u: unit(u, if u[0] < 0.0 { -1.0 } else { 1.0 }),
        v: unit(v, if v[1] < 0.0 { -1.0 } else { 1.0 }),
    }
}

fn same_lattice(known: Affine, grid: Affine) -> bool {
    let known = known.entries();
    grid.entries().iter().zip(known).all(|(a, b)| (a - b).abs() < SAME * grid.size())
}

/// Normalised autocorrelation around offset zero, in standard deviations.
fn correlations(residual: &Plane) -> Option<Correlations> {
    let (width, height) = (residual.width(), residual.height());
    let (full_x, full_y) = (fast_length(2 * width), fast_length(2 * height));
    let reach = MAX_REACH.min(width.max(height) * 95 / 100);
    let reach_x = reach.min((full_x / 2).saturating_sub(3));
    let reach_y = reach.min((full_y / 2).saturating_sub(3));
    if reach_x < MIN_OFFSET as usize || reach_y < MIN_OFFSET as usize {
        return None;
    }
    let mut grid = vec![Complex::new(0.0f32, 0.0); full_x * full_y];
    for y in 0..height {
        for (cell, &value) in grid[y * full_x..].iter_mut().zip(residual.row(y)) {
            cell.re = value;
        }
    }
    let fft = Fft2::new(full_x, full_y);
    fft.forward(&mut grid);
    let power: Vec<f32> = grid.par_iter().map(Complex::norm_sqr).collect();
    let around = gauss::box_mean_wrapped(&power, full_x, FLATTENING_RADIUS);
    grid.par_iter_mut().zip(power.par_iter().zip(&around)).for_each(|(cell, (p, mean))| {
        *cell = Complex::new(p / (mean + 1e-9), 0.0);
    });
    fft.inverse(&mut grid);
    let columns = 2 * reach_x + 1;
    let mut data = vec![0.0f32; columns * (2 * reach_y + 1)];
    for (j, line) in data.chunks_exact_mut(columns).enumerate() {
        let row = (j + full_y - reach_y) % full_y;
        for (i, value) in line.iter_mut().enumerate() {
            *value = grid[row * full_x + (i + full_x - reach_x) % full_x].re;
        }
    }
    drop(grid);
    let mut plane = gauss::blur(&Plane::from_parts(columns, 2 * reach_y + 1, data), 0.8);
    for (i, value) in plane.data_mut().iter_mut().enumerate() {
        let (x, y) = ((i % columns) as f32, (i / columns) as f32);
        if (x - reach_x as f32).hypot(y - reach_y as f32) < MIN_OFFSET {
            *value = 0.0;
        }
    }
    let energy: f64 = plane.data().iter().map(|&v| f64::from(v) * f64::from(v)).sum();
    let deviation = (energy / plane.data().len() as f64).sqrt() as f32 + 1e-12;
    plane.data_mut().iter_mut().for_each(|v| *v /= deviation);
    Some(Correlations { plane, reach_x, reach_y })
}

/// Offsets of the highest local maxima of one half-plane, to a fraction of a sample.
fn peaks(map: &Correlations) -> Vec<[f64; 2]> {
    const AROUND: usize = 3;
    let plane = &map.plane;
    let mut found: Vec<(f32, usize, usize)> = Vec::new();
    for j in map.reach_y.max(AROUND)..plane.height() - AROUND {
        for i in AROUND..plane.width() - AROUND {
            let here = plane.row(j)[i];
            let below = j > map.reach_y || i > map.reach_x;
            // Most samples fall to their neighbours: look at the whole square last.
            if below && here > 1.0 && here >= plane.row(j)[i - 1] && here >= plane.row(j)[i + 1] {
                let square =
                    (j - AROUND..=j + AROUND).map(|j| &plane.row(j)[i - AROUND..=i + AROUND]);
                if square.flatten().all(|&v| v <= here) {
                    found.push((here, i, j));
                }
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let offsets = found.iter().take(PEAKS).map(|&(here, i, j)| {
        let row = plane.row(j);
        let x = i as f64 + vertex(row[i - 1], here, row[i + 1]);
        let y = j as f64 + vertex(plane.row(j - 1)[i], here, plane.row(j + 1)[i]);
        [x - map.reach_x as f64, y - map.reach_y as f64]
    });
    offsets.collect()
}

/// Where the parabola through three neighbouring samples has its top, from the middle one.
fn vertex(before: f32, here: f32, after: f32) -> f64 {
    let bend = before - 2.0 * here + after;
    if bend < 0.0 { f64::from((0.5 * (before - after) / bend).clamp(-0.5, 0.5)) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::MarkKey;
    use crate::tile::{Carrier, OVERSAMPLING};
    use colophon_model::Payload;

    #[test]
    fn the_lattice_of_a_bare_mark_is_found() {
        let side = TILE * OVERSAMPLING;
        let fine = Carrier::new(&MarkKey::new([5; 32])).fine_tile(Payload(1));
        // A tile of 90 px, turned by 20 degrees.
        let (sin, cos) = 20f64.to_radians().sin_cos();
        let size = 500usize;
        let at = |i: usize| {
            let (x, y) = ((i % size) as f64, (i / size) as f64);
            let cell = |t: f64| (t * side as f64 / 90.0).rem_euclid(side as f64) as usize % side;
            fine[cell(y * cos - x * sin) * side + cell(x * cos + y * sin)]
        };
        let plane = Plane::new(size, size, (0..size * size).map(at).collect()).unwrap();
        let want = Affine { u: [cos, sin], v: [-sin, cos] }.entries().map(|e| e * 90.0 / 128.0);
        let found = grids(&plane);
        let near =
            |grid: &Affine| grid.entries().iter().zip(want).all(|(a, b)| (a - b).abs() < 0.01);
        assert!(found.iter().any(near), "{found:?} lack {want:?}");
    }

    #[test]
    fn a_tiny_plane_has_no_lattice() {
        assert!(grids(&Plane::new(12, 12, vec![0.0; 144]).unwrap()).is_empty(), "12 px");
    }
}
