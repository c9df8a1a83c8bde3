//! Nothing is found where nothing of the key was written.

use crate::damage::jpeg;
use crate::pictures::{illustration, landscape, plain, texture};
use crate::{key, marked};
use colophon_watermark::{
    DetectHints, MarkKey, Pixels, Plane, Samples, Verdict, detect, detect_plane,
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

/// The best scores that wrong keys get, lowest first.
fn wrong_key_scores(luma: &Plane, keys: u32, hints: &DetectHints) -> Vec<f64> {
    let look = |n: u32| {
        let mut bytes = [0x5A; 32];
        bytes[..4].copy_from_slice(&n.to_le_bytes());
        let seen = detect_plane(luma, &MarkKey::new(bytes), hints);
        assert_eq!(seen.verdict, Verdict::Absent, "key {n}: {seen:?}");
        // One key in 10,000 may honestly look like one in 10,000.
        assert!(seen.log10_p > -4.0, "key {n} is less likely than it should be: {seen:?}");
        seen.z
    };
    let mut scores: Vec<f64> = (0..keys).map(look).collect();
    scores.sort_by(f64::total_cmp);
    let (middle, most) = (scores[scores.len() / 2], scores[scores.len() - 1]);
    println!("{keys} wrong keys, {hints:?}: median of the best {middle:.2}, highest {most:.2}");
    scores
}

#[test]
fn wrong_keys_see_noise() {
    let picture = landscape(1, 640, 480);
    for luma in [marked(&picture).0.luma(), picture.luma()] {
        let aligned = wrong_key_scores(&luma, 120, &DetectHints::undamaged());
        // The largest of the 786,432 normal values of two grids is about 4.7.
        let median = aligned[aligned.len() / 2];
        assert!((4.3..5.2).contains(&median), "the scores are not normal: median {median}");
        wrong_key_scores(&luma, 12, &DetectHints::blind());
    }
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
