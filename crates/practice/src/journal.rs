//! The chain file: a header and records, only ever appended to.
//!
//! Header: `COLPRACT`, format u32 LE, crc32 of those 12 bytes. A record is synced to the disk before
//! its transaction is acknowledged. A last record that is not whole was never acknowledged: it is
//! cut off. Damage before the last record is an error, as what follows depends on it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use crate::{
    Error, Result,
    record::{FRAME, FRAME_HEAD, MAX_RECORD, Record},
};

const MAGIC: &[u8; 8] = b"COLPRACT";
const FORMAT: u32 = 1;
const HEADER: usize = 16;

fn header() -> [u8; HEADER] {
    let mut out = [0; HEADER];
    out[..8].copy_from_slice(MAGIC);
    out[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    let crc = crc32fast::hash(&out[..12]);
    out[12..].copy_from_slice(&crc.to_le_bytes());
    out
}

/// A chain file that this process may write.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// Held as long as the journal lives.
    _lock: File,
    /// Bytes that are whole and synced.
    length: u64,
    broken: bool,
}

/// Where a chain's records go.
#[derive(Debug)]
pub(crate) enum Sink {
    Memory,
    ReadOnly,
    File(Journal),
}

impl Sink {
    pub(crate) fn append(&mut self, records: &[Record]) -> Result<()> {
        match self {
            Self::Memory => Ok(()),
            Self::ReadOnly => Err(Error::ReadOnly),
            Self::File(journal) => journal.append(records),
        }
    }
}

fn failed<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Error + 'a {
    move |source| Error::Io { doing, path: path.to_owned(), source }
}

impl Journal {
    /// Opens or makes the file and takes its lock, which is a file beside it named `….lock`.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".lock");
        let beside = PathBuf::from(beside);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let lock = options.open(&beside).map_err(failed("open the lock", &beside))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Locked(path.to_owned())),
            Err(TryLockError::Error(source)) => return Err(failed("lock", &beside)(source)),
        }
        let file = options.open(path).map_err(failed("open", path))?;
        Ok(Self { path: path.to_owned(), file, _lock: lock, length: 0, broken: false })
    }

    /// Reads the records from the start.
    pub(crate) fn reader(&self) -> Result<Reader<File>> {
        let file = self.file.try_clone().map_err(failed("read", &self.path))?;
        Reader::new(&self.path, file)
    }

    /// Begins a file with its first record.
    pub(crate) fn begin(&mut self, first: &Record) -> Result<()> {
        let mut bytes = header().to_vec();
        bytes.extend(first.frame());
        self.cut(0)?;
        self.write(&bytes)?;
        // Without its folder entry on the disk the whole file could be gone after a power cut.
        #[cfg(unix)]
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)
                .and_then(|folder| folder.sync_all())
                .map_err(failed("sync the folder of", &self.path))?;
        }
        Ok(())
    }

    /// Later records go to byte `length`, the end of the last whole one.
    pub(crate) const fn resume(&mut self, length: u64) {
        self.length = length;
    }

    /// Drops everything from byte `length` on; later records go there.
    pub(crate) fn cut(&mut self, length: u64) -> Result<()> {
        self.file
            .set_len(length)
            .and_then(|()| self.file.sync_data())
            .map_err(failed("shorten", &self.path))?;
        self.length = length;
        Ok(())
    }

    /// Writes records and syncs once. After a failure the file is as before, or the journal refuses
    /// everything.
    fn append(&mut self, records: &[Record]) -> Result<()> {
        if self.broken {
            return Err(Error::Broken);
        }
        let bytes: Vec<u8> = records.iter().flat_map(Record::frame).collect();
        self.write(&bytes).inspect_err(|_| {
            let length = self.length;
            self.broken = self.cut(length).is_err();
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file
            .seek(SeekFrom::Start(self.length))
            .and_then(|_| self.file.write_all(bytes))
            .and_then(|()| self.file.sync_data())
            .map_err(failed("write to", &self.path))?;
        self.length += bytes.len() as u64;
        Ok(())
    }
}

/// What the reader met.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Record(Record),
    /// The last record is whole; `length` bytes are good.
    End {
        length: u64,
    },
    /// The last record is not whole; `length` bytes before it are good.
    Torn {
        length: u64,
        dropped: u64,
    },
}

/// Reads a chain file record by record.
#[derive(Debug)]
pub(crate) struct Reader<R> {
    path: PathBuf,
    from: BufReader<R>,
    offset: u64,
    size: u64,
}

impl Reader<File> {
    /// Opens a file for reading only, without its lock.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        Self::new(path, File::open(path).map_err(failed("open", path))?)
    }
}

impl<R: Read + Seek> Reader<R> {
    /// Checks the header. A file that ends inside it was never begun and reads as torn at 0.
    fn new(path: &Path, mut from: R) -> Result<Self> {
        let size = from.seek(SeekFrom::End(0)).map_err(failed("read", path))?;
        from.seek(SeekFrom::Start(0)).map_err(failed("read", path))?;
        let mut this = Self { path: path.to_owned(), from: BufReader::new(from), offset: 0, size };
        let mut found = [0; HEADER];
        let there = usize::try_from(size).unwrap_or(HEADER).min(HEADER);
        this.fill(&mut found[..there])?;
        let same = there.min(MAGIC.len());
        if found[..same] != MAGIC[..same] && found[..there].iter().any(|byte| *byte != 0) {
            return Err(Error::NotAChain(path.to_owned()));
        }
        if there == HEADER && found != [0; HEADER] {
            if crc32fast::hash(&found[..12]).to_le_bytes() != found[12..] {
                return Err(this.damaged("the header does not fit its checksum"));
            }
            let format = u32::from_le_bytes([found[8], found[9], found[10], found[11]]);
            if format != FORMAT {
                return Err(Error::Newer { path: this.path, found: format, known: FORMAT });
            }
            this.offset = HEADER as u64;
        }
        Ok(this)
    }

    fn fill(&mut self, into: &mut [u8]) -> Result<()> {
        self.from.read_exact(into).map_err(failed("read", &self.path))
    }

    fn damaged(&self, what: impl Into<String>) -> Error {
        Error::Damaged { path: self.path.clone(), offset: self.offset, what: what.into() }
    }

    const fn torn(&self) -> Step {
        Step::Torn { length: self.offset, dropped: self.size.saturating_sub(self.offset) }
    }

    /// Whether all that is left is zeros: what some file systems leave of a write cut by a power failure.
    fn only_zeros_left(&mut self) -> Result<bool> {
        let mut chunk = [0; 4096];
        loop {
            match self.from.read(&mut chunk).map_err(failed("read", &self.path))? {
                0 => return Ok(true),
                n if chunk[..n].iter().any(|byte| *byte != 0) => return Ok(false),
                _ => {}
            }
        }
    }

    /// The next record, or how the file ends.
    pub(crate) fn step(&mut self) -> Result<Step> {
        let left = self.size.saturating_sub(self.offset);
        if left == 0 && self.offset >= HEADER as u64 {
            return Ok(Step::End { length: self.offset });
        }
        if self.offset == 0 || left < FRAME as u64 {
            return Ok(self.torn());
        }
        let mut head = [0; FRAME_HEAD];
        self.fill(&mut head)?;
        let (length, crc) = head.split_at(4);
        if crc32fast::hash(length).to_le_bytes() != crc {
            let zeros = head == [0; FRAME_HEAD] && self.only_zeros_left()?;
            return if zeros {
                Ok(self.torn())
            } else {
                Err(self.damaged("the length of a record does not fit its checksum"))
            };
        }
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if length > MAX_RECORD {
            return Err(self.damaged(format!("a record of {length} bytes is too long")));
        }
        let whole = (length + FRAME) as u64;
        if left < whole {
            return Ok(self.torn());
        }
        let mut record = vec![0; length];
        self.fill(&mut record)?;
        let mut crc = [0; 4];
        self.fill(&mut crc)?;
        if crc32fast::hash(&record).to_le_bytes() != crc {
            return if left == whole || self.only_zeros_left()? {
                Ok(self.torn())
            } else {
                Err(self.damaged("a record does not fit its checksum"))
            };
        }
        let record = Record::decode(&record).map_err(|why| self.damaged(why.to_string()))?;
        self.offset += whole;
        Ok(Step::Record(record))
    }
}
