-- What the authors of a work agreed on: the file that goes between them, and whether the work's vault was made by it.

CREATE TABLE treaties (
    work TEXT    NOT NULL PRIMARY KEY REFERENCES works (id),
    hash TEXT    NOT NULL CHECK (length(hash) = 66),
    file TEXT    NOT NULL CHECK (json_valid(file)),
    used INTEGER NOT NULL CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;
