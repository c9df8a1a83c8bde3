//! From a picture to the small grey square that content codes are made of.
//!
//! ISO 24138 leaves this to the implementation; the steps and their order follow the published
//! behaviour of iscc-sdk: upright, transparency on white, uniform border trimmed, grey, 32 × 32 bicubic.

use crate::{Orientation, Picture, resample::resize};

/// 32 × 32 grey pixels for the Image-Code.
pub(super) fn iscc_pixels(picture: &Picture, orientation: Orientation) -> Vec<u8> {
    let (colours, channels) = on_white(picture);
    let border = first_pixel(&colours, picture.size(), channels, orientation);
    let (colours, width, height) = trimmed(&colours, picture.size(), channels, border);
    let (grey, width, height) = orientation.upright(&grey(&colours, channels), (width, height), 1);
    resize(&grey, (width, height), 1, (32, 32))
}

/// The pixel that is first when the picture stands upright: one of the stored corners.
fn first_pixel(
    colours: &[u8],
    (width, height): (usize, usize),
    channels: usize,
    orientation: Orientation,
) -> [u8; 3] {
    let (right, bottom) = match orientation {
        Orientation::Upright | Orientation::Transposed => (false, false),
        Orientation::Mirrored | Orientation::CounterClockwise => (true, false),
        Orientation::Turned | Orientation::Transversed => (true, true),
        Orientation::Flipped | Orientation::Clockwise => (false, true),
    };
    let column = if right { width - 1 } else { 0 };
    let row = if bottom { height - 1 } else { 0 };
    let at = (row * width + column) * channels;
    let mut pixel = [0; 3];
    pixel[..channels].copy_from_slice(&colours[at..at + channels]);
    pixel
}

/// The whole picture, upright and grey, as the means of `side` × `side` equal parts.
///
/// Not rounded: the signs of small frequencies depend on fractions of a level.
pub(super) fn grey_square(picture: &Picture, orientation: Orientation, side: usize) -> Vec<f64> {
    let (colours, channels) = on_white(picture);
    let (width, height) = picture.size();
    let grey = grey(&colours, channels);
    let (columns, rows) = (shares(width, side), shares(height, side));
    let mut across = Vec::with_capacity(side * height);
    for row in grey.chunks_exact(width) {
        across.extend(columns.iter().map(|(first, weights)| -> f64 {
            row[*first..]
                .iter()
                .zip(weights)
                .map(|(sample, weight)| f64::from(*sample) * weight)
                .sum()
        }));
    }
    let mut small = Vec::with_capacity(side * side);
    for (first, weights) in &rows {
        for column in 0..side {
            let samples = across[first * side + column..].iter().step_by(side);
            small.push(samples.zip(weights).map(|(sample, weight)| sample * weight).sum());
        }
    }
    orientation.upright(&small, (side, side), 1).0
}

/// For each of `parts` equal parts of a line: its first sample and the share of each sample in it.
fn shares(length: usize, parts: usize) -> Vec<(usize, Vec<f64>)> {
    let part = length as f64 / parts as f64;
    (0..parts)
        .map(|index| {
            let (start, end) = (index as f64 * part, (index + 1) as f64 * part);
            let first = (start as usize).min(length - 1);
            let last = (end.ceil() as usize).clamp(first + 1, length);
            let cover = |x: usize| (end.min((x + 1) as f64) - start.max(x as f64)).max(0.0) / part;
            (first, (first..last).map(cover).collect())
        })
        .collect()
}

/// The picture without alpha, with 1 or 3 channels of 8 bits.
fn on_white(picture: &Picture) -> (Vec<u8>, usize) {
    let samples = picture.to_u8();
    let colours = picture.layout.colours();
    if !picture.layout.has_alpha() {
        return (samples.into_owned(), colours);
    }
    let mut out = Vec::with_capacity(samples.len());
    for pixel in samples.chunks_exact(colours + 1) {
        let alpha = u32::from(pixel[colours]);
        for sample in &pixel[..colours] {
            out.push(((u32::from(*sample) * alpha + 255 * (255 - alpha) + 127) / 255) as u8);
        }
    }
    (out, colours)
}

/// Pillow's luma: Rec. 601 in 16-bit fixed point.
fn grey(colours: &[u8], channels: usize) -> Vec<u8> {
    if channels == 1 {
        return colours.to_vec();
    }
    colours
        .chunks_exact(channels)
        .map(|p| {
            let [r, g, b] = [p[0], p[1], p[2]].map(u32::from);
            ((r * 19_595 + g * 38_470 + b * 7_471 + 0x8000) >> 16) as u8
        })
        .collect()
}

/// Without the border that has exactly one colour; a picture of nothing else stays.
fn trimmed(
    colours: &[u8],
    (width, height): (usize, usize),
    channels: usize,
    border: [u8; 3],
) -> (Vec<u8>, usize, usize) {
    let whole = || (colours.to_vec(), width, height);
    let stride = width * channels;
    let differs = |pixel: &[u8]| pixel != &border[..channels];
    let row_differs = |row: &[u8]| row.chunks_exact(channels).any(differs);
    let rows = || colours.chunks_exact(stride);
    let (Some(top), Some(bottom)) = (rows().position(row_differs), rows().rposition(row_differs))
    else {
        return whole();
    };
    let (mut left, mut right) = (width, 0);
    for row in rows() {
        let mut pixels = row.chunks_exact(channels);
        if let Some(first) = pixels.position(differs) {
            left = left.min(first);
            let last = row.chunks_exact(channels).rposition(differs).unwrap_or(first);
            right = right.max(last);
        }
    }
    let mut out = Vec::new();
    for row in rows().skip(top).take(bottom - top + 1) {
        out.extend_from_slice(&row[left * channels..(right + 1) * channels]);
    }
    (out, right - left + 1, bottom - top + 1)
}
