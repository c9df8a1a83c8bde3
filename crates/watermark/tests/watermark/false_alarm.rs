//! Nothing is found where nothing of the key was written.

use crate::damage::jpeg;
use crate::pictures::{illustration, landscape, plain, texture};
use crate::{key, marked};
use colophon_watermark::{
    DetectHints, MarkKey, Pixels, READ_Z, Samples, Verdict, detect, detect_plane,
};

#[test]
fn unmarked_pictures_have_no_mark() {
    let pictures =
        [landscape(1, 1024, 768), texture(2, 900, 600), illustration(3, 800, 800), plain(300, 300)];
    for picture in pictures {
        let hints = DetectHints::originals(vec![(2048, 1536), (800, 600)]);
        for copy in [picture.clone(), jpeg(&picture, 40)] {
            let seen = detect(&copy, &key(), &hints);
            assert_eq!(seen.verdict, Verdict::Absent, "{seen:?}");
        }
    }
}

#[test]
fn wrong_keys_see_noise() {
    const KEYS: u32 = 240;
    let (copy, _) = marked(&landscape(1, 640, 480));
    let luma = copy.luma();
    let scores: Vec<f64> = (0..KEYS)
        .map(|n| {
            let mut bytes = [0x5A; 32];
            bytes[..4].copy_from_slice(&n.to_le_bytes());
            let hints = DetectHints { geometric: n % 12 == 0, ..DetectHints::undamaged() };
            let seen = detect_plane(&luma, &MarkKey::new(bytes), &hints);
            assert_eq!(seen.verdict, Verdict::Absent, "key {n}: {seen:?}");
            seen.z
        })
        .collect();
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    let most = scores.iter().copied().fold(0.0, f64::max);
    println!("{KEYS} wrong keys: mean of the best scores {mean:.2}, highest {most:.2}");
    // The largest of 262,144 normal values (two grids, eight symmetries) is about 4.5.
    assert!((4.2..4.9).contains(&mean), "the score is not normal: mean of maxima {mean}");
    assert!(most < READ_Z + 1.0, "a wrong key reached {most}");
}

#[test]
fn pictures_too_small_to_search_are_just_not_marked() {
    for (width, height) in [(1, 1), (2, 900), (47, 47), (48, 48), (60, 3000)] {
        let samples = Samples::Eight((0..width * height).map(|i| (i * 89 % 251) as u8).collect());
        let picture =
            Pixels::new(width, height, colophon_watermark::Layout::Grey, samples).unwrap();
        let seen = detect(&picture, &key(), &DetectHints::originals(vec![(4000, 3000), (1, 1)]));
        assert_eq!(seen.verdict, Verdict::Absent, "{width} x {height}: {seen:?}");
    }
}
