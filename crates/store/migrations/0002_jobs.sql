-- What was asked for and how far it got. A step's result is committed with the step, so a job can be resumed.

CREATE TABLE jobs (
    id               TEXT    NOT NULL PRIMARY KEY,
    kind             TEXT    NOT NULL,
    request          TEXT    NOT NULL CHECK (json_valid(request)),
    state            TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    cancel_requested INTEGER NOT NULL CHECK (cancel_requested IN (0, 1))
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
