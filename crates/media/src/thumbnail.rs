//! Small upright pictures for lists and dialogs.

use crate::{Error, Layout, Orientation, Picture, Result, Samples, jpeg, png, resample::resize};

/// An encoded thumbnail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// JPEG, or PNG where there is transparency.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub mime: &'static str,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
}

/// Quality of a JPEG thumbnail.
const QUALITY: u8 = 85;

/// An upright thumbnail whose longer side is `long_edge` pixels, or the picture's own if that is less.
///
/// Samples are taken as they are, without regard to a colour profile.
pub fn thumbnail(picture: &Picture, orientation: Orientation, long_edge: u32) -> Result<Thumbnail> {
    let fault =
        |detail: &str| Error::Encode { path: "thumbnail".into(), detail: detail.to_owned() };
    if !picture.is_whole() {
        return Err(fault("the picture is not whole"));
    }
    let (width, height) = picture.size();
    let longest = width.max(height);
    let edge = (long_edge.max(1) as usize).min(longest);
    let scaled = |side: usize| ((side * edge + longest / 2) / longest).max(1);
    let to = (scaled(width), scaled(height));
    let channels = picture.layout.channels();
    let mut samples = picture.to_u8().into_owned();
    let alpha = picture.layout.has_alpha();
    if alpha {
        // Colours of transparent pixels must not bleed into their neighbours.
        each_colour(&mut samples, channels, |colour, alpha| colour * alpha / 255);
    }
    let small = resize(&samples, (width, height), channels, to);
    let (mut small, wide, high) = orientation.upright(&small, to, channels);
    if alpha {
        each_colour(&mut small, channels, |colour, alpha| {
            (colour * 255).checked_div(alpha).unwrap_or(0)
        });
    }
    let small = Picture {
        width: wide as u32,
        height: high as u32,
        layout: picture.layout,
        samples: Samples::U8(small),
    };
    let (bytes, mime) = match small.layout {
        Layout::Grey | Layout::Rgb => (jpeg::encode_thumbnail(&small, QUALITY), "image/jpeg"),
        Layout::GreyAlpha | Layout::Rgba => (png::encode_plain(&small), "image/png"),
    };
    let bytes = bytes.map_err(|error| error.at(std::path::Path::new("thumbnail")))?;
    Ok(Thumbnail { bytes, mime, width: small.width, height: small.height })
}

fn each_colour(samples: &mut [u8], channels: usize, change: impl Fn(u32, u32) -> u32) {
    for pixel in samples.chunks_exact_mut(channels) {
        if let Some((alpha, colours)) = pixel.split_last_mut() {
            for colour in colours {
                *colour = change(u32::from(*colour), u32::from(*alpha)).min(255) as u8;
            }
        }
    }
}
