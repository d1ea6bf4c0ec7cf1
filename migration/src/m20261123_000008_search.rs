//! Full text, apart from the rows it describes, so that lists never read it.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000008_search",
    up: r"
CREATE TABLE candidate_search (
    candidate_id uuid PRIMARY KEY REFERENCES candidate ON DELETE CASCADE,
    document tsvector NOT NULL
);
CREATE INDEX candidate_search_document_idx ON candidate_search USING gin (document);
CREATE TABLE job_search (
    job_id uuid PRIMARY KEY REFERENCES job ON DELETE CASCADE,
    document tsvector NOT NULL,
    query tsquery NOT NULL
);
CREATE INDEX job_search_document_idx ON job_search USING gin (document);
",
    down: r"
DROP TABLE job_search;
DROP TABLE candidate_search;
",
};
