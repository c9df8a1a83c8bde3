-- What stands on chains, and how far each chain has been read.

CREATE TABLE cursors (
    chain  INTEGER NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    hash   TEXT    NOT NULL CHECK (length(hash) = 66),
    time   INTEGER NOT NULL
) STRICT;

CREATE TABLE blocks (
    chain  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash   TEXT    NOT NULL CHECK (length(hash) = 66),
    time   INTEGER NOT NULL,
    PRIMARY KEY (chain, number)
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

CREATE TABLE tokens (
    work     TEXT    NOT NULL REFERENCES works (id),
    chain    INTEGER NOT NULL,
    contract TEXT    NOT NULL CHECK (length(contract) = 42),
    token_id TEXT    NOT NULL,
    tx       TEXT    NOT NULL CHECK (length(tx) = 66),
    PRIMARY KEY (work, chain),
    UNIQUE (chain, contract, token_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE holders (
    work    TEXT    NOT NULL REFERENCES works (id),
    ordinal INTEGER NOT NULL,
    address TEXT    NOT NULL CHECK (length(address) = 42),
    shares  INTEGER NOT NULL CHECK (shares BETWEEN 1 AND 1000000),
    name    TEXT,
    PRIMARY KEY (work, ordinal),
    UNIQUE (work, address)
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

CREATE INDEX offers_by_work ON offers (work);
