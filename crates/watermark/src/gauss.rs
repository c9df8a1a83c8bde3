//! Gaussian, box and minimum filters over planes.

use crate::plane::Plane;
use rayon::prelude::*;

/// Index of sample `i` of a line of `n` that is mirrored at its edges (d c b a | a b c d | d c b a).
fn mirrored(i: isize, n: usize) -> usize {
    let n = n as isize;
    let i = i.rem_euclid(2 * n);
    (if i < n { i } else { 2 * n - 1 - i }) as usize
}

/// Gaussian taps for -r..=r with r = round(4 sigma), summing to 1.
fn kernel(sigma: f32) -> Vec<f32> {
    let radius = (4.0 * sigma).round() as i32;
    let taps: Vec<f32> =
        (-radius..=radius).map(|t| (-0.5 * (t as f32 / sigma).powi(2)).exp()).collect();
    let sum: f32 = taps.iter().sum();
    taps.iter().map(|tap| tap / sum).collect()
}

/// Convolves with a Gaussian of `sigma` samples; edges are mirrored.
pub(crate) fn blur(plane: &Plane, sigma: f32) -> Plane {
    let taps = kernel(sigma);
    let radius = (taps.len() / 2) as isize;
    let (width, height) = (plane.width(), plane.height());
    let mut data = vec![0.0f32; width * height];
    data.par_chunks_mut(width).enumerate().for_each_init(
        || vec![0.0f32; width + taps.len() - 1],
        |padded, (y, out)| {
            // Down the columns first, into the middle of the padded line; then along it.
            let (left, line) = padded.split_at_mut(radius as usize);
            let (line, right) = line.split_at_mut(width);
            line.fill(0.0);
            for (t, &tap) in taps.iter().enumerate() {
                let row = plane.row(mirrored(y as isize + t as isize - radius, height));
                for (sum, &value) in line.iter_mut().zip(row) {
                    *sum += tap * value;
                }
            }
            for (i, value) in left.iter_mut().enumerate() {
                *value = line[mirrored(i as isize - radius, width)];
            }
            for (i, value) in right.iter_mut().enumerate() {
                *value = line[mirrored((width + i) as isize, width)];
            }
            out.fill(0.0);
            for (t, &tap) in taps.iter().enumerate() {
                for (sum, &value) in out.iter_mut().zip(&padded[t..]) {
                    *sum += tap * value;
                }
            }
        },
    );
    Plane::from_parts(width, height, data)
}

/// The smallest value of each `2 radius + 1` square; edges are mirrored.
pub(crate) fn minimum(plane: &Plane, radius: usize) -> Plane {
    let (width, height) = (plane.width(), plane.height());
    let reach = radius as isize;
    let mut data = vec![0.0f32; width * height];
    data.par_chunks_mut(width).enumerate().for_each_init(
        || vec![0.0f32; width],
        |line, (y, out)| {
            line.fill(f32::INFINITY);
            for t in -reach..=reach {
                let row = plane.row(mirrored(y as isize + t, height));
                for (least, &value) in line.iter_mut().zip(row) {
                    *least = least.min(value);
                }
            }
            for (x, least) in out.iter_mut().enumerate() {
                let window = (-reach..=reach).map(|t| line[mirrored(x as isize + t, width)]);
                *least = window.fold(f32::INFINITY, f32::min);
            }
        },
    );
    Plane::from_parts(width, height, data)
}

/// The mean of each `2 radius + 1` square of a `width`-wide grid whose edges wrap around.
pub(crate) fn box_mean_wrapped(grid: &[f32], width: usize, radius: usize) -> Vec<f32> {
    let height = grid.len() / width;
    let weight = 1.0 / ((2 * radius + 1) * (2 * radius + 1)) as f32;
    let wrap = |i: usize, t: usize, n: usize| (i + t + n * (radius / n + 1) - radius) % n;
    let mut means = vec![0.0f32; grid.len()];
    means.par_chunks_mut(width).enumerate().for_each_init(
        || (vec![0.0f32; width], vec![0.0f32; width + 2 * radius]),
        |(sums, padded), (y, out)| {
            sums.fill(0.0);
            for t in 0..=2 * radius {
                let from = wrap(y, t, height) * width;
                for (sum, &value) in sums.iter_mut().zip(&grid[from..from + width]) {
                    *sum += value;
                }
            }
            for (t, value) in padded.iter_mut().enumerate() {
                *value = sums[wrap(0, t, width)];
            }
            out.fill(0.0);
            for t in 0..=2 * radius {
                for (sum, &value) in out.iter_mut().zip(&padded[t..]) {
                    *sum += value;
                }
            }
            out.iter_mut().for_each(|sum| *sum *= weight);
        },
    );
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_keep_a_constant() {
        let flat = Plane::new(5, 3, vec![7.0; 15]).unwrap();
        for filtered in [blur(&flat, 4.5), minimum(&flat, 4)] {
            assert!(filtered.data().iter().all(|v| (v - 7.0).abs() < 1e-4), "{filtered:?}");
        }
        let mean = box_mean_wrapped(&[7.0; 15], 5, 7);
        assert!(mean.iter().all(|v| (v - 7.0).abs() < 1e-4), "{mean:?}");
    }

    #[test]
    fn a_wrapped_box_sees_over_the_edge() {
        let mut grid = vec![0.0; 64];
        grid[0] = 9.0;
        let mean = box_mean_wrapped(&grid, 8, 1);
        let near = [(0, 0), (7, 7), (1, 1), (0, 7)].map(|(x, y)| mean[y * 8 + x]);
        assert_eq!(near, [1.0; 4], "all neighbours of the corner, around the edges");
        assert_eq!(mean.iter().sum::<f32>(), 9.0, "and nothing else");
    }

    #[test]
    fn a_blurred_point_is_the_kernel() {
        let mut data = vec![0.0; 41 * 41];
        data[20 * 41 + 20] = 1.0;
        let point = blur(&Plane::new(41, 41, data).unwrap(), 2.0);
        let want = 1.0 / (2.0 * std::f32::consts::PI * 4.0);
        assert!((point.row(20)[20] - want).abs() < 1e-4, "peak of a two-dimensional Gaussian");
        assert!((point.data().iter().sum::<f32>() - 1.0).abs() < 1e-4, "unit area");
    }
}
