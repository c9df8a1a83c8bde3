//! How long a photograph takes; `cargo test --release -- --ignored --nocapture speed`.

use std::time::Instant;

use colophon_media::{
    Keep, Layout, Orientation, check_copy, decode_picture, fingerprint_picture, probe, thumbnail,
    write_copy,
};

use crate::fixture::{self, Folder, jpeg};

#[test]
#[ignore = "a measurement"]
fn twelve_megapixels() {
    let folder = Folder::new();
    let picture = fixture::picture(4000, 3000, Layout::Rgb);
    let source = folder.put("a.jpg", &jpeg::full(&jpeg::plain(&picture, &Default::default())));
    let out = folder.path("b.jpg");
    let mut last = Instant::now();
    let mut lap = |what: &str| {
        println!("{what:12} {:5} ms", last.elapsed().as_millis());
        last = Instant::now();
    };
    let orientation = probe(&source).unwrap().picture().unwrap().orientation;
    lap("probe");
    let picture = decode_picture(&source).unwrap();
    lap("decode");
    fingerprint_picture(&source, &picture, orientation).unwrap();
    lap("fingerprint");
    write_copy(&source, &picture, &out, Keep::default()).unwrap();
    lap("copy");
    check_copy(&picture, &out).unwrap();
    lap("check");
    thumbnail(&picture, Orientation::Clockwise, 512).unwrap();
    lap("thumbnail");
}
