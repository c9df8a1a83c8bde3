//! What comes along, what does not, and what the report says about it.

use std::path::Path;

use colophon_media::{
    Block, CopyReport, Keep, Layout, Orientation, Why, decode_picture, probe, write_copy,
    write_plain_copy,
};

use crate::fixture::{self, ARTIST, Folder, SERIAL, TOWN, holds, jpeg, music, png, webp};

const PREVIEW: &[u8] = b"PREVIEW-PIXELS";

fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    let picture = fixture::picture(40, 30, Layout::Rgb);
    vec![
        ("a.png", png::full(&picture)),
        ("a.jpg", jpeg::full(&jpeg::plain(&picture, &Default::default()))),
        ("a.webp", webp::full(&picture, true)),
        ("b.webp", webp::full(&picture, false)),
    ]
}

fn music() -> Vec<(&'static str, Vec<u8>)> {
    let melody = music::melody(8000, 1.0, 0.0);
    let cover =
        jpeg::full(&jpeg::plain(&fixture::picture(32, 32, Layout::Rgb), &Default::default()));
    let mp3 = [music::id3(true), music::mp3(30)].concat();
    let flac = [music::manifest_tag(), music::flac(&melody, 8000, Some(&cover))].concat();
    vec![
        ("a.wav", music::wav(&melody, 8000, music::Depth::I16, true)),
        ("a.flac", flac),
        ("a.mp3", mp3),
    ]
}

/// Both kinds of copy of every fixture, with the report and the folder that keeps them.
fn copies(keep: Keep) -> Vec<(Folder, &'static str, CopyReport)> {
    let mut all = Vec::new();
    for (name, bytes) in pictures() {
        let folder = Folder::new();
        let source = folder.put(name, &bytes);
        let picture = fixture::marked(&decode_picture(&source).unwrap());
        let report = write_copy(&source, &picture, &folder.path("copy"), keep).unwrap();
        all.push((folder, name, report));
    }
    for (name, bytes) in pictures().into_iter().chain(music()) {
        let folder = Folder::new();
        let source = folder.put(name, &bytes);
        let report = write_plain_copy(&source, &folder.path("copy"), keep).unwrap();
        all.push((folder, name, report));
    }
    all
}

fn reasons(report: &CopyReport, why: Why) -> Vec<&str> {
    report.dropped.iter().filter(|item| item.why == why).map(|item| item.name.as_str()).collect()
}

#[test]
fn nothing_private_is_left_in_a_copy() {
    for (folder, name, report) in copies(Keep::default()) {
        let (source, copy) = (folder.path(name), folder.path("copy"));
        assert!(holds(&source, TOWN.as_bytes()) || name == "a.mp3", "{name} is a fair test");
        for (what, needle) in
            [("place", TOWN.as_bytes()), ("serial number", SERIAL.as_bytes()), ("preview", PREVIEW)]
        {
            assert!(!holds(&copy, needle), "{name}: a {what} is still there");
        }
        assert!(!holds(&copy, b"manifest"), "{name}: an old manifest is still there");
        assert!(holds(&copy, ARTIST.as_bytes()), "{name}: the artist is gone");
        assert!(!reasons(&report, Why::Location).is_empty(), "{name}: the report names the place");
        assert!(
            !reasons(&report, Why::PreviousManifest).is_empty(),
            "{name}: the report names the manifest"
        );
        assert!(
            reasons(&report, Why::Damaged).is_empty(),
            "{name}: nothing was unreadable: {report:?}"
        );
        assert!(!probe(&copy).unwrap().bytes.eq(&0), "{name}: there is a copy");
    }
}

#[test]
fn what_she_keeps_is_kept() {
    for (keep, why, needle) in [
        (Keep { location: true, ..Keep::default() }, Why::Location, TOWN.as_bytes()),
        (Keep { serials: true, ..Keep::default() }, Why::Serial, SERIAL.as_bytes()),
        (Keep { previews: true, ..Keep::default() }, Why::Preview, PREVIEW),
    ] {
        for (folder, name, report) in copies(keep) {
            if holds(&folder.path(name), needle) {
                assert!(holds(&folder.path("copy"), needle), "{name}: {why:?} was asked for");
            }
            let still: Vec<_> = reasons(&report, why);
            assert!(still.is_empty(), "{name}: {still:?} was asked for");
        }
    }
}

#[test]
fn the_rest_survives() {
    for (folder, name, report) in copies(Keep::default()) {
        let copy = folder.path("copy");
        let has = |block| report.kept.iter().any(|item| item.block == block);
        if let Some(picture) = probe(&copy).unwrap().picture() {
            assert_eq!(picture.orientation, Orientation::Clockwise, "{name}: the orientation");
            assert!(picture.icc && has(Block::Icc), "{name}: the profile");
            assert!(has(Block::Exif) && has(Block::Xmp), "{name}: EXIF and XMP");
            assert!(!picture.manifest, "{name}: no manifest of the source");
            assert!(holds(&copy, b"Colophon Optical"), "{name}: the camera's maker");
            assert!(holds(&copy, b"Owner Quill"), "{name}: an owner is no serial number");
            assert!(holds(&copy, b"It's Ida Quill"), "{name}: an attribute beside a dropped one");
        }
    }
}

fn report_of(name: &str, keep: Keep) -> CopyReport {
    let (_, _, report) = copies(keep).into_iter().find(|(_, found, _)| *found == name).unwrap();
    report
}

#[track_caller]
fn check_dropped(name: &str, expected: &[(&str, Why)]) {
    let report = report_of(name, Keep::default());
    let mut found: Vec<_> =
        report.dropped.iter().map(|item| (item.name.as_str(), item.why)).collect();
    found.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(found, expected, "everything dropped from {name}, by name and reason");
}

#[test]
fn the_report_of_a_jpeg() {
    check_dropped(
        "a.jpg",
        &[
            ("GPSInfo", Why::Location),
            ("MakerNote", Why::Serial),
            ("BodySerialNumber", Why::Serial),
            ("LensSerialNumber", Why::Serial),
            ("EXIF thumbnail", Why::Preview),
            ("GPSLatitude", Why::Location),
            ("City", Why::Location),
            ("City", Why::Location),
            ("LocationCreated", Why::Location),
            ("SerialNumber", Why::Serial),
            ("Thumbnails", Why::Preview),
            ("provenance", Why::PreviousManifest),
            ("MPF", Why::Preview),
            ("APP5 RMETA", Why::Opaque),
            ("JUMBF", Why::PreviousManifest),
            ("Photoshop thumbnail", Why::Preview),
            ("data after the image", Why::Preview),
        ],
    );
}

#[test]
fn the_report_of_a_wav() {
    check_dropped(
        "a.wav",
        &[
            ("OriginatorReference", Why::Serial),
            ("UMID", Why::Location),
            ("LOCATION", Why::Location),
            ("DEVICE_SERIAL", Why::Serial),
            ("ID3 TXXX", Why::Location),
            ("ID3 GEOB", Why::PreviousManifest),
            ("C2PA", Why::PreviousManifest),
            ("umid", Why::Location),
        ],
    );
}

#[test]
fn the_report_of_a_flac_reaches_into_its_cover() {
    let report = report_of("a.flac", Keep::default());
    let location = reasons(&report, Why::Location);
    assert!(location.contains(&"LOCATION") && location.contains(&"GPSLATITUDE"), "{location:?}");
    assert!(location.contains(&"GPSInfo in the cover"), "a cover has metadata too: {location:?}");
}

#[test]
fn a_cleaned_copy_needs_no_more_cleaning() {
    for (folder, name, _) in copies(Keep::default()) {
        let again = folder.path("again");
        let report = write_plain_copy(&folder.path("copy"), &again, Keep::default()).unwrap();
        assert_eq!(report.dropped, [], "{name}: cleaning is complete the first time");
        let same = |path: &Path| std::fs::read(path).unwrap();
        assert!(
            same(&again) == same(&folder.path("copy")),
            "{name}: and changes nothing the second time"
        );
    }
}

#[test]
fn a_report_survives_serialisation() {
    let report = report_of("a.jpg", Keep::default());
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains(r#"{"block":"exif","name":"GPSInfo","why":"location"}"#), "{json}");
    assert_eq!(
        serde_json::from_str::<CopyReport>(&json).unwrap(),
        report,
        "for the window and the store"
    );
}
