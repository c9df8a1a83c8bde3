//! What embedding does to a picture, and what it refuses.

use crate::pictures::{gradient, illustration, landscape, plain};
use crate::{PAYLOAD, key, marked};
use colophon_watermark::{
    DetectHints, Error, Hiding, Layout, Pixels, Samples, Strength, detect, embed, psnr, ssim,
};

#[test]
fn the_reported_quality_is_the_measured_one() {
    for db in [42.0, 44.0, 48.0] {
        let picture = landscape(1, 1024, 768);
        let mut copy = picture.clone();
        let told = embed(&mut copy, PAYLOAD, &key(), Strength::psnr(db).unwrap()).unwrap();
        let measured = psnr(&picture, &copy).unwrap();
        assert!((told.psnr - measured).abs() < 1e-9, "told {}, measured {measured}", told.psnr);
        assert!((measured - f64::from(db)).abs() < 0.1, "asked {db}, got {measured}");
        let structure = ssim(&picture.luma(), &copy.luma()).unwrap();
        assert!((told.ssim - structure).abs() < 1e-9, "told {}, measured {structure}", told.ssim);
        assert!(structure > 0.95, "{db} dB: SSIM {structure}");
        assert_eq!(told.hiding, Hiding::Good, "{told:?}");
        let read = detect(&copy, &key(), &DetectHints::undamaged());
        assert_eq!(read.payload(), Some(PAYLOAD), "{db} dB");
        assert_eq!(read.z, told.predicted_z, "the prediction is the detector's own score");
    }
}

#[test]
fn every_layout_and_depth_is_marked_alike() {
    let rgb = landscape(2, 512, 400);
    let Samples::Eight(samples) = rgb.samples().clone() else { panic!("made with 8 bits") };
    let pixel = |i: usize| [samples[3 * i], samples[3 * i + 1], samples[3 * i + 2]];
    // Two pixels in three opaque or half so, a third fully transparent in the left quarter.
    let alpha =
        |i: usize| if i % 512 < 128 && i.is_multiple_of(3) { 0 } else { 100 + (i % 155) as u8 };
    let n = 512 * 400;
    let buffers: [(Layout, Vec<u8>); 4] = [
        (Layout::Grey, (0..n).map(|i| pixel(i)[1]).collect()),
        (Layout::GreyAlpha, (0..n).flat_map(|i| [pixel(i)[1], alpha(i)]).collect()),
        (Layout::Rgb, samples.clone()),
        (
            Layout::Rgba,
            (0..n).flat_map(|i| [pixel(i)[0], pixel(i)[1], pixel(i)[2], alpha(i)]).collect(),
        ),
    ];
    for (layout, eight) in buffers {
        let wide = eight.iter().map(|&s| u16::from(s) * 257).collect();
        for samples in [Samples::Eight(eight.clone()), Samples::Sixteen(wide)] {
            let picture = Pixels::new(512, 400, layout, samples).unwrap();
            let (copy, _) = marked(&picture);
            let read = detect(&copy, &key(), &DetectHints::undamaged());
            assert_eq!(read.payload(), Some(PAYLOAD), "{layout:?}");
            check_differences(&picture, &copy);
        }
    }
}

#[track_caller]
fn check_differences(picture: &Pixels, copy: &Pixels) {
    let wide = |samples: &Samples| -> Vec<i64> {
        match samples {
            Samples::Eight(s) => s.iter().map(|&s| i64::from(s)).collect(),
            Samples::Sixteen(s) => s.iter().map(|&s| i64::from(s)).collect(),
        }
    };
    let peak = if matches!(picture.samples(), Samples::Eight(_)) { 255 } else { 65535 };
    let layout = picture.layout();
    let (before, after) = (wide(picture.samples()), wide(copy.samples()));
    let mut changed = 0;
    for (a, b) in before.chunks(layout.channels()).zip(after.chunks(layout.channels())) {
        if layout.has_alpha() {
            assert_eq!(a.last(), b.last(), "alpha never changes");
            if a.last() == Some(&0) {
                assert_eq!(a, b, "a fully transparent pixel never changes");
            }
        }
        let colours = layout.colours();
        let clipped = b[..colours].iter().any(|&s| s == 0 || s == peak);
        let differences: Vec<i64> = (0..colours).map(|c| b[c] - a[c]).collect();
        let even = differences.iter().all(|&d| d == differences[0]);
        assert!(clipped || even, "{layout:?}: hue shifts by {differences:?}");
        changed += usize::from(differences[0] != 0);
    }
    assert!(changed > 1000, "something was written");
}

#[test]
fn too_little_to_hide_in_is_refused_and_nothing_is_changed() {
    let strength = Strength::default();
    for (picture, word) in [
        (landscape(1, 400, 255), "too small"),
        (plain(600, 600), "too flat"),
        (gradient(1024, 768), "too flat"),
    ] {
        let mut copy = picture.clone();
        let err = embed(&mut copy, PAYLOAD, &key(), strength).unwrap_err();
        assert!(err.to_string().contains(word), "{err}");
        assert_eq!(copy, picture, "an error leaves the picture as it was");
    }
    assert!(
        matches!(Strength::psnr(20.0), Err(Error::Strength { .. })),
        "visible marks are refused"
    );
    assert!(matches!(Strength::psnr(f32::NAN), Err(Error::Strength { .. })), "NaN is refused");
}

#[test]
fn a_flat_illustration_is_marked_faintly() {
    let picture = illustration(1, 1200, 900);
    let (copy, told) = marked(&picture);
    println!("{told:?}");
    assert_eq!(detect(&copy, &key(), &DetectHints::blind()).payload(), Some(PAYLOAD), "it reads");
    assert!(told.psnr >= 43.9, "flat areas get less than asked for: {}", told.psnr);
    let (before, after) = (picture.luma(), copy.luma());
    let flat: Vec<f32> = (0..before.height() - 24)
        .flat_map(|y| (0..before.width() - 24).map(move |x| y * 1200 + x))
        .filter(|&i| {
            [1, 24, 24 * 1200, 24 * 1201].iter().all(|d| before.data()[i] == before.data()[i + d])
        })
        .map(|i| (after.data()[i] - before.data()[i]).powi(2))
        .collect();
    let grain = (flat.iter().sum::<f32>() / flat.len() as f32).sqrt();
    assert!(grain < 1.2, "the grain of flat areas has a deviation of {grain} levels");
}

#[test]
fn the_smallest_picture_that_is_accepted_can_be_read() {
    let (copy, told) = marked(&landscape(3, 256, 256));
    println!("{told:?}");
    assert_eq!(detect(&copy, &key(), &DetectHints::blind()).payload(), Some(PAYLOAD), "it reads");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let picture = landscape(4, 700, 500);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (copy, told) = marked(&picture);
            let seen = detect(&crate::damage::rotate(&copy, 5.0), &key(), &DetectHints::blind());
            (copy, told, seen)
        })
    };
    assert_eq!(run(1), run(3), "one thread and three must agree to the last bit");
}
