//! Every kind of bad input ends in one clear sentence.

use std::path::Path;

use colophon_media::{Keep, Layout, decode_picture, examine, probe, write_copy, write_plain_copy};

use crate::fixture::{self, Folder, jpeg, music, png, webp};

#[track_caller]
fn check(name: &str, bytes: &[u8], sentence: &str) {
    let folder = Folder::new();
    let path = folder.put(name, bytes);
    let error = probe(&path).and_then(|_| decode_picture(&path)).expect_err("it must be refused");
    let said = error.to_string().replace(&*path.to_string_lossy(), name);
    assert_eq!(said, sentence, "the sentence for {name}");
    assert!(!said.contains('\n'), "one sentence is one line");
    let out = folder.path("copy");
    assert!(
        write_plain_copy(&path, &out, Keep::default()).is_err(),
        "no copy of {name} can be made"
    );
    assert_eq!(folder.names(), [name], "nothing may be left behind");
}

fn small() -> colophon_media::Picture {
    fixture::picture(40, 30, Layout::Rgb)
}

#[test]
fn empty() {
    check("a.png", b"", "a.png is empty (0 bytes); export or download it again");
}

#[test]
fn unknown() {
    check(
        "a.png",
        b"hello, this is a letter",
        "a.png is not a PNG, JPEG or WebP picture nor WAV, FLAC or MP3 music; export it as one of these",
    );
    check(
        "a.wav",
        &[0; 5000],
        "a.wav is not a PNG, JPEG or WebP picture nor WAV, FLAC or MP3 music; export it as one of these",
    );
}

#[test]
fn known_but_not_taken() {
    for (bytes, what) in [
        (&b"GIF89a..........."[..], "a GIF picture; export it as PNG, JPEG or WebP"),
        (b"II*\0............", "a TIFF or camera raw picture; export it as PNG, JPEG or WebP"),
        (b"\0\0\0\x18ftypheic....", "a HEIC picture; export it as PNG, JPEG or WebP"),
        (b"\0\0\0\x18ftypisom....", "a film; register its pictures and its music one by one"),
        (b"OggS............", "Ogg music; export it as WAV or FLAC"),
        (b"RF64....WAVE....", "a WAV file beyond 4 GB; split it or export it as FLAC"),
        (b"<svg xmlns='x'></svg>", "an SVG drawing; export it as PNG in the size you publish"),
    ] {
        check("a.bin", bytes, &format!("a.bin is {what}"));
    }
}

#[test]
fn truncated() {
    let cut = "is cut short; export or download it again";
    let picture = small();
    for (name, bytes) in [
        ("a.png", png::full(&picture)),
        ("a.jpg", jpeg::plain(&picture, &Default::default())),
        ("a.webp", webp::full(&picture, true)),
        ("b.webp", webp::plain(&picture, false)),
    ] {
        for part in [3, 2] {
            check(name, &bytes[..bytes.len() * (part - 1) / part], &format!("{name} {cut}"));
        }
    }
    let melody = music::melody(8000, 1.0, 0.0);
    let wav = music::wav(&melody, 8000, music::Depth::I16, false);
    check("a.wav", &wav[..wav.len() / 2], &format!("a.wav {cut}"));
    let flac = music::flac(&melody, 8000, None);
    check("a.flac", &flac[..60], &format!("a.flac {cut}"));
}

#[test]
fn cmyk() {
    check(
        "a.jpg",
        &jpeg::cmyk(32, 32),
        "a.jpg is in CMYK colours, which would shift in a marked copy; convert it to RGB and keep its profile",
    );
}

#[test]
fn animated() {
    let sentence = |name: &str| {
        format!(
            "{name} is an animation, and only still pictures can be marked; export one frame as a picture"
        )
    };
    let apng =
        png::with_chunks(&png::plain(&small()), &[png::chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])]);
    check("a.png", &apng, &sentence("a.png"));
    check("a.webp", &webp::animated(), &sentence("a.webp"));
    let folder = Folder::new();
    let path = folder.put("a.png", &apng);
    assert!(examine(&path).unwrap().picture().unwrap().animated, "it may still be described");
}

#[test]
fn forty_thousand_pixels_wide() {
    let mut header = 40_000u32.to_be_bytes().to_vec();
    header.extend(40_000u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    // Nothing but the header is there: refusing needs no more.
    let png = [&b"\x89PNG\r\n\x1a\n"[..], &png::chunk(b"IHDR", &header)].concat();
    let sentence = |name: &str| {
        format!(
            "{name} is 40000 × 40000 pixels, more than the 268 megapixels that Colophon takes; register a smaller version"
        )
    };
    check("a.png", &png, &sentence("a.png"));
    let mut jpeg = jpeg::plain(&small(), &Default::default());
    let sof = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[sof + 5..sof + 9].copy_from_slice(&[0x9c, 0x40, 0x9c, 0x40]);
    check("a.jpg", &jpeg, &sentence("a.jpg"));
}

#[test]
fn other_jpegs() {
    let mut twelve_bits = jpeg::plain(&small(), &Default::default());
    let sof = twelve_bits.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    twelve_bits[sof + 4] = 12;
    check("a.jpg", &twelve_bits, "a.jpg is a JPEG of 12 bits; export it as a PNG of 16 bits");
    let mut lossless = jpeg::plain(&small(), &Default::default());
    lossless[sof + 1] = 0xc3;
    check(
        "a.jpg",
        &lossless,
        "a.jpg is a lossless or arithmetic-coded JPEG; export it as an ordinary JPEG or as PNG",
    );
}

#[test]
fn mislabelled_is_recognised_and_said() {
    let folder = Folder::new();
    let path = folder.put("a.png", &jpeg::plain(&small(), &Default::default()));
    let probe = probe(&path).expect("content decides");
    assert_eq!(probe.format.to_string(), "JPEG", "the bytes are those of a JPEG");
    let warnings: Vec<String> = probe.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["named .png but is a JPEG file"], "she may not know");
    let path = folder.put("b.JPEG", &jpeg::plain(&small(), &Default::default()));
    assert!(
        colophon_media::probe(&path).unwrap().warnings.is_empty(),
        "an honest name needs no words"
    );
}

#[test]
fn places_that_are_no_files() {
    let folder = Folder::new();
    let said = |path: &Path| probe(path).expect_err("no file").to_string();
    assert!(said(&folder.path("")).contains("is a folder or a device"), "a folder");
    assert!(said(&folder.path("gone.png")).contains("does not exist"), "nothing there");
    assert!(said(Path::new("/dev/null")).contains("is a folder or a device"), "a device");
}

#[cfg(unix)]
#[test]
fn without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.put("a.png", &png::plain(&small()));
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        println!("skipped: this user may open everything");
        return;
    }
    let said = probe(&path).expect_err("not readable").to_string();
    assert!(said.starts_with("Colophon may not open"), "{said}");
}

#[test]
fn a_copy_never_takes_a_place() {
    let folder = Folder::new();
    let picture = small();
    let source = folder.put("a.png", &png::plain(&picture));
    let other = folder.put("b.png", b"somebody's");
    let said = |out: &Path| {
        write_copy(&source, &picture, out, Keep::default()).expect_err("refused").to_string()
    };
    assert!(said(&source).contains("is the original itself"), "the original");
    assert!(said(&other).contains("already exists and was left alone"), "another file");
    assert_eq!(std::fs::read(&other).unwrap(), b"somebody's", "it was left alone");
    assert!(said(&folder.path("none/x.png")).contains("does not exist"), "no such folder");
    assert_eq!(folder.names(), ["a.png", "b.png"], "nothing else appeared");
}

#[test]
fn a_picture_of_another_size_is_refused() {
    let folder = Folder::new();
    let source = folder.put("a.png", &png::plain(&small()));
    let wrong = fixture::picture(41, 30, Layout::Rgb);
    let error =
        write_copy(&source, &wrong, &folder.path("c.png"), Keep::default()).expect_err("refused");
    assert!(
        error.to_string().contains("does not have the size and depth of its source"),
        "{error}"
    );
    let deep = fixture::deep(&small());
    assert!(
        write_copy(&source, &deep, &folder.path("c.png"), Keep::default()).is_err(),
        "depth counts too"
    );
}
