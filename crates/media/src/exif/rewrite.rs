//! A cleaned EXIF block: what stays keeps its place, so that offsets inside it remain true;
//! everything else, gaps included, becomes zero and is cut off at the end.

use std::{collections::BTreeSet, ops::Range};

use super::tiff::{Directory, Entry, Tiff};
use crate::{
    keep::{Block, Filter, Why},
    {iptc, photoshop, xmp},
};

const EXIF_DIRECTORY: u16 = 0x8769;
const GPS_DIRECTORY: u16 = 0x8825;
const INTEROP_DIRECTORY: u16 = 0xa005;
const MAKER_NOTE: u16 = 0x927c;
const THUMBNAIL_AT: u16 = 0x0201;
const THUMBNAIL_LENGTH: u16 = 0x0202;

/// More directories than this do not occur in honest files.
const MAX_DIRECTORIES: usize = 16;

/// Returns the block without what `filter` does not keep, or nothing if it is unreadable or empty.
pub(crate) fn clean(exif: &[u8], filter: &mut Filter) -> Option<Vec<u8>> {
    let cleaned = Tiff::new(exif).and_then(|tiff| Cleaner::new(tiff, filter).run());
    match &cleaned {
        Some(_) => filter.kept(Block::Exif, "EXIF"),
        None => filter.dropped(Block::Exif, "EXIF", Why::Damaged),
    }
    cleaned
}

struct Cleaner<'a, 'f> {
    tiff: Tiff<'a>,
    filter: &'f mut Filter,
    out: Vec<u8>,
    end: usize,
    seen: BTreeSet<usize>,
    /// Directories are written last, so that no value can overwrite one.
    directories: Vec<(usize, Vec<u8>)>,
}

impl<'a, 'f> Cleaner<'a, 'f> {
    fn new(tiff: Tiff<'a>, filter: &'f mut Filter) -> Self {
        let out = vec![0; tiff.data.len()];
        Self { tiff, filter, out, end: 8, seen: BTreeSet::new(), directories: Vec::new() }
    }

    fn run(mut self) -> Option<Vec<u8>> {
        let first = self.tiff.first()?;
        let directory = self.tiff.directory(first)?;
        self.seen.insert(first);
        let next = self.thumbnail(directory.next);
        if !self.directory(&directory, next) {
            return None;
        }
        for (at, bytes) in std::mem::take(&mut self.directories) {
            self.put(at, &bytes);
        }
        let header = self.tiff.data.get(..8)?.to_vec();
        self.put(0, &header);
        self.out.truncate(self.end);
        Some(self.out)
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(place) = self.out.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
            self.end = self.end.max(at + bytes.len());
        }
    }

    fn copy(&mut self, range: Range<usize>) {
        if let Some(bytes) = self.tiff.data.get(range.clone()) {
            let bytes = bytes.to_vec();
            self.put(range.start, &bytes);
        }
    }

    /// Queues what is left of a directory; false if nothing is.
    fn directory(&mut self, directory: &Directory, next: usize) -> bool {
        let mut staying = Vec::new();
        for entry in &directory.entries {
            if self.stays(entry) {
                self.copy(entry.value.clone());
                staying.push(entry.at);
            }
        }
        for tag in &directory.broken {
            self.filter.dropped(Block::Exif, format!("tag 0x{tag:04X}"), Why::Damaged);
        }
        if staying.is_empty() {
            return false;
        }
        let count = u16::try_from(staying.len()).unwrap_or(u16::MAX);
        let mut bytes = self.tiff.number16(count).to_vec();
        for at in staying {
            bytes.extend_from_slice(self.tiff.data.get(at..at + 12).unwrap_or(&[0; 12]));
        }
        bytes.extend_from_slice(&self.tiff.number32(u32::try_from(next).unwrap_or(0)));
        // A directory that runs to the very end of the block may lack the field for the next one.
        if directory.at + bytes.len() > self.out.len() {
            self.out.resize(directory.at + bytes.len(), 0);
        }
        self.directories.push((directory.at, bytes));
        true
    }

    fn stays(&mut self, entry: &Entry) -> bool {
        let value = self.tiff.data.get(entry.value.clone()).unwrap_or(&[]);
        let by = |filter: &mut Filter, name, why| filter.decide(Block::Exif, name, why);
        match entry.tag {
            EXIF_DIRECTORY | INTEROP_DIRECTORY => self.below(entry),
            GPS_DIRECTORY => by(self.filter, "GPSInfo", Why::Location) && self.below(entry),
            0xa431 => by(self.filter, "BodySerialNumber", Why::Serial),
            0xa435 => by(self.filter, "LensSerialNumber", Why::Serial),
            0xc62f => by(self.filter, "CameraSerialNumber", Why::Serial),
            0xfde9 => by(self.filter, "SerialNumber", Why::Serial),
            MAKER_NOTE => self.opaque("MakerNote"),
            0xc634 => self.opaque("DNGPrivateData"),
            // A first directory that describes pixels of its own describes a preview.
            0x0111 | 0x0117 | 0x0144 | 0x0145 | THUMBNAIL_AT | THUMBNAIL_LENGTH | 0x014a => {
                self.filter.dropped(Block::Preview, "embedded image", Why::Preview);
                false
            }
            0x02bc => self.nested("XMP", |filter| xmp::clean(value, filter)),
            0x83bb => self.nested("IPTC", |filter| iptc::clean(value, filter)),
            0x8649 => self.nested("Photoshop", |filter| photoshop::clean(value, filter)),
            // Microsoft's padding: it exists to be overwritten.
            0xea1c => false,
            _ => true,
        }
    }

    /// Makers' notes hold serial numbers, often previews, sometimes places; nobody can sort them out.
    fn opaque(&mut self, name: &str) -> bool {
        let keep = self.filter.keep;
        let why = [Why::Serial, Why::Preview, Why::Location]
            .into_iter()
            .find(|why| !keep.spares(*why))
            .unwrap_or(Why::Serial);
        self.filter.decide(Block::Exif, name, why)
    }

    /// Metadata in metadata stay only if they need no cleaning: their length cannot change here.
    fn nested(&mut self, name: &str, clean: impl Fn(&mut Filter) -> Option<Vec<u8>>) -> bool {
        let mut trial = Filter::new(self.filter.keep);
        let clean = clean(&mut trial).is_some() && trial.report.dropped.is_empty();
        if !clean {
            let why = trial.report.dropped.first().map_or(Why::Damaged, |item| item.why);
            self.filter.dropped(Block::Exif, format!("{name} in EXIF"), why);
        }
        clean
    }

    fn below(&mut self, entry: &Entry) -> bool {
        let Some(at) = self.tiff.offset(entry.value.start) else { return false };
        if self.seen.len() >= MAX_DIRECTORIES || !self.seen.insert(at) {
            return false;
        }
        match self.tiff.directory(at) {
            // Directories below the first have no successors.
            Some(directory) => self.directory(&directory, 0),
            None => false,
        }
    }

    /// The second directory is a thumbnail; returns where it stands in the copy, 0 for nowhere.
    fn thumbnail(&mut self, at: usize) -> usize {
        if at == 0 || !self.seen.insert(at) {
            return 0;
        }
        let Some(directory) = self.tiff.directory(at) else { return 0 };
        if !self.filter.decide(Block::Preview, "EXIF thumbnail", Why::Preview) {
            return 0;
        }
        let find = |tag| directory.entries.iter().find(|entry| entry.tag == tag);
        let number = |entry: Option<&Entry>| self.tiff.offset(entry?.value.start);
        let image = match (number(find(THUMBNAIL_AT)), number(find(THUMBNAIL_LENGTH))) {
            (Some(at), Some(length)) => crate::bytes::span(self.tiff.data, at, length),
            _ => None,
        };
        let Some(image) = image else { return 0 };
        self.copy(image);
        let mut bytes = Vec::new();
        for entry in &directory.entries {
            self.copy(entry.value.clone());
            bytes.extend_from_slice(self.tiff.data.get(entry.at..entry.at + 12).unwrap_or(&[]));
        }
        let count = u16::try_from(directory.entries.len()).unwrap_or(u16::MAX);
        let mut whole = self.tiff.number16(count).to_vec();
        whole.append(&mut bytes);
        whole.extend_from_slice(&[0; 4]);
        if at + whole.len() > self.out.len() {
            self.out.resize(at + whole.len(), 0);
        }
        self.directories.push((at, whole));
        at
    }
}
