//! Real photographs, where a folder of them is given.

use crate::damage::{crop, flip, jpeg, resize, rotate, to_pixels};
use crate::{PAYLOAD, key, marked};
use colophon_watermark::{DetectHints, Hiding, detect};
use std::path::PathBuf;

/// `$COLOPHON_FIXTURES/pictures/*.jpg`; none without the variable.
fn photographs() -> Vec<PathBuf> {
    let Some(root) = std::env::var_os("COLOPHON_FIXTURES") else { return Vec::new() };
    let folder = PathBuf::from(root).join("pictures");
    let entries = std::fs::read_dir(&folder).expect("COLOPHON_FIXTURES has a folder `pictures`");
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "jpg"));
    paths.sort();
    assert!(!paths.is_empty(), "COLOPHON_FIXTURES was given but {} has no .jpg", folder.display());
    paths
}

#[test]
fn photographs_keep_their_mark() {
    let photographs = photographs();
    if photographs.is_empty() {
        println!("COLOPHON_FIXTURES is not set: no photographs to test");
    }
    let mut failures = Vec::new();
    for path in photographs {
        let picture = to_pixels(image::open(&path).unwrap().into_rgb8());
        let size = (picture.width(), picture.height());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (copy, told) = marked(&picture);
        println!("{name} {size:?}: {told:?}");
        let unmarked = detect(&picture, &key(), &DetectHints::originals(vec![size]));
        assert!(!unmarked.found(), "{name} is not marked yet: {unmarked:?}");
        let blind = DetectHints::blind();
        let hinted = DetectHints::originals(vec![size]);
        let mut damages =
            vec![("untouched", copy.clone(), &blind), ("flipped", flip(&copy), &blind)];
        // A thumbnail of 375 px has no room for more than that, and a page of plain text no
        // places to hide in: both are told to the user as `Hiding::Poor`.
        if told.hiding == Hiding::Good {
            damages.extend([
                ("JPEG 90", jpeg(&copy, 90), &blind),
                ("JPEG 70", jpeg(&copy, 70), &blind),
                ("JPEG 50", jpeg(&copy, 50), &blind),
                ("0.5 x", resize(&copy, 0.5), &blind),
                ("0.75 x, JPEG 70", jpeg(&resize(&copy, 0.75), 70), &blind),
                ("JPEG 60, 0.5 x", resize(&jpeg(&copy, 60), 0.5), &hinted),
                ("0.5 x, JPEG 60", jpeg(&resize(&copy, 0.5), 60), &hinted),
                ("turned by 10 degrees", rotate(&copy, 10.0), &blind),
                ("crop 50 %", crop(&copy, 0.5), &blind),
                ("crop 25 %", crop(&copy, 0.25), &blind),
                ("crop 84 %, 0.8 x, JPEG 60", jpeg(&resize(&crop(&copy, 0.84), 0.8), 60), &blind),
            ]);
        }
        for (what, damaged, hints) in damages {
            let seen = detect(&damaged, &key(), hints);
            println!("  {what:28} {:?} z {:5.1} {:?}", seen.verdict, seen.z, seen.path);
            if seen.payload() != Some(PAYLOAD) {
                failures.push(format!("{name}, {what}: {seen:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "marks were lost:\n{}", failures.join("\n"));
}
