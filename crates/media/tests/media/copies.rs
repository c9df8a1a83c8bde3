//! Pixels survive the way into a copy; the original does not notice.

use colophon_media::{
    Agreement, Coding, Format, Keep, Layout, Picture, Samples, check_copy, decode_picture, decodes,
    probe, write_copy, write_plain_copy,
};
use jpeg_encoder::SamplingFactor;

use crate::fixture::{self, Folder, jpeg, png, webp};

/// Decodes, marks, copies, compares; returns how the copy was coded and how near it is.
#[track_caller]
fn check(name: &str, bytes: &[u8]) -> (Coding, Agreement) {
    let folder = Folder::new();
    let source = folder.put(name, bytes);
    let before = std::fs::metadata(&source).unwrap().modified().unwrap();
    let original = probe(&source).unwrap();
    let picture = decode_picture(&source).unwrap();
    let marked = fixture::marked(&picture);
    let out = folder.path("copy");
    let report = write_copy(&source, &marked, &out, Keep::default()).unwrap();
    let agreement = check_copy(&marked, &out).expect("the copy shows what was written");
    decodes(&out).expect("the copy decodes");
    let copy = probe(&out).unwrap();
    assert_eq!(copy.format, original.format, "the format stays");
    let (a, b) = (original.picture().unwrap(), copy.picture().unwrap());
    assert_eq!(
        (a.width, a.height, a.bit_depth),
        (b.width, b.height, b.bit_depth),
        "the shape stays"
    );
    assert_eq!(
        (a.orientation, a.icc, a.alpha),
        (b.orientation, b.icc, b.alpha),
        "orientation, profile, alpha"
    );
    assert_eq!(report.bytes, std::fs::metadata(&out).unwrap().len(), "the size is reported");

    let plain = folder.path("plain");
    let plain_report = write_plain_copy(&source, &plain, Keep::default()).unwrap();
    assert_eq!(plain_report.coding, Coding::Verbatim, "nothing is re-encoded");
    assert_eq!(decode_picture(&plain).unwrap(), picture, "the same pixels");

    assert_eq!(std::fs::read(&source).unwrap(), bytes, "the original's bytes");
    assert_eq!(
        std::fs::metadata(&source).unwrap().modified().unwrap(),
        before,
        "the original's time"
    );
    assert_eq!(folder.names().len(), 3, "source and two copies, nothing temporary");
    (report.coding, agreement)
}

#[test]
fn png_of_every_layout_and_depth() {
    for layout in [Layout::Grey, Layout::GreyAlpha, Layout::Rgb, Layout::Rgba] {
        let picture = fixture::picture(61, 47, layout);
        for picture in [fixture::deep(&picture), picture] {
            let (coding, agreement) = check("a.png", &png::full(&picture));
            assert_eq!(
                agreement,
                Agreement::Exact,
                "{layout:?} at {} bits",
                picture.samples.bits()
            );
            assert_eq!(coding, Coding::Lossless { widened: false }, "depth and colour type stay");
        }
    }
}

#[test]
fn a_palette_stays_where_it_can() {
    for depth in
        [::png::BitDepth::One, ::png::BitDepth::Two, ::png::BitDepth::Four, ::png::BitDepth::Eight]
    {
        let bytes = png::indexed(37, 20, depth);
        let (coding, _) = check("a.png", &bytes);
        assert_eq!(
            coding,
            Coding::Lossless { widened: true },
            "marked pixels are not in the palette"
        );
        let folder = Folder::new();
        let source = folder.put("a.png", &bytes);
        let picture = decode_picture(&source).unwrap();
        let out = folder.path("copy.png");
        let report = write_copy(&source, &picture, &out, Keep::default()).unwrap();
        assert_eq!(
            report.coding,
            Coding::Lossless { widened: false },
            "{depth:?}: unmarked pixels are"
        );
        assert_eq!(decode_picture(&out).unwrap(), picture, "and they decode alike");
    }
}

#[test]
fn jpeg_keeps_tables_and_subsampling() {
    for (sampling, expected) in [
        (SamplingFactor::F_1_1, (1, 1)),
        (SamplingFactor::F_2_1, (2, 1)),
        (SamplingFactor::F_1_2, (1, 2)),
        (SamplingFactor::F_2_2, (2, 2)),
        (SamplingFactor::F_4_1, (2, 1)),
    ] {
        for progressive in [false, true] {
            let coding = jpeg::Coding { sampling, progressive, ..Default::default() };
            let plain = jpeg::plain(&fixture::picture(75, 53, Layout::Rgb), &coding);
            let (coding, agreement) = check("a.jpg", &jpeg::full(&plain));
            assert_eq!(
                coding,
                Coding::Jpeg { source_tables: true, subsampling: expected },
                "as the source"
            );
            let Agreement::Close { psnr_db } = agreement else { panic!("JPEG has losses") };
            assert!(psnr_db > 38.0, "{sampling:?} is {psnr_db:.1} dB away");
        }
    }
}

/// Adobe's marker may say that the components are red, green and blue themselves.
#[test]
fn jpeg_in_rgb_is_read_as_rgb() {
    let picture = fixture::picture(48, 40, Layout::Rgb);
    let Samples::U8(samples) = &picture.samples else { panic!("8 bits") };
    let mut plain = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut plain, 98);
    encoder.encode(samples, 48, 40, jpeg_encoder::ColorType::Ycbcr).unwrap();
    let jfif_end = 4 + usize::from(u16::from_be_bytes([plain[4], plain[5]]));
    let adobe = jpeg::segment(0xee, &[b"Adobe\0\x64\0\0\0\0\0"]);
    let bytes = [&plain[..2], &adobe, &plain[jfif_end..]].concat();
    let folder = Folder::new();
    let source = folder.put("a.jpg", &bytes);
    let near = check_copy(&picture, &source).expect("the colours are those that went in");
    assert!(matches!(near, Agreement::Close { psnr_db } if psnr_db > 38.0), "{near:?}");
    let (coding, _) = check("a.jpg", &bytes);
    assert_eq!(
        coding,
        Coding::Jpeg { source_tables: false, subsampling: (1, 1) },
        "luma and chroma, finely"
    );
}

/// The quantisation tables of a file, in the order of the file.
fn tables(bytes: &[u8]) -> Vec<Vec<u8>> {
    let starts = bytes.windows(4).enumerate().filter(|(_, w)| w == &[0xff, 0xdb, 0, 67]);
    starts.map(|(at, _)| bytes[at + 5..at + 69].to_vec()).collect()
}

#[test]
fn jpeg_tables_are_the_sources_own_or_finer() {
    let picture = fixture::picture(64, 64, Layout::Rgb);
    for (quality, same) in [(97, true), (92, true), (91, false), (60, false)] {
        let coding = jpeg::Coding { tables: jpeg::Tables::Quality(quality), ..Default::default() };
        let folder = Folder::new();
        let bytes = jpeg::plain(&picture, &coding);
        let source = folder.put("a.jpg", &bytes);
        let out = folder.path("b.jpg");
        let report =
            write_copy(&source, &decode_picture(&source).unwrap(), &out, Keep::default()).unwrap();
        let Coding::Jpeg { source_tables, .. } = report.coding else { panic!("a JPEG stays one") };
        assert_eq!(source_tables, same, "quality {quality}");
        let (before, after) = (tables(&bytes), tables(&std::fs::read(&out).unwrap()));
        assert_eq!(after.len(), 2, "luma and chroma");
        assert_eq!(before == after, same, "quality {quality}");
        let limit = jpeg::Coding { tables: jpeg::Tables::Quality(92), ..Default::default() };
        for (found, limit) in
            after.iter().flatten().zip(tables(&jpeg::plain(&picture, &limit)).iter().flatten())
        {
            assert!(found <= limit, "never coarser than quality 92");
        }
    }
}

#[test]
fn grey_jpeg_stays_grey() {
    let plain = jpeg::plain(&fixture::picture(50, 40, Layout::Grey), &Default::default());
    let (_, agreement) = check("a.jpg", &jpeg::full(&plain));
    assert!(matches!(agreement, Agreement::Close { psnr_db } if psnr_db > 38.0), "{agreement:?}");
}

#[test]
fn webp_stays_lossless_or_lossy() {
    for layout in [Layout::Rgb, Layout::Rgba] {
        let picture = fixture::picture(64, 48, layout);
        let (coding, agreement) = check("a.webp", &webp::full(&picture, true));
        assert_eq!(
            (coding, agreement),
            (Coding::Lossless { widened: false }, Agreement::Exact),
            "{layout:?}"
        );
        let (coding, agreement) = check("a.webp", &webp::full(&picture, false));
        assert!(matches!(coding, Coding::WebpLossy { quality: 92.. }), "{coding:?}");
        assert!(
            matches!(agreement, Agreement::Close { psnr_db } if psnr_db > 35.0),
            "{agreement:?}"
        );
        check("a.webp", &webp::plain(&picture, true));
        check("a.webp", &webp::plain(&picture, false));
    }
}

#[test]
fn lossy_webp_keeps_alpha_exactly() {
    let folder = Folder::new();
    let source = folder.put("a.webp", &webp::full(&fixture::picture(64, 48, Layout::Rgba), false));
    let picture = decode_picture(&source).unwrap();
    let out = folder.path("b.webp");
    write_copy(&source, &fixture::marked(&picture), &out, Keep::default()).unwrap();
    let alpha = |picture: &Picture| match &picture.samples {
        Samples::U8(samples) => samples.iter().skip(3).step_by(4).copied().collect::<Vec<_>>(),
        Samples::U16(_) => panic!("WebP has 8 bits"),
    };
    assert_eq!(
        alpha(&decode_picture(&out).unwrap()),
        alpha(&picture),
        "alpha is stored without loss"
    );
}

#[test]
fn a_copy_that_shows_something_else_is_found_out() {
    let folder = Folder::new();
    let picture = fixture::picture(40, 30, Layout::Rgb);
    for (name, bytes) in [
        ("a.png", png::plain(&picture)),
        ("a.jpg", jpeg::plain(&picture, &Default::default())),
        ("a.webp", webp::plain(&picture, true)),
    ] {
        let path = folder.put(name, &bytes);
        let mut other = picture.clone();
        let Samples::U8(samples) = &mut other.samples else { panic!("8 bits") };
        samples.iter_mut().for_each(|v| *v = 255 - *v);
        let said = check_copy(&other, &path).expect_err("another picture").to_string();
        assert!(said.contains("does not decode to what was written"), "{said}");
    }
    assert_eq!(probe(&folder.path("a.webp")).unwrap().format, Format::WebpLossless, "as encoded");
}
