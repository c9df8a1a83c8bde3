-- Who registers, and what is registered.
-- Addresses and hashes are lower-case 0x text, digests of files 64 hexadecimal digits, amounts decimal text, times
-- milliseconds since 1970, lists and structures JSON.

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    realm      TEXT    NOT NULL CHECK (realm IN ('practice', 'real')),
    address    TEXT    NOT NULL CHECK (length(address) = 42),
    label      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    backed_up  INTEGER NOT NULL CHECK (backed_up IN (0, 1)),
    PRIMARY KEY (realm, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE works (
    id                  TEXT    NOT NULL PRIMARY KEY,
    title               TEXT    NOT NULL,
    creator             TEXT    NOT NULL,
    author              TEXT    CHECK (length(author) = 42),
    kind                TEXT    NOT NULL CHECK (kind IN ('picture', 'music')),
    state               TEXT    NOT NULL CHECK (state IN ('registered', 'archived')),
    created_at          INTEGER NOT NULL,
    source_name         TEXT    NOT NULL,
    source_path         TEXT    NOT NULL,
    source_blake3       TEXT    NOT NULL UNIQUE CHECK (length(source_blake3) = 64),
    source_sha256       TEXT    NOT NULL CHECK (length(source_sha256) = 64),
    source_len          INTEGER NOT NULL,
    width               INTEGER,
    height              INTEGER,
    duration_ms         INTEGER,
    policy              TEXT    NOT NULL CHECK (json_valid(policy)),
    digital_source_type TEXT    NOT NULL,
    payload             TEXT    UNIQUE CHECK (length(payload) = 16),
    copy_path           TEXT    NOT NULL,
    copy_blake3         TEXT    NOT NULL CHECK (length(copy_blake3) = 64),
    copy_sha256         TEXT    NOT NULL CHECK (length(copy_sha256) = 64),
    iscc                TEXT,
    phash               BLOB    CHECK (length(phash) = 32),
    phash_quality       INTEGER,
    chromaprint         BLOB    CHECK (length(chromaprint) % 4 = 0),
    manifest_label      TEXT,
    warnings            TEXT    NOT NULL CHECK (json_valid(warnings)),
    kept                TEXT    NOT NULL CHECK (json_valid(kept)),
    dropped             TEXT    NOT NULL CHECK (json_valid(dropped)),
    thumb_path          TEXT
) STRICT;

CREATE INDEX works_by_copy   ON works (copy_blake3);
CREATE INDEX works_by_sha256 ON works (source_sha256);
