-- What is sent to chains. An intent has one nonce for ever; its attempts carry that nonce and no other.

CREATE TABLE intents (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chain      INTEGER NOT NULL,
    sender     TEXT    NOT NULL CHECK (length(sender) = 42),
    nonce      INTEGER NOT NULL,
    recipient  TEXT    CHECK (length(recipient) = 42),
    data       BLOB    NOT NULL,
    value      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    key        TEXT    NOT NULL UNIQUE,
    state      TEXT    NOT NULL CHECK (state IN ('active', 'done', 'failed', 'dropped')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (id, nonce)
) STRICT;

CREATE UNIQUE INDEX one_intent_a_nonce ON intents (chain, sender, nonce) WHERE state <> 'dropped';

CREATE TRIGGER one_nonce_an_intent BEFORE UPDATE OF chain, sender, nonce ON intents
BEGIN
    SELECT RAISE(ABORT, 'an intent keeps its chain, sender and nonce');
END;

CREATE TABLE transactions (
    intent           INTEGER NOT NULL,
    attempt          INTEGER NOT NULL,
    nonce            INTEGER NOT NULL,
    raw              BLOB    NOT NULL,
    hash             TEXT    NOT NULL UNIQUE CHECK (length(hash) = 66),
    gas_limit        INTEGER NOT NULL,
    max_fee          TEXT    NOT NULL,
    max_priority_fee TEXT    NOT NULL,
    state            TEXT    NOT NULL
        CHECK (state IN ('signed', 'accepted', 'mined', 'final', 'replaced', 'dropped', 'failed')),
    block            INTEGER,
    block_hash       TEXT    CHECK (length(block_hash) = 66),
    success          INTEGER CHECK (success IN (0, 1)),
    gas_used         INTEGER,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    PRIMARY KEY (intent, attempt),
    FOREIGN KEY (intent, nonce) REFERENCES intents (id, nonce)
) STRICT;
