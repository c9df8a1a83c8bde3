//! Sample files, built byte by byte so that every field in them is known.

pub mod exif;
pub mod jpeg;
pub mod music;
pub mod png;
pub mod webp;

use std::path::{Path, PathBuf};

use colophon_media::{Layout, Picture, Samples};

/// A place in a town, as it stands in every fixture that has a place.
pub const TOWN: &str = "Secretville";
/// A serial number, as it stands in every fixture that has one.
pub const SERIAL: &str = "SN-0451-X";
/// Who made it; this must survive.
pub const ARTIST: &str = "Ida Quill";

/// A colour profile as far as anybody here looks into it.
pub fn icc() -> Vec<u8> {
    let mut profile = vec![0u8; 300];
    profile[..4].copy_from_slice(&300u32.to_be_bytes());
    profile[12..24].copy_from_slice(b"mntrRGB XYZ ");
    profile[36..40].copy_from_slice(b"acsp");
    for (index, byte) in profile[128..].iter_mut().enumerate() {
        *byte = (index * 7) as u8;
    }
    profile
}

/// An XMP packet with things that stay and things that go.
pub fn xmp() -> String {
    format!(
        r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:ps="http://ns.adobe.com/photoshop/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:dcterms="http://purl.org/dc/terms/"
 exif:GPSLatitude="48,51.5N" ps:City="{TOWN}" ps:Credit="It's {ARTIST}" aux:SerialNumber="{SERIAL}"
 dcterms:provenance="https://example.org/old.c2pa">
<dc:creator><rdf:Seq><rdf:li>{ARTIST}</rdf:li></rdf:Seq></dc:creator>
<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li>{TOWN}</rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated>
<xmp:Thumbnails><rdf:Alt><rdf:li xmpGImg:image="AAAA"/></rdf:Alt></xmp:Thumbnails>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#
    )
}

/// IPTC datasets: a by-line that stays, a city that goes.
pub fn iptc() -> Vec<u8> {
    let mut out = Vec::new();
    for (dataset, value) in [(80u8, ARTIST), (90, TOWN), (120, "A caption")] {
        out.extend_from_slice(&[0x1c, 2, dataset]);
        out.extend_from_slice(&(value.len() as u16).to_be_bytes());
        out.extend_from_slice(value.as_bytes());
    }
    out
}

/// Photoshop resources: IPTC, its digest, a thumbnail, a caption writer of Photoshop's own.
pub fn photoshop() -> Vec<u8> {
    let mut out = Vec::new();
    for (id, data) in [
        (0x0404u16, iptc()),
        (0x0425, vec![9; 16]),
        (0x040c, vec![5; 64]),
        (0x041a, b"slices".to_vec()),
    ] {
        out.extend_from_slice(b"8BIM");
        out.extend_from_slice(&id.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&(data.len() as u32).to_be_bytes());
        out.extend_from_slice(&data);
        if data.len() % 2 == 1 {
            out.push(0);
        }
    }
    out
}

/// A picture with gradients, an edge and a little texture: enough for hashes, kind to JPEG.
pub fn picture(width: u32, height: u32, layout: Layout) -> Picture {
    let mut samples = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let inside = (x * 3 > width && x * 3 < 2 * width) && (y * 4 > height);
            let r = (x * 200 / width + 20) as u8;
            let g = (y * 180 / height + 30) as u8;
            let b = if inside { 210 } else { 60 + ((x / 8 + y / 8) % 2 * 12) as u8 };
            let a = if (x + y) % 5 == 0 { 0 } else { (128 + x * 127 / width) as u8 };
            match layout {
                Layout::Grey => samples.push(r / 2 + b / 2),
                Layout::GreyAlpha => samples.extend([r / 2 + b / 2, a]),
                Layout::Rgb => samples.extend([r, g, b]),
                Layout::Rgba => samples.extend([r, g, b, a]),
            }
        }
    }
    Picture { width, height, layout, samples: Samples::U8(samples) }
}

/// The same with 16 bits, whose low bytes are not copies of the high ones.
pub fn deep(picture: &Picture) -> Picture {
    let Samples::U8(samples) = &picture.samples else { panic!("already deep") };
    let samples =
        samples.iter().enumerate().map(|(i, v)| u16::from(*v) << 8 | u16::from((i * 37) as u8));
    Picture { samples: Samples::U16(samples.collect()), ..picture.clone() }
}

/// As a watermark would: every colour moves by at most two steps.
pub fn marked(picture: &Picture) -> Picture {
    let channels = picture.layout.channels();
    let alpha = picture.layout.has_alpha();
    let touch = |index: usize| !(alpha && index % channels == channels - 1);
    let samples = match &picture.samples {
        Samples::U8(samples) => Samples::U8(
            samples
                .iter()
                .enumerate()
                .map(|(i, v)| if touch(i) { v.saturating_add((i % 3) as u8) } else { *v })
                .collect(),
        ),
        Samples::U16(samples) => Samples::U16(
            samples
                .iter()
                .enumerate()
                .map(|(i, v)| if touch(i) { v.saturating_add((i % 3) as u16 * 200) } else { *v })
                .collect(),
        ),
    };
    Picture { samples, ..picture.clone() }
}

/// A folder that vanishes with its files.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    #[allow(clippy::disallowed_methods, reason = "a fixture need not survive a power cut")]
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a fixture");
        path
    }

    /// Names of everything in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// Does the file contain these bytes anywhere?
pub fn holds(path: &Path, needle: &[u8]) -> bool {
    let bytes = std::fs::read(path).expect("a readable file");
    bytes.windows(needle.len()).any(|window| window == needle)
}
