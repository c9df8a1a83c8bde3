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
