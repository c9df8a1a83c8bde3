-- Shares of works for sale to fans. A row is written before anything is sent; what was last seen of the sale stands beside
-- its terms, which never change.

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

CREATE INDEX offerings_by_work ON offerings (work);
