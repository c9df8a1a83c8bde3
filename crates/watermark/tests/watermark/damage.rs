//! What sharing does to a picture.

use colophon_watermark::{Layout, Pixels, Samples};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbImage};

pub(crate) fn to_image(picture: &Pixels) -> RgbImage {
    assert_eq!(picture.layout(), Layout::Rgb, "damage works on colour pictures");
    let Samples::Eight(samples) = picture.samples() else { panic!("damage works on 8 bits") };
    RgbImage::from_raw(picture.width() as u32, picture.height() as u32, samples.clone()).unwrap()
}

pub(crate) fn to_pixels(image: RgbImage) -> Pixels {
    let (width, height) = (image.width() as usize, image.height() as usize);
    Pixels::new(width, height, Layout::Rgb, Samples::Eight(image.into_raw())).unwrap()
}

pub(crate) fn jpeg(picture: &Pixels, quality: u8) -> Pixels {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&to_image(picture)).unwrap();
    let decoded = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).unwrap();
    to_pixels(decoded.into_rgb8())
}

pub(crate) fn resize(picture: &Pixels, factor: f64) -> Pixels {
    let size = |n: usize| (n as f64 * factor).round() as u32;
    let (width, height) = (size(picture.width()), size(picture.height()));
    to_pixels(imageops::resize(&to_image(picture), width, height, FilterType::CatmullRom))
}

/// Keeps this share of the area, off the centre.
pub(crate) fn crop(picture: &Pixels, area: f64) -> Pixels {
    let (w, h) = (picture.width() as f64, picture.height() as f64);
    let side = area.sqrt();
    let (x, y) = (w * (1.0 - side) * 0.37, h * (1.0 - side) * 0.61);
    let (width, height) = ((w * side) as u32, (h * side) as u32);
    to_pixels(imageops::crop_imm(&to_image(picture), x as u32, y as u32, width, height).to_image())
}

/// Turns around the centre; what was outside is black.
pub(crate) fn rotate(picture: &Pixels, degrees: f64) -> Pixels {
    let source = to_image(picture);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (cx, cy) = (f64::from(source.width()) / 2.0, f64::from(source.height()) / 2.0);
    to_pixels(RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let (dx, dy) = (f64::from(x) - cx, f64::from(y) - cy);
        let (x, y) = (cx + cos * dx + sin * dy, cy - sin * dx + cos * dy);
        imageops::interpolate_bilinear(&source, x as f32, y as f32).unwrap_or(image::Rgb([0, 0, 0]))
    }))
}

pub(crate) fn flip(picture: &Pixels) -> Pixels {
    to_pixels(imageops::flip_horizontal(&to_image(picture)))
}

pub(crate) fn quarter_turn(picture: &Pixels) -> Pixels {
    to_pixels(imageops::rotate90(&to_image(picture)))
}

/// Contrast around middle grey, then brightness as a factor.
pub(crate) fn tone(picture: &Pixels, contrast: f32, brightness: f32) -> Pixels {
    let mut image = to_image(picture);
    for sample in image.iter_mut() {
        *sample = ((128.0 + contrast * (f32::from(*sample) - 128.0)) * brightness).round() as u8;
    }
    to_pixels(image)
}

pub(crate) fn blur(picture: &Pixels, sigma: f32) -> Pixels {
    to_pixels(DynamicImage::ImageRgb8(to_image(picture)).fast_blur(sigma).into_rgb8())
}
