//! Damaged files are refused or read; they never bring the program down.

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use colophon_media::{
    Keep, Layout, Orientation, decode_audio, decode_picture, decodes, fingerprint_music,
    picture_hash, probe, thumbnail, write_copy, write_plain_copy,
};
use proptest::prelude::*;

use crate::fixture::{self, Folder, jpeg, music, png, webp};

fn samples() -> &'static [(&'static str, Vec<u8>)] {
    static SAMPLES: OnceLock<Vec<(&'static str, Vec<u8>)>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let picture = fixture::picture(33, 21, Layout::Rgb);
        let alpha = fixture::picture(24, 17, Layout::Rgba);
        let melody = music::melody(8000, 0.4, 0.0);
        let plain = |progressive| {
            jpeg::plain(&picture, &jpeg::Coding { progressive, ..Default::default() })
        };
        let cover = jpeg::full(&plain(false));
        vec![
            ("a.png", png::full(&picture)),
            ("b.png", png::full(&fixture::deep(&alpha))),
            ("c.png", png::indexed(19, 11, ::png::BitDepth::Four)),
            ("a.jpg", jpeg::full(&plain(false))),
            ("b.jpg", jpeg::full(&plain(true))),
            ("a.webp", webp::full(&alpha, true)),
            ("b.webp", webp::full(&alpha, false)),
            ("a.wav", music::wav(&melody, 8000, music::Depth::I24, true)),
            ("a.flac", [music::manifest_tag(), music::flac(&melody, 8000, Some(&cover))].concat()),
            ("a.mp3", [music::id3(true), music::mp3(12)].concat()),
        ]
    })
}

/// Everything that the crate does with a file. Whatever comes back is fine; coming back is what counts.
fn use_all(name: &str, bytes: &[u8]) {
    let folder = Folder::new();
    let path = folder.put(name, bytes);
    for (index, keep) in [Keep::default(), Keep::ALL].into_iter().enumerate() {
        let out = folder.path(&format!("plain{index}"));
        if write_plain_copy(&path, &out, keep).is_err() {
            assert!(!out.exists(), "a failed copy leaves nothing");
        }
    }
    if probe(&path).is_err() {
        return;
    }
    let _ = decodes(&path);
    if name.ends_with("wav") || name.ends_with("flac") || name.ends_with("mp3") {
        let _ = decode_audio(&path);
        let _ = fingerprint_music(&path, 20);
    } else if let Ok(picture) = decode_picture(&path) {
        let _ = picture_hash(&picture, Orientation::Transversed);
        let _ = thumbnail(&picture, Orientation::Clockwise, 16);
        let _ = write_copy(&path, &picture, &folder.path("copy"), Keep::default());
    }
}

/// Other people's decoders may panic and are caught; our own code must not, not even behind the guard.
fn quietly(run: impl FnOnce()) {
    static OURS: AtomicUsize = AtomicUsize::new(0);
    static QUIET: std::sync::Once = std::sync::Once::new();
    QUIET.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let file =
                info.location().map(|place| place.file().replace('\\', "/")).unwrap_or_default();
            if file.contains("media/src/") {
                OURS.fetch_add(1, Ordering::Relaxed);
            }
            if file.contains("media/src/") || file.contains("media/tests/") {
                usual(info);
            }
        }));
    });
    run();
    assert_eq!(OURS.load(Ordering::Relaxed), 0, "our own code panicked behind the guard");
}

/// How often; `PROPTEST_CASES` makes it more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..Default::default() })]

    #[test]
    fn changed_bytes(which in 0usize..10, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let (name, bytes) = &samples()[which];
        let mut bytes = bytes.clone();
        for (place, value) in changes {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        quietly(|| use_all(name, &bytes));
    }

    #[test]
    fn changed_headers(which in 0usize..10, changes in proptest::collection::vec((0usize..700, any::<u8>()), 1..6)) {
        let (name, bytes) = &samples()[which];
        let mut bytes = bytes.clone();
        for (at, value) in changes {
            if let Some(byte) = bytes.get_mut(at) { *byte = value; }
        }
        quietly(|| use_all(name, &bytes));
    }

    #[test]
    fn cut_anywhere(which in 0usize..10, at in any::<prop::sample::Index>()) {
        let (name, bytes) = &samples()[which];
        quietly(|| use_all(name, &bytes[..at.index(bytes.len())]));
    }

    #[test]
    fn with_a_hole(which in 0usize..10, at in any::<prop::sample::Index>(), length in 1usize..200) {
        let (name, bytes) = &samples()[which];
        let at = at.index(bytes.len());
        let end = (at + length).min(bytes.len());
        quietly(|| use_all(name, &[&bytes[..at], &bytes[end..]].concat()));
    }

    #[test]
    fn rubbish_behind_a_signature(start in 0usize..6, rest in proptest::collection::vec(any::<u8>(), 0..400)) {
        let starts: [&[u8]; 6] = [b"\x89PNG\r\n\x1a\n", &[0xff, 0xd8, 0xff, 0xe1], b"RIFF\xff\0\0\0WEBP", b"RIFF\xff\0\0\0WAVE", b"fLaC", b"ID3\x03\0\0\0\0\0\x10"];
        quietly(|| use_all("a.bin", &[starts[start], &rest].concat()));
    }
}
