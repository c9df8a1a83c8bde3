CREATE INDEX claims_by_block ON claims (chain, block, log);

CREATE INDEX offerings_by_work ON offerings (work);

CREATE INDEX offers_by_work ON offers (work);

CREATE UNIQUE INDEX one_intent_a_nonce ON intents (chain, sender, nonce) WHERE state <> 'dropped';

CREATE INDEX payments_by_block ON payments (chain, block, log);

CREATE INDEX payments_by_work  ON payments (work);

CREATE INDEX share_transfers_by_block ON share_transfers (chain, block, log);

CREATE INDEX works_by_copy   ON works (copy_blake3);

CREATE INDEX works_by_sha256 ON works (source_sha256);

CREATE TABLE accounts (
    realm      TEXT    NOT NULL CHECK (realm IN ('practice', 'real')),
    address    TEXT    NOT NULL CHECK (length(address) = 42),
    label      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    backed_up  INTEGER NOT NULL CHECK (backed_up IN (0, 1)),
    PRIMARY KEY (realm, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE anchors (
    work  TEXT    NOT NULL REFERENCES works (id),
    chain INTEGER NOT NULL,
    root  TEXT    NOT NULL CHECK (length(root) = 66),
    leaf  TEXT    NOT NULL CHECK (length(leaf) = 66),
    proof TEXT    NOT NULL CHECK (json_valid(proof)),
    tx    TEXT    NOT NULL CHECK (length(tx) = 66),
    block INTEGER,
    at    INTEGER,
    PRIMARY KEY (work, chain, root)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
    chain  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash   TEXT    NOT NULL CHECK (length(hash) = 66),
    time   INTEGER NOT NULL,
    PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    chain            INTEGER NOT NULL,
    id               TEXT    NOT NULL CHECK (length(id) = 66),
    payer            TEXT    NOT NULL CHECK (length(payer) = 42),
    signer           TEXT    CHECK (length(signer) = 42),
    payee            TEXT    NOT NULL CHECK (length(payee) = 42),
    token            TEXT    CHECK (length(token) = 42),
    token_symbol     TEXT    NOT NULL,
    token_decimals   INTEGER NOT NULL CHECK (token_decimals BETWEEN 0 AND 255),
    withdraw_delay   INTEGER NOT NULL CHECK (withdraw_delay BETWEEN 900 AND 2592000),
    salt             TEXT    NOT NULL CHECK (length(salt) = 66),
    created_at       INTEGER NOT NULL,
    deposit_key      TEXT,
    deposit_amount   TEXT,
    deposit_opens    INTEGER CHECK (deposit_opens IN (0, 1)),
    signed           TEXT,
    signed_signature TEXT,
    best             TEXT,
    best_signature   TEXT,
    PRIMARY KEY (chain, id),
    CHECK ((deposit_key IS NULL) = (deposit_amount IS NULL) AND (deposit_key IS NULL) = (deposit_opens IS NULL)),
    CHECK ((signed IS NULL) = (signed_signature IS NULL)),
    CHECK ((best IS NULL) = (best_signature IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
    chain          INTEGER NOT NULL,
    tx             TEXT    NOT NULL CHECK (length(tx) = 66),
    log            INTEGER NOT NULL,
    vault          TEXT    NOT NULL CHECK (length(vault) = 42),
    holder         TEXT    NOT NULL CHECK (length(holder) = 42),
    token          TEXT    CHECK (length(token) = 42),
    token_symbol   TEXT    NOT NULL,
    token_decimals INTEGER NOT NULL CHECK (token_decimals BETWEEN 0 AND 255),
    amount         TEXT    NOT NULL,
    block          INTEGER NOT NULL,
    block_hash     TEXT    NOT NULL CHECK (length(block_hash) = 66),
    block_time     INTEGER NOT NULL,
    PRIMARY KEY (chain, tx, log)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursors (
    chain  INTEGER NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    hash   TEXT    NOT NULL CHECK (length(hash) = 66),
    time   INTEGER NOT NULL
) STRICT;

CREATE TABLE holders (
    work    TEXT    NOT NULL REFERENCES works (id),
    ordinal INTEGER NOT NULL,
    address TEXT    NOT NULL CHECK (length(address) = 42),
    shares  INTEGER NOT NULL CHECK (shares BETWEEN 1 AND 1000000),
    name    TEXT,
    PRIMARY KEY (work, ordinal),
    UNIQUE (work, address)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE job_files (
    job        TEXT    NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    source     TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    step       TEXT    NOT NULL,
    data       TEXT    NOT NULL CHECK (json_valid(data)),
    work       TEXT    REFERENCES works (id),
    error_code TEXT,
    error_args TEXT    CHECK (json_valid(error_args)),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (job, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    id               TEXT    NOT NULL PRIMARY KEY,
    kind             TEXT    NOT NULL,
    request          TEXT    NOT NULL CHECK (json_valid(request)),
    state            TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    cancel_requested INTEGER NOT NULL CHECK (cancel_requested IN (0, 1))
) STRICT;

CREATE TABLE offerings (
    chain          INTEGER NOT NULL,
    address        TEXT    NOT NULL CHECK (length(address) = 42),
    work           TEXT    NOT NULL REFERENCES works (id),
    token          TEXT    CHECK (length(token) = 42),
    token_symbol   TEXT    NOT NULL,
    token_decimals INTEGER NOT NULL CHECK (token_decimals BETWEEN 0 AND 255),
    price          TEXT    NOT NULL,
    ceiling        TEXT    NOT NULL,
    cap            INTEGER NOT NULL CHECK (cap BETWEEN 1 AND 1000000),
    minimum        INTEGER NOT NULL CHECK (minimum BETWEEN 1 AND cap),
    per_buyer      INTEGER NOT NULL CHECK (per_buyer BETWEEN 1 AND cap),
    deadline       INTEGER NOT NULL,
    term_end       INTEGER NOT NULL CHECK (term_end > deadline),
    jurisdiction   TEXT    NOT NULL,
    text           TEXT    NOT NULL,
    since_block    INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    tx             TEXT    CHECK (length(tx) = 66),
    state          TEXT    CHECK (state IN ('open', 'failed', 'succeeded')),
    sold           INTEGER CHECK (sold BETWEEN 0 AND cap),
    refunded       INTEGER CHECK (refunded BETWEEN 0 AND sold),
    pool           TEXT    CHECK (length(pool) = 42),
    seen_at        INTEGER,
    PRIMARY KEY (chain, address),
    CHECK ((state IS NULL) = (seen_at IS NULL) AND (state IS NULL) = (sold IS NULL) AND (state IS NULL) = (refunded IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE offers (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    work           TEXT    NOT NULL REFERENCES works (id),
    chain          INTEGER NOT NULL,
    shop           TEXT    NOT NULL CHECK (length(shop) = 42),
    onchain_id     TEXT,
    kind           TEXT    NOT NULL,
    terms          TEXT    NOT NULL CHECK (json_valid(terms)),
    price          TEXT    NOT NULL,
    token          TEXT    CHECK (length(token) = 42),
    token_symbol   TEXT    NOT NULL,
    token_decimals INTEGER NOT NULL CHECK (token_decimals BETWEEN 0 AND 255),
    state          TEXT    NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    tx             TEXT    CHECK (length(tx) = 66),
    created_at     INTEGER NOT NULL,
    UNIQUE (chain, shop, onchain_id)
) STRICT;

CREATE TABLE payments (
    chain          INTEGER NOT NULL,
    tx             TEXT    NOT NULL CHECK (length(tx) = 66),
    log            INTEGER NOT NULL,
    work           TEXT    REFERENCES works (id),
    vault          TEXT    NOT NULL CHECK (length(vault) = 42),
    kind           TEXT    NOT NULL CHECK (kind IN ('licence-sale', 'royalty', 'transfer', 'other')),
    token          TEXT    CHECK (length(token) = 42),
    token_symbol   TEXT    NOT NULL,
    token_decimals INTEGER NOT NULL CHECK (token_decimals BETWEEN 0 AND 255),
    amount         TEXT    NOT NULL,
    sender         TEXT    NOT NULL CHECK (length(sender) = 42),
    block          INTEGER NOT NULL,
    block_hash     TEXT    NOT NULL CHECK (length(block_hash) = 66),
    block_time     INTEGER NOT NULL,
    offer          INTEGER REFERENCES offers (id),
    licence        TEXT,
    expected       TEXT,
    PRIMARY KEY (chain, tx, log)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE share_transfers (
    chain      INTEGER NOT NULL,
    tx         TEXT    NOT NULL CHECK (length(tx) = 66),
    log        INTEGER NOT NULL,
    vault      TEXT    NOT NULL CHECK (length(vault) = 42),
    sender     TEXT    NOT NULL CHECK (length(sender) = 42),
    recipient  TEXT    NOT NULL CHECK (length(recipient) = 42),
    shares     INTEGER NOT NULL CHECK (shares BETWEEN 0 AND 1000000),
    block      INTEGER NOT NULL,
    block_hash TEXT    NOT NULL CHECK (length(block_hash) = 66),
    block_time INTEGER NOT NULL,
    PRIMARY KEY (chain, tx, log)
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE tokens (
    work     TEXT    NOT NULL REFERENCES works (id),
    chain    INTEGER NOT NULL,
    contract TEXT    NOT NULL CHECK (length(contract) = 42),
    token_id TEXT    NOT NULL,
    tx       TEXT    NOT NULL CHECK (length(tx) = 66),
    PRIMARY KEY (work, chain),
    UNIQUE (chain, contract, token_id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE treaties (
    work TEXT    NOT NULL PRIMARY KEY REFERENCES works (id),
    hash TEXT    NOT NULL CHECK (length(hash) = 66),
    file TEXT    NOT NULL CHECK (json_valid(file)),
    used INTEGER NOT NULL CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE vaults (
    work        TEXT    NOT NULL REFERENCES works (id),
    chain       INTEGER NOT NULL,
    address     TEXT    NOT NULL CHECK (length(address) = 42),
    shares_root TEXT    NOT NULL CHECK (length(shares_root) = 66),
    salt        TEXT    NOT NULL CHECK (length(salt) = 66),
    tx          TEXT    NOT NULL CHECK (length(tx) = 66),
    PRIMARY KEY (work, chain),
    UNIQUE (chain, address)
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

CREATE TRIGGER one_nonce_an_intent BEFORE UPDATE OF chain, sender, nonce ON intents
BEGIN
    SELECT RAISE(ABORT, 'an intent keeps its chain, sender and nonce');
END;
