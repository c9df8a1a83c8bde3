//! Other people's programs look at our copies. A judge that is not installed is named and left out.

use std::{path::Path, process::Command};

use colophon_media::{Keep, Layout, decode_picture, decodes, write_copy, write_plain_copy};

use crate::fixture::{self, Folder, jpeg, music, png, webp};

/// Runs a program and returns its output, or nothing if it is not there.
fn ask(program: &str, arguments: &[&str], file: &Path) -> Option<(bool, String)> {
    let output = Command::new(program).args(arguments).arg(file).output();
    let Ok(output) = output else {
        println!("skipped: {program} is not installed");
        return None;
    };
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

#[test]
fn exiftool_finds_what_survived_and_nothing_else() {
    let picture = fixture::picture(48, 32, Layout::Rgb);
    for (name, bytes) in [
        ("a.png", png::full(&picture)),
        ("a.jpg", jpeg::full(&jpeg::plain(&picture, &Default::default()))),
        ("a.webp", webp::full(&picture, true)),
        ("b.webp", webp::full(&picture, false)),
    ] {
        let folder = Folder::new();
        let source = folder.put(name, &bytes);
        let out = folder.path(&format!("copy-{name}"));
        let marked = fixture::marked(&decode_picture(&source).unwrap());
        write_copy(&source, &marked, &out, Keep::default()).unwrap();
        let Some((_, said)) = ask("exiftool", &["-a", "-G1", "-s"], &out) else { return };
        for wanted in [
            "Orientation",
            "Ida Quill",
            "ExposureTime",
            "Copyright",
            "DateTimeOriginal",
            "OwnerName",
        ] {
            assert!(said.contains(wanted), "{name}: exiftool misses {wanted}:\n{said}");
        }
        for private in [
            "GPS",
            "SerialNumber",
            "Secretville",
            "ThumbnailImage",
            "MPImage",
            "JUMBF",
            "City",
            "MakerNote",
        ] {
            assert!(!said.contains(private), "{name}: exiftool still finds {private}:\n{said}");
        }
        assert!(!said.contains("Error"), "{name}: exiftool finds an error:\n{said}");
        let (_, said) =
            ask("exiftool", &["-validate", "-warning", "-a"], &out).expect("it was just there");
        println!("{name}: {said}");
    }
}

#[test]
fn exiftool_reads_a_cleaned_big_endian_block() {
    let folder = Folder::new();
    for little in [true, false] {
        let exif = fixture::exif::Exif { little, orientation: 8, ..Default::default() }.build();
        let plain = jpeg::plain(&fixture::picture(32, 32, Layout::Rgb), &Default::default());
        let segment = jpeg::segment(0xe1, &[b"Exif\0\0", &exif]);
        let source = folder.put("a.jpg", &[&plain[..2], &segment, &plain[2..]].concat());
        let out = folder.path(&format!("{little}.jpg"));
        write_plain_copy(&source, &out, Keep { previews: true, ..Keep::default() }).unwrap();
        let Some((_, said)) = ask("exiftool", &["-a", "-s"], &out) else { return };
        assert!(said.contains("Rotate 270 CW"), "the orientation:\n{said}");
        assert!(said.contains("ThumbnailImage"), "the thumbnail that was asked for:\n{said}");
        assert!(!said.contains("GPS") && !said.contains("Warning"), "nothing else:\n{said}");
    }
}

/// What ffmpeg sees in a picture, as RGB of 8 bits.
fn seen_by_ffmpeg(path: &Path) -> Option<Vec<u8>> {
    let arguments = ["-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
    let output = Command::new("ffmpeg").arg("-i").arg(path).args(arguments).output();
    output
        .inspect_err(|_| println!("skipped: ffmpeg is not installed"))
        .ok()
        .map(|output| output.stdout)
}

fn psnr(one: &[u8], other: &[u8]) -> f64 {
    assert_eq!(one.len(), other.len(), "the same size");
    let squares: f64 = one.iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum();
    10.0 * (255.0 * 255.0 * one.len() as f64 / squares.max(1.0)).log10()
}

/// Decoders differ in how they widen chroma, most of all fourfold, and in nothing else; a decoder that
/// is wrong is more than ten decibels further away.
#[test]
fn ffmpeg_sees_the_same_jpegs() {
    use jpeg_encoder::SamplingFactor::*;
    let picture = fixture::picture(75, 53, Layout::Rgb);
    let mut wrong = Vec::new();
    for sampling in [F_1_1, F_2_1, F_1_2, F_2_2, F_4_1, F_4_2, F_1_4, F_2_4] {
        for progressive in [false, true] {
            let folder = Folder::new();
            let coding = jpeg::Coding { sampling, progressive, ..Default::default() };
            let source = folder.put("a.jpg", &jpeg::plain(&picture, &coding));
            let seen = decode_picture(&source);
            let out = folder.path("copy.jpg");
            for (what, path) in [("source", &source), ("copy", &out)] {
                let Ok(seen) = &seen else {
                    wrong.push(format!("{sampling:?} progressive={progressive} {what}: refused"));
                    continue;
                };
                if what == "copy" && write_copy(&source, seen, &out, Keep::default()).is_err() {
                    wrong.push(format!("{sampling:?} progressive={progressive}: no copy"));
                    continue;
                }
                let Some(judged) = seen_by_ffmpeg(path) else { return };
                let ours = decode_picture(path)
                    .map(|picture| psnr(&picture.to_u8(), &judged))
                    .unwrap_or(0.0);
                if ours < 26.0 {
                    wrong.push(format!(
                        "{sampling:?} progressive={progressive} {what}: {ours:.1} dB"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ffmpeg_plays_our_copies() {
    let melody = music::melody(8000, 2.0, 0.0);
    let cover = jpeg::plain(&fixture::picture(32, 32, Layout::Rgb), &Default::default());
    for (name, bytes) in [
        ("a.wav", music::wav(&melody, 8000, music::Depth::I24, true)),
        ("a.flac", [music::manifest_tag(), music::flac(&melody, 8000, Some(&cover))].concat()),
        ("a.mp3", [music::id3(true), music::mp3(40)].concat()),
    ] {
        let folder = Folder::new();
        let source = folder.put(name, &bytes);
        let out = folder.path(&format!("copy-{name}"));
        write_plain_copy(&source, &out, Keep::default()).unwrap();
        let Some((fine, said)) = ask("ffprobe", &["-v", "error", "-show_format"], &out) else {
            return;
        };
        assert!(fine && said.contains("Ida Quill"), "{name}: ffprobe reads the artist:\n{said}");
    }
}

#[test]
fn flac_accepts_our_copies() {
    let folder = Folder::new();
    let source = folder.put("a.flac", &music::flac(&music::melody(8000, 2.0, 0.0), 8000, None));
    let out = folder.path("copy.flac");
    write_plain_copy(&source, &out, Keep::default()).unwrap();
    let Some((fine, said)) = ask("flac", &["-t", "-s"], &out) else { return };
    assert!(fine, "the reference decoder:\n{said}");
}

#[test]
fn real_encoders_files_are_taken() {
    let folder = Folder::new();
    let wav = folder.put(
        "a.wav",
        &music::wav(&music::melody(44_100, 6.0, 0.0), 44_100, music::Depth::I16, false),
    );
    for (name, arguments) in [
        ("a.flac", &["-c:a", "flac"][..]),
        ("a.mp3", &["-c:a", "libmp3lame", "-b:a", "192k", "-id3v2_version", "4"][..]),
    ] {
        let out = folder.path(name);
        let source = wav.to_string_lossy();
        let all =
            [&["-v", "error", "-y", "-i", &source, "-metadata", "artist=Ida Quill"], arguments]
                .concat();
        let Some((fine, said)) = ask("ffmpeg", &all, &out) else { return };
        assert!(fine, "{said}");
        decodes(&out).unwrap_or_else(|error| panic!("{name}: {error}"));
        let copy = folder.path(&format!("copy-{name}"));
        write_plain_copy(&out, &copy, Keep::default()).unwrap();
        decodes(&copy).unwrap_or_else(|error| panic!("copy of {name}: {error}"));
        let before = colophon_media::fingerprint_music(&wav, 10).unwrap();
        let after = colophon_media::fingerprint_music(&copy, 10).unwrap();
        let found = before.print.align(&after.print).expect("enough sound");
        assert!(found.is_near(), "{name}: {found:?}");
    }
}
