//! From a source to its copy: same format, cleaned metadata, a new file that appears whole.

use std::{io::Write, path::Path};

use crate::{
    AtomicFile, Content, CopyReport, Error, Format, Keep, Picture, Probe, Result,
    error::Fault,
    file, id3, jpeg,
    keep::Filter,
    picture::guarded,
    png, probe,
    sound::{flac, mp3, wav},
    webp,
};

/// Decodes a picture as it is stored; the file is read and never written.
pub fn decode_picture(path: &Path) -> Result<Picture> {
    let probe = probe(path)?;
    let bytes = file::read_whole(path)?;
    let picture = match probe.format {
        Format::Png => png::decode(&bytes),
        Format::Jpeg => jpeg::decode(&bytes),
        Format::WebpLossless | Format::WebpLossy => webp::decode(&bytes),
        format => return Err(Error::WrongKind { path: path.to_owned(), format }),
    };
    picture.map_err(|fault| fault.at(path))
}

/// Writes `out` in the source's format, with `picture`'s pixels and the source's cleaned metadata.
///
/// `picture` has the source's size, layout and depth. `out` must not exist yet. On an error nothing is
/// left behind.
pub fn write_copy(source: &Path, picture: &Picture, out: &Path, keep: Keep) -> Result<CopyReport> {
    let probe = probe(source)?;
    let Content::Picture(info) = &probe.content else {
        return Err(Error::WrongKind { path: source.to_owned(), format: probe.format });
    };
    let fits = (picture.width, picture.height) == (info.width, info.height)
        && picture.is_whole()
        && (picture.samples.bits() == 16) == (info.bit_depth == 16);
    if !fits {
        return Err(Error::Mismatched { path: source.to_owned() });
    }
    write(&probe, Some(picture), out, keep)
}

/// Writes `out` with the source's own coded pixels or sound and its cleaned metadata; nothing is
/// re-encoded. For music, and for pictures that shall bear no mark.
pub fn write_plain_copy(source: &Path, out: &Path, keep: Keep) -> Result<CopyReport> {
    write(&probe(source)?, None, out, keep)
}

fn write(probe: &Probe, picture: Option<&Picture>, out: &Path, keep: Keep) -> Result<CopyReport> {
    let source = probe.path.as_path();
    if is_same_file(source, out) {
        return Err(Error::SameFile { path: out.to_owned() });
    }
    if out.symlink_metadata().is_ok() {
        return Err(Error::Exists { path: out.to_owned() });
    }
    let mut filter = Filter::new(keep);
    let mut target = AtomicFile::create(out)?;
    let io = |error| Error::from_io(out, error);
    if let Content::Picture(_) = probe.content {
        let bytes = file::read_whole(source)?;
        let copy = guarded(|| match probe.format {
            Format::Png => png::copy(&bytes, picture, &mut filter),
            Format::Jpeg => jpeg::copy(&bytes, picture, &mut filter),
            _ => webp::copy(&bytes, picture, &mut filter),
        });
        target.write_all(&copy.map_err(|fault| fault.at(source))?).map_err(io)?;
    } else {
        let (mut file, length) = file::open(source)?;
        let start = tag_before(&mut file).map_err(|error| Error::from_io(source, error))?;
        let mut counted = Blame { out: &mut target, failed: false };
        let copied = match probe.format {
            Format::Wav => wav::copy(&mut file, length, &mut filter, &mut counted),
            Format::Flac => flac::copy(&mut file, start, length, &mut filter, &mut counted),
            _ => mp3::copy(&mut file, start, length, &mut filter, &mut counted),
        };
        // A full disk is the copy's trouble, an unreadable sector the source's.
        let blamed = if counted.failed { out } else { source };
        copied.map_err(|fault: Fault| fault.at(blamed))?;
    }
    target.commit()?;
    filter.report.bytes = std::fs::metadata(out).map_err(io)?.len();
    Ok(filter.report)
}

/// How many bytes of ID3v2 tag stand before the stream.
pub(crate) fn tag_before(file: &mut std::fs::File) -> std::io::Result<u64> {
    use std::io::Seek;
    file.rewind()?;
    let head = file::read_up_to(file, 16)?;
    Ok(id3::tag_length(&head).unwrap_or(0))
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Remembers whether it was the writing that failed.
struct Blame<'o> {
    out: &'o mut AtomicFile,
    failed: bool,
}

impl Write for Blame<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.write(bytes).inspect_err(|_| self.failed = true)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush().inspect_err(|_| self.failed = true)
    }
}
