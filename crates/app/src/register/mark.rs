//! The mark in a picture's pixels.

use colophon_media::{Layout, Picture, Samples};
use colophon_model::Payload;
use colophon_watermark as wm;

use crate::Result;

/// What marking came to.
pub(crate) struct Marked {
    pub(crate) picture: Picture,
    /// `None` where the picture cannot carry a mark.
    pub(crate) payload: Option<Payload>,
    /// What the artist should read.
    pub(crate) warning: Option<String>,
}

/// The picture as the mark's crate takes it. The samples move; nothing is copied.
pub(crate) fn pixels(picture: Picture) -> Result<wm::Pixels> {
    let layout = match picture.layout {
        Layout::Grey => wm::Layout::Grey,
        Layout::GreyAlpha => wm::Layout::GreyAlpha,
        Layout::Rgb => wm::Layout::Rgb,
        Layout::Rgba => wm::Layout::Rgba,
    };
    let samples = match picture.samples {
        Samples::U8(samples) => wm::Samples::Eight(samples),
        Samples::U16(samples) => wm::Samples::Sixteen(samples),
    };
    Ok(wm::Pixels::new(picture.width as usize, picture.height as usize, layout, samples)?)
}

fn picture(pixels: wm::Pixels, like: (u32, u32, Layout)) -> Picture {
    let samples = match pixels.into_samples() {
        wm::Samples::Eight(samples) => Samples::U8(samples),
        wm::Samples::Sixteen(samples) => Samples::U16(samples),
    };
    Picture { width: like.0, height: like.1, layout: like.2, samples }
}

/// Writes the payload into the picture. A picture that cannot carry a mark is not refused: it is registered without
/// one, and the artist is told before she relies on it.
pub(crate) fn mark(source: Picture, payload: Payload, key: &wm::MarkKey) -> Result<Marked> {
    let like = (source.width, source.height, source.layout);
    let mut pixels = pixels(source)?;
    match wm::embed(&mut pixels, payload, key, wm::Strength::default()) {
        Ok(done) => {
            let warning = matches!(done.hiding, wm::Hiding::Poor).then(|| {
                "this picture hides its mark poorly: strong compression or reduction will remove it".to_owned()
            });
            Ok(Marked { picture: picture(pixels, like), payload: Some(payload), warning })
        }
        Err(
            error @ (wm::Error::TooSmall { .. }
            | wm::Error::TooFlat { .. }
            | wm::Error::NotReadBack { .. }),
        ) => Ok(Marked {
            picture: picture(pixels, like),
            payload: None,
            warning: Some(error.to_string()),
        }),
        Err(error) => Err(error.into()),
    }
}
