//! A signed sound must still play.

use std::{fs::File, path::Path};

use colophon_provenance::Format;
use symphonia::core::{
    codecs::audio::AudioDecoderOptions,
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

use crate::{fixtures, studio::Studio};

fn frames(path: &Path) -> Result<usize, String> {
    let source = MediaSourceStream::new(Box::new(File::open(path).unwrap()), Default::default());
    let words = |error: symphonia::core::errors::Error| error.to_string();
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default())
        .map_err(words)?;
    let track = format.default_track(TrackType::Audio).ok_or("no track")?;
    let params = track.codec_params.as_ref().and_then(|p| p.audio()).ok_or("no codec")?.clone();
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(&params, &AudioDecoderOptions::default())
        .map_err(words)?;
    let mut total = 0;
    while let Some(packet) = format.next_packet().map_err(words)? {
        total += decoder.decode(&packet).map_err(words)?.frames();
    }
    Ok(total)
}

#[test]
fn signed_sound_decodes_to_the_same_length() {
    for format in [Format::Wav, Format::Flac, Format::Mp3] {
        let studio = Studio::new();
        let plain = frames(&studio.put("plain", &fixtures::work(format)));
        let signed = frames(&studio.signed(format));
        assert_eq!(signed, plain, "{format:?} must decode as before");
        assert!(plain.is_ok_and(|n| n > 0), "{format:?}: the fixture itself must decode");
    }
}
