//! Codes that survive editing, and tell different works apart.

use colophon_media::{
    LEAST_QUALITY, Layout, NEAR_ISCC_BITS, NEAR_PICTURE_BITS, Orientation, Picture, Samples,
    decode_picture, fingerprint_music, fingerprint_picture, hash_file, iscc_distance, picture_hash,
    thumbnail,
};

use crate::fixture::{self, Folder, jpeg, music, png};

/// A picture with structure at many sizes; another seed, another picture.
fn scene_of(seed: u32) -> Picture {
    let mut state = seed;
    let mut next = |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % limit
    };
    let discs: Vec<_> = (0..40)
        .map(|_| [next(320), next(240), 8 + next(50), next(256), next(256), next(256)])
        .collect();
    let mut samples = Vec::new();
    for y in 0..240u32 {
        for x in 0..320u32 {
            let inside =
                |d: &&[u32; 6]| d[0].abs_diff(x).pow(2) + d[1].abs_diff(y).pow(2) < d[2] * d[2];
            let colour = discs
                .iter()
                .rev()
                .find(inside)
                .map_or([x * 255 / 320, y * 255 / 240, 90], |d| [d[3], d[4], d[5]]);
            samples.extend(colour.map(|v| v as u8));
        }
    }
    Picture { width: 320, height: 240, layout: Layout::Rgb, samples: Samples::U8(samples) }
}

fn scene() -> Picture {
    scene_of(1)
}

fn other_scene() -> Picture {
    scene_of(2)
}

#[test]
fn hashes_are_the_published_ones() {
    let folder = Folder::new();
    let hash = hash_file(&folder.put("a", b"abc")).unwrap();
    assert_eq!(
        hash.sha256.to_string(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "FIPS 180-2, appendix B.1"
    );
    assert_eq!(
        hash.blake3.to_string(),
        "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
        "BLAKE3 of abc"
    );
    assert_eq!(hash.bytes, 3, "length");
}

#[test]
fn a_re_encoded_picture_is_near_and_another_is_not() {
    let folder = Folder::new();
    let print = |name: &str, bytes: &[u8]| {
        let path = folder.put(name, bytes);
        fingerprint_picture(&path, &decode_picture(&path).unwrap(), Orientation::Upright).unwrap()
    };
    let original = print("a.png", &png::plain(&scene()));
    let coding = jpeg::Coding { tables: jpeg::Tables::Quality(50), ..Default::default() };
    let small = thumbnail(&scene(), Orientation::Upright, 160).unwrap();
    let other = print("c.png", &png::plain(&other_scene()));
    assert!(original.quality >= LEAST_QUALITY, "there is enough in it: {}", original.quality);
    for (what, copy) in [
        ("quality 50", print("a.jpg", &jpeg::plain(&scene(), &coding))),
        ("half the size", print("b.jpg", &small.bytes)),
    ] {
        let bits = original.hash.distance(&copy.hash);
        assert!(bits <= NEAR_PICTURE_BITS, "{what}: {bits} bits");
        let bits =
            iscc_distance(original.iscc.content().unwrap(), copy.iscc.content().unwrap()).unwrap();
        assert!(bits <= NEAR_ISCC_BITS, "{what}: {bits} bits of ISCC");
        assert_ne!(original.file.blake3, copy.file.blake3, "{what}: other bytes");
    }
    let bits = original.hash.distance(&other.hash);
    assert!(bits > NEAR_PICTURE_BITS * 2, "another picture is {bits} bits away");
    assert!(
        original.iscc.composite.starts_with("ISCC:KEA"),
        "a composite code of an image: {}",
        original.iscc.composite
    );
    assert_eq!(original.iscc.units.len(), 3, "content, data, instance");
    assert_eq!(original.hash.to_string().parse(), Ok(original.hash), "a hash survives as text");
}

#[test]
fn turned_pixels_with_a_tag_are_the_same_picture() {
    let upright = scene();
    for tag in 1..=8 {
        let orientation = Orientation::from_tag(tag);
        // Stored so that the tag's turn restores it: the inverse turn, found by trying all eight.
        let Samples::U8(samples) = &upright.samples else { panic!("8 bits") };
        let stored = (1..=8)
            .map(|inverse| Orientation::from_tag(inverse).upright(samples, (320, 240), 3))
            .find(|(s, w, h)| orientation.upright(s, (*w, *h), 3).0 == *samples)
            .expect("every turn has an inverse");
        let turned = Picture {
            width: stored.1 as u32,
            height: stored.2 as u32,
            layout: Layout::Rgb,
            samples: Samples::U8(stored.0),
        };
        let bits = picture_hash(&turned, orientation)
            .0
            .distance(&picture_hash(&upright, Orientation::Upright).0);
        assert_eq!(bits, 0, "orientation {tag}");
        let folder = Folder::new();
        let code = |name: &str, picture: &Picture, orientation| {
            let path = folder.put(name, &png::plain(picture));
            fingerprint_picture(&path, picture, orientation).unwrap().iscc.units[0].clone()
        };
        let (one, other) =
            (code("a.png", &turned, orientation), code("b.png", &upright, Orientation::Upright));
        assert_eq!(one, other, "the Image-Code too, at orientation {tag}");
    }
}

#[test]
fn a_flat_picture_says_so() {
    let flat = Picture {
        width: 50,
        height: 50,
        layout: Layout::Grey,
        samples: Samples::U8(vec![128; 2500]),
    };
    assert!(
        picture_hash(&flat, Orientation::Upright).1 < LEAST_QUALITY,
        "its hash must not be compared"
    );
}

#[test]
fn transparent_borders_and_alpha_do_not_matter() {
    let folder = Folder::new();
    let inner = scene();
    let Samples::U8(samples) = &inner.samples else { panic!("8 bits") };
    let mut framed = vec![[255u8, 255, 255, 0]; 360 * 300];
    for y in 0..240 {
        for x in 0..320 {
            let at = (y * 320 + x) * 3;
            framed[(y + 30) * 360 + x + 20] = [samples[at], samples[at + 1], samples[at + 2], 255];
        }
    }
    let framed = Picture {
        width: 360,
        height: 300,
        layout: Layout::Rgba,
        samples: Samples::U8(framed.concat()),
    };
    let code = |name: &str, picture: &Picture| {
        let path = folder.put(name, &png::plain(picture));
        fingerprint_picture(&path, picture, Orientation::Upright).unwrap().iscc.units[0].clone()
    };
    assert_eq!(
        code("a.png", &framed),
        code("b.png", &inner),
        "a border on white is trimmed before the code"
    );
}

#[test]
fn a_recording_is_found_again_at_another_start_and_depth() {
    let folder = Folder::new();
    let melody = music::melody(22_050, 24.0, 0.0);
    let print =
        |name: &str, bytes: &[u8]| fingerprint_music(&folder.put(name, bytes), 100).unwrap();
    let whole = print("a.wav", &music::wav(&melody, 22_050, music::Depth::I24, true));
    let later =
        print("b.wav", &music::wav(&melody[22_050 * 6..], 22_050, music::Depth::I16, false));
    let found = whole.print.align(&later.print).expect("both say enough");
    assert!(found.is_near() && found.error < 0.15, "{found:?}");
    let seconds = found.offset as f64 * colophon_media::SoundPrint::MILLISECONDS_AN_ITEM / 1000.0;
    assert!((seconds - 6.0).abs() < 0.3, "it starts six seconds later, not {seconds:.2}");
    let other = print("c.wav", &music::wav(&noise(22_050 * 24), 22_050, music::Depth::I16, false));
    let apart = whole.print.align(&other.print).expect("both say enough");
    assert!(!apart.is_near(), "{apart:?}");
    assert!(
        whole.iscc.composite.starts_with("ISCC:KIA"),
        "a composite code of sound: {}",
        whole.iscc.composite
    );
    assert_eq!(whole.peaks.0.len(), 100, "as many columns as asked for");
    assert!(
        whole.peaks.0.iter().all(|peak| (40..=200).contains(peak)),
        "a steady melody: {:?}",
        whole.peaks.0
    );
}

fn noise(count: usize) -> Vec<f32> {
    let mut state = 7u32;
    let mut step = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32 - 0.5
    };
    (0..count).map(|_| step()).collect()
}

#[test]
fn silence_matches_nothing() {
    let folder = Folder::new();
    let silence = vec![0.0; 22_050 * 10];
    let print = |name: &str| {
        fingerprint_music(
            &folder.put(name, &music::wav(&silence, 22_050, music::Depth::I16, false)),
            10,
        )
        .unwrap()
    };
    assert_eq!(print("a.wav").print.align(&print("b.wav").print), None, "all silence is alike");
    assert!(print("c.wav").peaks.0.iter().all(|peak| *peak == 0), "and shows nothing");
}

#[test]
fn too_short_is_said() {
    let folder = Folder::new();
    let path = folder.put("a.wav", &music::wav(&[0.1; 200], 8000, music::Depth::I16, false));
    let said = fingerprint_music(&path, 10).expect_err("no print").to_string();
    assert!(said.contains("too little sound"), "{said}");
}

#[test]
fn thumbnails_stand_upright_and_keep_alpha() {
    let thumb = thumbnail(&scene(), Orientation::Clockwise, 100).unwrap();
    assert_eq!((thumb.width, thumb.height, thumb.mime), (75, 100, "image/jpeg"), "turned");
    let alpha = thumbnail(
        &fixture::deep(&fixture::picture(64, 16, Layout::Rgba)),
        Orientation::Upright,
        32,
    )
    .unwrap();
    assert_eq!(
        (alpha.width, alpha.height, alpha.mime),
        (32, 8, "image/png"),
        "transparency needs PNG"
    );
    let small =
        thumbnail(&fixture::picture(10, 4, Layout::Grey), Orientation::Upright, 500).unwrap();
    assert_eq!((small.width, small.height), (10, 4), "never enlarged");
    let folder = Folder::new();
    for (name, thumb) in [("a.jpg", thumb), ("a.png", alpha), ("b.jpg", small)] {
        let decoded = decode_picture(&folder.put(name, &thumb.bytes)).unwrap();
        assert_eq!((decoded.width, decoded.height), (thumb.width, thumb.height), "{name} decodes");
    }
}
