-- What chains say was paid, claimed and passed on. Rows of blocks that are read again are replaced with the cursor.

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

CREATE INDEX payments_by_block ON payments (chain, block, log);
CREATE INDEX payments_by_work  ON payments (work);

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

CREATE INDEX claims_by_block ON claims (chain, block, log);

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

CREATE INDEX share_transfers_by_block ON share_transfers (chain, block, log);
