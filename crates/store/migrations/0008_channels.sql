-- Payments per use. A row is written before anything is sent; what the channel holds the chain knows. The newest vouchers
-- stand here and nowhere else: what was signed as payer, and what was taken as payee.

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
