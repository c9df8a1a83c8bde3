//! What a mark survives.

use crate::damage::{blur, crop, flip, jpeg, quarter_turn, resize, rotate, tone};
use crate::pictures::{landscape, texture};
use crate::{PAYLOAD, key, marked};
use colophon_watermark::{DetectHints, Detection, Pixels, SearchPath, detect};

/// Reads a damaged copy and insists on the payload.
#[track_caller]
fn check_read(what: &str, copy: &Pixels, hints: &DetectHints) -> Detection {
    let seen = detect(copy, &key(), hints);
    println!(
        "{what:32} {:?} z {:5.1} log10 p {:6.1} period {:.2}",
        seen.path, seen.z, seen.log10_p, seen.period
    );
    assert_eq!(seen.payload(), Some(PAYLOAD), "{what}: {seen:?}");
    assert!(seen.log10_p < -9.0, "{what}: a reading must be sure, {seen:?}");
    seen
}

#[test]
fn ordinary_sharing_without_knowing_the_original() {
    for (name, picture) in
        [("landscape", landscape(1, 1024, 768)), ("texture", texture(2, 1024, 683))]
    {
        let (copy, embedded) = marked(&picture);
        println!("{name}: {embedded:?}");
        let blind = DetectHints::blind();
        for quality in [90, 70, 50] {
            let seen = check_read(&format!("{name} JPEG {quality}"), &jpeg(&copy, quality), &blind);
            assert_eq!(seen.path, Some(SearchPath::Aligned), "an uncropped copy keeps its period");
        }
        check_read(&format!("{name} flipped"), &flip(&copy), &blind);
        check_read(&format!("{name} quarter turn"), &quarter_turn(&copy), &blind);
        check_read(&format!("{name} brighter"), &tone(&copy, 1.0, 1.4), &blind);
        check_read(&format!("{name} low contrast"), &tone(&copy, 0.6, 1.0), &blind);
        check_read(&format!("{name} blurred"), &blur(&copy, 1.0), &blind);
        check_read(&format!("{name} crop 50 %"), &crop(&copy, 0.5), &blind);
    }
}

#[test]
fn geometry_is_found_by_the_lattice() {
    for (name, picture) in
        [("landscape", landscape(3, 1024, 768)), ("texture", texture(4, 1024, 683))]
    {
        let (copy, _) = marked(&picture);
        let blind = DetectHints::blind();
        for (what, copy) in [
            ("turned by 10 degrees", rotate(&copy, 10.0)),
            ("turned by 33 degrees", rotate(&copy, 33.0)),
            ("crop 25 %, 0.8 x", resize(&crop(&copy, 0.25), 0.8)),
            ("crop 84 %, 0.8 x, JPEG 60", jpeg(&resize(&crop(&copy, 0.84), 0.8), 60)),
            ("1.5 x, crop 50 %", crop(&resize(&copy, 1.5), 0.5)),
        ] {
            let seen = check_read(&format!("{name} {what}"), &copy, &blind);
            assert_eq!(seen.path, Some(SearchPath::Lattice), "{what} leaves no known period");
        }
    }
}

#[test]
fn a_hint_carries_through_halving_and_compression() {
    for (name, size) in [("small", (800, 600)), ("web", (1024, 768)), ("large", (2400, 1800))] {
        let (copy, _) = marked(&landscape(5, size.0, size.1));
        let hints = DetectHints::originals(vec![(640, 480), size]);
        check_read(&format!("{name} 0.5 x"), &resize(&copy, 0.5), &hints);
        check_read(&format!("{name} 0.5 x, JPEG 60"), &jpeg(&resize(&copy, 0.5), 60), &hints);
        check_read(&format!("{name} JPEG 60, 0.5 x"), &resize(&jpeg(&copy, 60), 0.5), &hints);
        let both = jpeg(&resize(&jpeg(&copy, 60), 0.5), 60);
        check_read(&format!("{name} JPEG 60, 0.5 x, JPEG 60"), &both, &hints);
    }
}

#[test]
fn a_large_picture_survives_the_widths_of_the_web_without_a_hint() {
    let (copy, embedded) = marked(&landscape(6, 3000, 2000));
    assert!((embedded.period - 375.0).abs() < 1e-9, "an eighth of the long edge");
    for width in [2048.0, 1080.0, 800.0] {
        let reduced = jpeg(&resize(&copy, width / 3000.0), 75);
        let seen = check_read(&format!("{width} px"), &reduced, &DetectHints::blind());
        assert_eq!(seen.path, Some(SearchPath::Aligned), "the period follows the size");
    }
    check_read("crop 25 %, 1080 px", &resize(&crop(&copy, 0.25), 0.72), &DetectHints::blind());
}
