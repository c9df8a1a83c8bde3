//! Sound survives bit by bit.

use colophon_media::{
    AudioSamples, Format, Keep, check_sound_copy, decode_audio, decodes, probe, sound_hash,
    stream_audio, write_plain_copy,
};

use crate::fixture::{self, Folder, music};

#[track_caller]
fn check(name: &str, bytes: &[u8]) {
    let folder = Folder::new();
    let source = folder.put(name, bytes);
    let before = std::fs::metadata(&source).unwrap().modified().unwrap();
    let out = folder.path("copy");
    write_plain_copy(&source, &out, Keep::default()).unwrap();
    check_sound_copy(&source, &out).expect("the coded sound is the same");
    decodes(&source).expect("the source decodes");
    decodes(&out).expect("the copy decodes");
    assert_eq!(
        decode_audio(&source).unwrap(),
        decode_audio(&out).unwrap(),
        "{name}: sample by sample"
    );
    assert_eq!(
        probe(&source).unwrap().music().unwrap().frames,
        probe(&out).unwrap().music().unwrap().frames,
        "length"
    );
    assert_eq!(std::fs::read(&source).unwrap(), bytes, "the original's bytes");
    assert_eq!(
        std::fs::metadata(&source).unwrap().modified().unwrap(),
        before,
        "the original's time"
    );
}

#[test]
fn copies_have_the_same_sound() {
    let melody = music::melody(8000, 1.3, 0.0);
    for depth in [music::Depth::I16, music::Depth::I24, music::Depth::F32] {
        check("a.wav", &music::wav(&melody, 8000, depth, true));
        check("a.wav", &music::wav(&melody[..1001], 8000, depth, false));
    }
    check("a.flac", &music::flac(&melody, 44_100, None));
    check("a.mp3", &music::mp3(40));
    check("a.mp3", &[music::id3(true), music::mp3(40)].concat());
}

#[test]
fn headers_are_read() {
    let folder = Folder::new();
    let melody = music::melody(8000, 1.0, 0.0);
    for (name, bytes, expected) in [
        (
            "a.wav",
            music::wav(&melody, 8000, music::Depth::I24, true),
            (Format::Wav, 8000, 2, Some(24), Some(8000), Some(1000)),
        ),
        (
            "a.flac",
            music::flac(&melody, 8000, None),
            (Format::Flac, 8000, 2, Some(16), Some(8000), Some(1000)),
        ),
        ("a.mp3", music::mp3(10), (Format::Mp3, 44_100, 2, None, Some(11_520), Some(261))),
    ] {
        let probe = probe(&folder.put(name, &bytes)).unwrap();
        let info = probe.music().unwrap();
        let found = (
            probe.format,
            info.sample_rate,
            info.channels,
            info.bit_depth,
            info.frames,
            info.milliseconds(),
        );
        assert_eq!(found, expected, "{name}");
        assert_eq!(info.manifest, name == "a.wav", "{name}: only the WAV has a manifest");
    }
}

#[test]
fn integers_are_left_aligned_and_exact() {
    let folder = Folder::new();
    let melody = music::melody(8000, 0.5, 0.0);
    for (depth, shift) in [(music::Depth::I16, 16), (music::Depth::I24, 8)] {
        let path = folder.put("a.wav", &music::wav(&melody, 8000, depth, false));
        let audio = decode_audio(&path).unwrap();
        let AudioSamples::I32(samples) = audio.samples else { panic!("integers stay integers") };
        assert_eq!(samples.len(), melody.len() * 2, "two channels");
        assert!(samples.iter().all(|v| v & ((1 << shift) - 1) == 0), "the low bits are empty");
        let scale = if shift == 16 { 32_767.0 } else { 8_388_607.0 };
        assert!(
            samples.iter().step_by(2).zip(&melody).all(|(a, b)| a >> shift == (b * scale) as i32),
            "exactly"
        );
    }
    let path = folder.put("b.wav", &music::wav(&melody, 8000, music::Depth::F32, false));
    let AudioSamples::F32(samples) = decode_audio(&path).unwrap().samples else {
        panic!("floats stay floats")
    };
    assert!(samples.iter().step_by(2).zip(&melody).all(|(a, b)| a == b), "exactly");
}

#[test]
fn a_stream_is_the_whole_in_parts() {
    let folder = Folder::new();
    let path = folder.put("a.flac", &music::flac(&music::melody(44_100, 3.0, 0.0), 44_100, None));
    let (mut total, mut largest) = (0, 0);
    let spec = stream_audio(&path, |_, block| {
        total += block.len();
        largest = largest.max(block.len());
    })
    .unwrap();
    assert_eq!((spec.sample_rate, spec.channels, total), (44_100, 2, 44_100 * 3 * 2), "all of it");
    assert!(largest <= 16_384, "in small blocks, not {largest}");
}

#[test]
fn flac_behind_an_id3_tag_of_any_size_decodes() {
    let folder = Folder::new();
    let flac = music::flac(&music::melody(8000, 1.0, 0.0), 8000, None);
    // A manifest is easily larger than what decoders search through for a start.
    for padding in [0usize, 3 << 20] {
        let length = padding as u32 + 10;
        let size = [21, 14, 7, 0].map(|shift| (length >> shift & 0x7f) as u8);
        let tag = [b"ID3\x04\0\0", &size[..], b"PRIV", &[0; 6], &vec![0; padding]].concat();
        let path = folder.put("a.flac", &[tag, flac.clone()].concat());
        decodes(&path).unwrap_or_else(|error| panic!("with {padding} bytes: {error}"));
        assert_eq!(probe(&path).unwrap().format, Format::Flac, "it is still a FLAC");
        let bare = folder.put("b.flac", &flac);
        assert_eq!(sound_hash(&path).unwrap(), sound_hash(&bare).unwrap(), "the tag is no sound");
    }
}

#[test]
fn damage_is_heard() {
    let folder = Folder::new();
    let flac = music::flac(&music::melody(8000, 2.0, 0.0), 8000, None);
    let mut broken = flac.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 0x55;
    let path = folder.put("a.flac", &broken);
    assert!(decodes(&path).is_err(), "a frame whose checksum fails");
    let path = folder.put("b.flac", &flac[..flac.len() * 2 / 3]);
    let said = decodes(&path).expect_err("frames are missing").to_string();
    assert!(said.contains("is cut short"), "{said}");
    let other = folder.put("c.flac", &music::flac(&music::melody(8000, 2.0, 1.0), 8000, None));
    assert!(
        check_sound_copy(&folder.put("d.flac", &flac), &other).is_err(),
        "another melody is no copy"
    );
    let picture = folder
        .put("e.png", &fixture::png::plain(&fixture::picture(9, 9, colophon_media::Layout::Rgb)));
    assert!(sound_hash(&picture).is_err(), "a picture has no sound");
}
