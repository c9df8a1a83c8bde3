//! Resizing as Pillow does it, to the bit: other people's ISCC tools resize with Pillow.
//!
//! Two passes over 8-bit samples with 22-bit fixed-point weights and rounding between the passes
//! (Pillow, `src/libImaging/Resample.c`, described in its documentation as antialiased convolution).

/// How far Keys' cubic reaches.
const SUPPORT: f64 = 2.0;

/// Keys' cubic with a = −0.5.
fn cubic(x: f64) -> f64 {
    const A: f64 = -0.5;
    let x = x.abs();
    if x < 1.0 {
        ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0
    } else if x < SUPPORT {
        (((x - 5.0) * x + 8.0) * x - 4.0) * A
    } else {
        0.0
    }
}

const PRECISION: u32 = 32 - 8 - 2;

/// For each output sample: the first input sample and the weights from there on.
fn weights(from: usize, to: usize) -> Vec<(usize, Vec<i64>)> {
    let scale = from as f64 / to as f64;
    let stretch = scale.max(1.0);
    let support = SUPPORT * stretch;
    (0..to)
        .map(|index| {
            let centre = (index as f64 + 0.5) * scale;
            let first = (centre - support + 0.5).max(0.0) as usize;
            let last = ((centre + support + 0.5) as usize).min(from);
            let raw: Vec<f64> =
                (first..last).map(|x| cubic((x as f64 - centre + 0.5) / stretch)).collect();
            let sum: f64 = raw.iter().sum();
            let fixed = raw
                .iter()
                .map(|weight| if sum == 0.0 { 0.0 } else { weight / sum })
                .map(|weight| (weight * f64::from(1 << PRECISION)).round() as i64)
                .collect();
            (first, fixed)
        })
        .collect()
}

/// Resizes a plane of `channels` interleaved samples to exactly `to`.
///
/// `plane` holds `from.0 * from.1 * channels` samples; nothing is read beyond it.
pub(crate) fn resize(
    plane: &[u8],
    from: (usize, usize),
    channels: usize,
    to: (usize, usize),
) -> Vec<u8> {
    let across = if from.0 == to.0 {
        plane.to_vec()
    } else {
        let weights = weights(from.0, to.0);
        let mut out = Vec::with_capacity(to.0 * from.1 * channels);
        for row in plane.chunks_exact(from.0 * channels) {
            for (first, weights) in &weights {
                for channel in 0..channels {
                    let samples = row[first * channels + channel..].iter().step_by(channels);
                    out.push(convolve(samples, weights));
                }
            }
        }
        out
    };
    if from.1 == to.1 {
        return across;
    }
    let stride = to.0 * channels;
    let mut out = Vec::with_capacity(stride * to.1);
    for (first, weights) in weights(from.1, to.1) {
        for column in 0..stride {
            let samples = across[first * stride + column..].iter().step_by(stride);
            out.push(convolve(samples, &weights));
        }
    }
    out
}

fn convolve<'s>(samples: impl Iterator<Item = &'s u8>, weights: &[i64]) -> u8 {
    let half = 1i64 << (PRECISION - 1);
    let sum: i64 = samples.zip(weights).map(|(sample, weight)| i64::from(*sample) * weight).sum();
    ((sum + half) >> PRECISION).clamp(0, 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected sums are those of Pillow 13.0.0 over the same samples:
    /// `zlib.crc32(Image.frombytes("L", (w, h), px).resize((32, 32), Image.BICUBIC).tobytes())`.
    #[track_caller]
    fn check(width: usize, height: usize, expected: u32) {
        let mut state = 1u32;
        let samples: Vec<u8> = (0..width * height)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        let small = resize(&samples, (width, height), 1, (32, 32));
        assert_eq!(crc32fast::hash(&small), expected, "{width} × {height}, to the bit");
    }

    #[test]
    fn equals_pillow() {
        check(50, 37, 0xbda7_2690);
        check(317, 201, 0x2698_67e2);
        check(20, 16, 0x852e_694e);
        check(64, 32, 0x0e94_63b9);
    }
}
