//! A mark that the first version wrote must be readable for ever.
//!
//! `fixtures/format-0.png` was made once, of the procedural landscape 9, and is never made again.

use crate::damage::{crop, flip, jpeg, resize, to_pixels};
use colophon_watermark::{DetectHints, MarkKey, Payload, SearchPath, detect};
use std::path::PathBuf;

const PAYLOAD: Payload = Payload(0x0123_4567_89AB_CDEF);
const SIZE: (usize, usize) = (480, 360);

fn key() -> MarkKey {
    MarkKey::new(std::array::from_fn(|i| i as u8))
}

fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-0.png")
}

#[test]
fn the_first_mark_is_read() {
    let copy = to_pixels(image::open(fixture()).unwrap().into_rgb8());
    let hints = DetectHints::originals(vec![SIZE]);
    for (what, copy, path) in [
        ("as it was", copy.clone(), SearchPath::Aligned),
        ("flipped", flip(&copy), SearchPath::Aligned),
        ("JPEG 70", jpeg(&copy, 70), SearchPath::Aligned),
        ("0.8 x", resize(&copy, 0.8), SearchPath::Aligned),
        ("crop 70 %, 0.9 x", resize(&crop(&copy, 0.7), 0.9), SearchPath::Lattice),
    ] {
        let seen = detect(&copy, &key(), &hints);
        assert_eq!(seen.payload(), Some(PAYLOAD), "{what}: {seen:?}");
        assert_eq!(seen.path, Some(path), "{what}: {seen:?}");
        assert!(seen.z > 10.0, "{what}: the score fell to {}", seen.z);
    }
}
