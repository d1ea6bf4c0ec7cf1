//! Files that are sent ahead of their use, and imports of many.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000302_intake",
    up: r"
CREATE TABLE import_batch (
    id uuid PRIMARY KEY,
    job_id uuid REFERENCES job ON DELETE SET NULL,
    task_id uuid REFERENCES task ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    created_at timestamptz NOT NULL
);
CREATE INDEX import_batch_job_id_idx ON import_batch (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX import_batch_task_id_idx ON import_batch (task_id) WHERE task_id IS NOT NULL;

CREATE TABLE upload (
    id uuid PRIMARY KEY,
    account_id uuid REFERENCES account ON DELETE CASCADE,
    file_name text NOT NULL CHECK (file_name <> ''),
    byte_size bigint NOT NULL CHECK (byte_size > 0),
    state text NOT NULL CHECK (state IN ('OPEN', 'RECEIVING', 'COMPLETE')),
    batch_id uuid REFERENCES import_batch ON DELETE SET NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX upload_expires_at_idx ON upload (expires_at);
CREATE INDEX upload_account_id_idx ON upload (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX upload_batch_id_idx ON upload (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE upload_part (
    upload_id uuid NOT NULL REFERENCES upload ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 0),
    bytes bytea,
    key text,
    PRIMARY KEY (upload_id, position),
    CHECK ((bytes IS NULL) <> (key IS NULL))
);
ALTER TABLE upload_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE import_source (
    batch_id uuid NOT NULL REFERENCES import_batch ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 0),
    upload_id uuid NOT NULL,
    surveyed boolean NOT NULL DEFAULT false,
    next_entry integer NOT NULL DEFAULT 0 CHECK (next_entry >= 0),
    done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (batch_id, position)
);

CREATE TABLE import_row (
    batch_id uuid NOT NULL REFERENCES import_batch ON DELETE CASCADE,
    source integer NOT NULL,
    number integer NOT NULL CHECK (number >= 0),
    name text NOT NULL CHECK (name <> ''),
    email text,
    resume_file text,
    path text,
    PRIMARY KEY (batch_id, source, number)
);
COMMENT ON TABLE import_row IS 'rows of tables that came with an import, until somebody was made of each';
CREATE INDEX import_row_path_idx ON import_row (batch_id, path) WHERE path IS NOT NULL;

CREATE TABLE import_file (
    id uuid PRIMARY KEY,
    batch_id uuid NOT NULL REFERENCES import_batch ON DELETE CASCADE,
    source integer NOT NULL,
    entry integer NOT NULL CHECK (entry >= 0),
    file_name text,
    status text CHECK (status IN (
        'RECEIVED', 'EXTRACTING', 'READY', 'NEEDS_OCR', 'NEEDS_REVIEW', 'UNREADABLE', 'DUPLICATE', 'FAILED'
    )),
    reason text,
    resume_id uuid REFERENCES resume ON DELETE CASCADE,
    candidate_id uuid REFERENCES candidate ON DELETE CASCADE,
    at timestamptz NOT NULL,
    CHECK ((resume_id IS NULL) = (status IS NOT NULL)),
    CHECK (resume_id IS NOT NULL OR file_name IS NOT NULL),
    UNIQUE (batch_id, source, entry)
);
COMMENT ON COLUMN import_file.status IS 'of what became no résumé; a résumé says its own';
CREATE INDEX import_file_resume_id_idx ON import_file (resume_id) WHERE resume_id IS NOT NULL;
CREATE INDEX import_file_candidate_id_idx ON import_file (candidate_id) WHERE candidate_id IS NOT NULL;
CREATE INDEX import_file_at_idx ON import_file (batch_id, at, id);
",
    down: r"
DELETE FROM task WHERE kind = 'import_batch';
DROP TABLE import_file;
DROP TABLE import_row;
DROP TABLE import_source;
DROP TABLE upload_part;
DROP TABLE upload;
DROP TABLE import_batch;
",
};
