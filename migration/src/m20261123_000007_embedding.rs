//! Models, and vectors in narrow tables of their own, so that scans stay short.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000007_embedding",
    up: r"
CREATE TABLE embedding_model (
    id smallint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    dimensions integer NOT NULL CHECK (dimensions > 0),
    max_tokens integer NOT NULL CHECK (max_tokens > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (name, dimensions)
);
CREATE TABLE candidate_vector (
    candidate_id uuid NOT NULL REFERENCES candidate ON DELETE CASCADE,
    model_id smallint NOT NULL REFERENCES embedding_model,
    resume_id uuid NOT NULL REFERENCES resume ON DELETE CASCADE,
    content_hash text NOT NULL,
    embedding vector NOT NULL,
    embedded_at timestamptz NOT NULL,
    PRIMARY KEY (candidate_id, model_id)
);
CREATE INDEX candidate_vector_resume_id_idx ON candidate_vector (resume_id);
CREATE TABLE job_vector (
    job_id uuid NOT NULL REFERENCES job ON DELETE CASCADE,
    model_id smallint NOT NULL REFERENCES embedding_model,
    content_hash text NOT NULL,
    embedding vector NOT NULL,
    embedded_at timestamptz NOT NULL,
    PRIMARY KEY (job_id, model_id)
);
CREATE TABLE resume_chunk_vector (
    resume_id uuid NOT NULL,
    position integer NOT NULL,
    model_id smallint NOT NULL REFERENCES embedding_model,
    embedding vector NOT NULL,
    embedded_at timestamptz NOT NULL,
    PRIMARY KEY (resume_id, position, model_id),
    FOREIGN KEY (resume_id, position) REFERENCES resume_chunk ON DELETE CASCADE
);
CREATE TABLE job_chunk_vector (
    job_id uuid NOT NULL,
    position integer NOT NULL,
    model_id smallint NOT NULL REFERENCES embedding_model,
    embedding vector NOT NULL,
    embedded_at timestamptz NOT NULL,
    PRIMARY KEY (job_id, position, model_id),
    FOREIGN KEY (job_id, position) REFERENCES job_chunk ON DELETE CASCADE
);
ALTER TABLE candidate_vector ALTER COLUMN embedding SET STORAGE MAIN;
ALTER TABLE job_vector ALTER COLUMN embedding SET STORAGE MAIN;
ALTER TABLE resume_chunk_vector ALTER COLUMN embedding SET STORAGE MAIN;
ALTER TABLE job_chunk_vector ALTER COLUMN embedding SET STORAGE MAIN;
",
    down: r"
DROP TABLE job_chunk_vector;
DROP TABLE resume_chunk_vector;
DROP TABLE job_vector;
DROP TABLE candidate_vector;
DROP TABLE embedding_model;
",
};
