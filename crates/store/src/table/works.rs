use colophon_model::{Address, Blake3, MediaKind, Moment, Payload, Sha256, UsagePolicy, WorkId};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::codec::{Columns, Hex, Json, Text, Whole, Word, Words, all, handles, millis, one, run};
use crate::{Error, Result};

/// Whether a work stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WorkState {
    /// Registered.
    Registered,
    /// Put away by the person; its record, copy and income stay.
    Archived,
}

/// A registered work. Paths of our own files are relative to the home.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Its id.
    pub id: WorkId,
    /// The title in the manifest.
    pub title: String,
    /// The creator's name in the manifest.
    pub creator: String,
    /// The account under which it is anchored.
    pub author: Option<Address>,
    /// Picture or music.
    pub kind: MediaKind,
    /// Whether it stands in the list.
    pub state: WorkState,
    /// When it was registered.
    pub created_at: Moment,
    /// The original's file name.
    pub source_name: String,
    /// Where the original was, absolute.
    pub source_path: String,
    /// The original's BLAKE3: one work for each.
    pub source_blake3: Blake3,
    /// The original's SHA-256.
    pub source_sha256: Sha256,
    /// The original's length in bytes.
    pub source_len: u64,
    /// Width in pixels as seen (after orientation).
    pub width: Option<u32>,
    /// Height in pixels as seen.
    pub height: Option<u32>,
    /// Length of music in milliseconds.
    pub duration_ms: Option<u64>,
    /// What people and machines may do.
    pub policy: UsagePolicy,
    /// The IPTC digital source type, as its address.
    pub digital_source_type: String,
    /// The watermark's payload, where there is a watermark.
    pub payload: Option<Payload>,
    /// The signed copy.
    pub copy_path: String,
    /// The copy's BLAKE3.
    pub copy_blake3: Blake3,
    /// The copy's SHA-256.
    pub copy_sha256: Sha256,
    /// The ISCC code.
    pub iscc: Option<String>,
    /// The picture's perceptual hash.
    pub phash: Option<[u8; 32]>,
    /// How far the perceptual hash can be relied on, 0 to 100.
    pub phash_quality: Option<u8>,
    /// The music's acoustic fingerprint.
    pub chromaprint: Option<Vec<u32>>,
    /// The label of the C2PA manifest.
    pub manifest_label: Option<String>,
    /// What the person should know, in sentences.
    pub warnings: Vec<String>,
    /// Metadata that was carried into the copy.
    pub kept: Vec<String>,
    /// Metadata that was left out.
    pub dropped: Vec<String>,
    /// The thumbnail.
    pub thumb_path: Option<String>,
}

handles! {
    /// Registered works.
    Works,
    /// Registers works.
    WorksMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Work> {
    Ok(Work {
        id: row.text("id")?,
        title: row.get("title")?,
        creator: row.get("creator")?,
        author: row.hex_or("author")?,
        kind: row.word("kind")?,
        state: row.word("state")?,
        created_at: row.moment("created_at")?,
        source_name: row.get("source_name")?,
        source_path: row.get("source_path")?,
        source_blake3: row.text("source_blake3")?,
        source_sha256: row.text("source_sha256")?,
        source_len: row.whole("source_len")?,
        width: row.get("width")?,
        height: row.get("height")?,
        duration_ms: row.whole_or("duration_ms")?,
        policy: row.json("policy")?,
        digital_source_type: row.get("digital_source_type")?,
        payload: row.text_or("payload")?,
        copy_path: row.get("copy_path")?,
        copy_blake3: row.text("copy_blake3")?,
        copy_sha256: row.text("copy_sha256")?,
        iscc: row.get("iscc")?,
        phash: row.get("phash")?,
        phash_quality: row.get("phash_quality")?,
        chromaprint: row.get::<_, Option<Words>>("chromaprint")?.map(|words| words.0),
        manifest_label: row.get("manifest_label")?,
        warnings: row.json("warnings")?,
        kept: row.json("kept")?,
        dropped: row.json("dropped")?,
        thumb_path: row.get("thumb_path")?,
    })
}

impl Works<'_> {
    /// All works, newest first, the archived ones too.
    ///
    /// # Errors
    /// Those of reading.
    pub fn all(&self) -> Result<Vec<Work>> {
        all(self.0, "SELECT * FROM works ORDER BY id DESC", [], read)
    }

    /// How many works there are.
    ///
    /// # Errors
    /// Those of reading.
    pub fn count(&self) -> Result<u64> {
        let count = one(self.0, "SELECT count(*) AS n FROM works", [], |row| row.whole("n"))?;
        Ok(count.unwrap_or(0))
    }

    /// The work with this id.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_id(&self, id: WorkId) -> Result<Option<Work>> {
        one(self.0, "SELECT * FROM works WHERE id = ?1", [Text(id)], read)
    }

    /// The work with this id, which must exist.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, id: WorkId) -> Result<Work> {
        self.by_id(id)?.ok_or_else(|| Error::missing("work", id))
    }

    /// Works whose id begins with `start`, as a person types it; at most 20.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_prefix(&self, start: &str) -> Result<Vec<Work>> {
        let sql =
            "SELECT * FROM works WHERE substr(id, 1, length(?1)) = lower(?1) ORDER BY id LIMIT 20";
        all(self.0, sql, [start], read)
    }

    /// The work registered from these very bytes.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_source(&self, blake3: Blake3) -> Result<Option<Work>> {
        one(self.0, "SELECT * FROM works WHERE source_blake3 = ?1", [Text(blake3)], read)
    }

    /// The work whose original or signed copy has these very bytes.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_content(&self, blake3: Blake3) -> Result<Option<Work>> {
        let sql = "SELECT * FROM works WHERE source_blake3 = ?1 OR copy_blake3 = ?1 ORDER BY id";
        one(self.0, sql, [Text(blake3)], read)
    }

    /// The work whose watermark carries `payload`.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_payload(&self, payload: Payload) -> Result<Option<Work>> {
        one(self.0, "SELECT * FROM works WHERE payload = ?1", [Text(payload)], read)
    }

    /// The perceptual hash of every picture, to look for near ones.
    ///
    /// # Errors
    /// Those of reading.
    pub fn phashes(&self) -> Result<Vec<(WorkId, [u8; 32])>> {
        let sql = "SELECT id, phash FROM works WHERE phash IS NOT NULL ORDER BY id";
        all(self.0, sql, [], |row| Ok((row.text("id")?, row.get("phash")?)))
    }

    /// The acoustic fingerprint of all music, to look for near ones.
    ///
    /// # Errors
    /// Those of reading.
    pub fn chromaprints(&self) -> Result<Vec<(WorkId, Vec<u32>)>> {
        let sql = "SELECT id, chromaprint FROM works WHERE chromaprint IS NOT NULL ORDER BY id";
        all(self.0, sql, [], |row| Ok((row.text("id")?, row.get::<_, Words>("chromaprint")?.0)))
    }
}

impl WorksMut<'_> {
    /// Registers a work. Idempotent: the same bytes registered twice return the first id, and nothing is changed.
    ///
    /// # Errors
    /// [`Error::Refused`] for a payload or an id that another work has.
    pub fn register(&self, work: &Work) -> Result<WorkId> {
        if let Some(known) = Works(self.0).by_source(work.source_blake3)? {
            return Ok(known.id);
        }
        let sql = "INSERT INTO works (
            id, title, creator, author, kind, state, created_at, source_name, source_path, source_blake3,
            source_sha256, source_len, width, height, duration_ms, policy, digital_source_type, payload, copy_path,
            copy_blake3, copy_sha256, iscc, phash, phash_quality, chromaprint, manifest_label, warnings, kept, dropped,
            thumb_path
        ) VALUES (
            :id, :title, :creator, :author, :kind, :state, :created_at, :source_name, :source_path, :source_blake3,
            :source_sha256, :source_len, :width, :height, :duration_ms, :policy, :digital_source_type, :payload,
            :copy_path, :copy_blake3, :copy_sha256, :iscc, :phash, :phash_quality, :chromaprint, :manifest_label,
            :warnings, :kept, :dropped, :thumb_path
        )";
        let params = named_params! {
            ":id": Text(work.id),
            ":title": work.title,
            ":creator": work.creator,
            ":author": work.author.map(Hex),
            ":kind": Word(work.kind),
            ":state": Word(work.state),
            ":created_at": millis(work.created_at),
            ":source_name": work.source_name,
            ":source_path": work.source_path,
            ":source_blake3": Text(work.source_blake3),
            ":source_sha256": Text(work.source_sha256),
            ":source_len": Whole(work.source_len),
            ":width": work.width,
            ":height": work.height,
            ":duration_ms": work.duration_ms.map(Whole),
            ":policy": Json(&work.policy),
            ":digital_source_type": work.digital_source_type,
            ":payload": work.payload.map(Text),
            ":copy_path": work.copy_path,
            ":copy_blake3": Text(work.copy_blake3),
            ":copy_sha256": Text(work.copy_sha256),
            ":iscc": work.iscc,
            ":phash": work.phash,
            ":phash_quality": work.phash_quality,
            ":chromaprint": work.chromaprint.clone().map(Words),
            ":manifest_label": work.manifest_label,
            ":warnings": Json(&work.warnings),
            ":kept": Json(&work.kept),
            ":dropped": Json(&work.dropped),
            ":thumb_path": work.thumb_path,
        };
        run(self.0, sql, params)?;
        Ok(work.id)
    }

    /// Puts a work away, or back into the list.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn set_state(&self, id: WorkId, state: WorkState) -> Result<()> {
        let sql = "UPDATE works SET state = ?2 WHERE id = ?1";
        match run(self.0, sql, (Text(id), Word(state)))? {
            0 => Err(Error::missing("work", id)),
            _ => Ok(()),
        }
    }

    /// Notes the account under which a work is anchored; it is chosen once.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Refused`] where another account was chosen before.
    pub fn set_author(&self, id: WorkId, author: Address) -> Result<()> {
        match Works(self.0).get(id)?.author {
            Some(known) if known == author => Ok(()),
            Some(known) => Err(Error::Refused(format!("work {id} belongs to account {known}"))),
            None => {
                run(self.0, "UPDATE works SET author = ?2 WHERE id = ?1", (Text(id), Hex(author)))
                    .map(drop)
            }
        }
    }
}
