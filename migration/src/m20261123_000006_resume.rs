//! Files of people, their bytes, their text and its pieces.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000006_resume",
    up: r"
CREATE TABLE blob (
    id uuid PRIMARY KEY,
    bytes bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE blob ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE resume (
    id uuid PRIMARY KEY,
    candidate_id uuid REFERENCES candidate ON DELETE CASCADE,
    job_id uuid REFERENCES job ON DELETE SET NULL,
    duplicate_of uuid REFERENCES resume ON DELETE CASCADE,
    file_name text NOT NULL CHECK (file_name <> ''),
    media_type text NOT NULL,
    byte_size integer NOT NULL CHECK (byte_size >= 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    blob_id uuid NOT NULL REFERENCES blob DEFERRABLE INITIALLY DEFERRED,
    status text NOT NULL CHECK (status IN (
        'RECEIVED', 'EXTRACTING', 'READY', 'NEEDS_OCR', 'NEEDS_REVIEW', 'UNREADABLE', 'DUPLICATE', 'FAILED'
    )),
    status_reason text,
    page_count integer CHECK (page_count >= 0),
    task_id uuid REFERENCES task ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    text text,
    uploaded_at timestamptz NOT NULL,
    CHECK (status NOT IN ('READY', 'NEEDS_REVIEW') OR (text IS NOT NULL AND candidate_id IS NOT NULL)),
    CHECK (status <> 'DUPLICATE' OR duplicate_of IS NOT NULL)
);
CREATE UNIQUE INDEX resume_sha256_key ON resume (sha256) WHERE status NOT IN ('UNREADABLE', 'FAILED', 'DUPLICATE');
CREATE INDEX resume_uploaded_at_idx ON resume (uploaded_at, id);
CREATE INDEX resume_candidate_id_idx ON resume (candidate_id, uploaded_at, id);
CREATE INDEX resume_job_id_idx ON resume (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX resume_duplicate_of_idx ON resume (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX resume_blob_id_idx ON resume (blob_id);
CREATE INDEX resume_task_id_idx ON resume (task_id) WHERE task_id IS NOT NULL;

ALTER TABLE candidate ADD CONSTRAINT candidate_latest_resume_id_fkey
    FOREIGN KEY (latest_resume_id) REFERENCES resume ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX candidate_latest_resume_id_idx ON candidate (latest_resume_id);

CREATE TABLE resume_chunk (
    resume_id uuid NOT NULL REFERENCES resume ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 0),
    span_start integer NOT NULL CHECK (span_start >= 0),
    span_end integer NOT NULL CHECK (span_end >= span_start),
    tokens integer NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (resume_id, position)
);
CREATE TABLE job_chunk (
    job_id uuid NOT NULL REFERENCES job ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 0),
    span_start integer NOT NULL CHECK (span_start >= 0),
    span_end integer NOT NULL CHECK (span_end >= span_start),
    tokens integer NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (job_id, position)
);
",
    down: r"
DROP TABLE job_chunk;
DROP TABLE resume_chunk;
ALTER TABLE candidate DROP CONSTRAINT candidate_latest_resume_id_fkey;
DROP TABLE resume;
DROP TABLE blob;
",
};
