//! Which model rankings go by, and chunks of each model beside those of another: models cut texts differently.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000005_serving_model",
    up: r"
ALTER TABLE embedding_model ADD COLUMN serving boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX embedding_model_serving_key ON embedding_model (serving) WHERE serving;
UPDATE embedding_model SET serving = true
WHERE id = (SELECT model_id FROM candidate_vector GROUP BY model_id ORDER BY count(*) DESC, model_id DESC LIMIT 1);

ALTER TABLE resume_chunk ADD COLUMN model_id smallint REFERENCES embedding_model;
UPDATE resume_chunk c SET model_id = v.model_id
FROM resume_chunk_vector v WHERE v.resume_id = c.resume_id AND v.position = c.position;
DELETE FROM resume_chunk WHERE model_id IS NULL;
ALTER TABLE resume_chunk_vector DROP CONSTRAINT resume_chunk_vector_resume_id_position_fkey;
ALTER TABLE resume_chunk_vector DROP CONSTRAINT resume_chunk_vector_pkey;
ALTER TABLE resume_chunk DROP CONSTRAINT resume_chunk_pkey;
ALTER TABLE resume_chunk ADD PRIMARY KEY (resume_id, model_id, position);
ALTER TABLE resume_chunk_vector ADD PRIMARY KEY (resume_id, model_id, position);
ALTER TABLE resume_chunk_vector ADD FOREIGN KEY (resume_id, model_id, position) REFERENCES resume_chunk ON DELETE CASCADE;

ALTER TABLE job_chunk ADD COLUMN model_id smallint REFERENCES embedding_model;
UPDATE job_chunk c SET model_id = v.model_id
FROM job_chunk_vector v WHERE v.job_id = c.job_id AND v.position = c.position;
DELETE FROM job_chunk WHERE model_id IS NULL;
ALTER TABLE job_chunk_vector DROP CONSTRAINT job_chunk_vector_job_id_position_fkey;
ALTER TABLE job_chunk_vector DROP CONSTRAINT job_chunk_vector_pkey;
ALTER TABLE job_chunk DROP CONSTRAINT job_chunk_pkey;
ALTER TABLE job_chunk ADD PRIMARY KEY (job_id, model_id, position);
ALTER TABLE job_chunk_vector ADD PRIMARY KEY (job_id, model_id, position);
ALTER TABLE job_chunk_vector ADD FOREIGN KEY (job_id, model_id, position) REFERENCES job_chunk ON DELETE CASCADE;
",
    down: r"
DELETE FROM job_chunk WHERE model_id NOT IN (SELECT id FROM embedding_model WHERE serving);
ALTER TABLE job_chunk_vector DROP CONSTRAINT job_chunk_vector_job_id_model_id_position_fkey;
ALTER TABLE job_chunk_vector DROP CONSTRAINT job_chunk_vector_pkey;
ALTER TABLE job_chunk DROP CONSTRAINT job_chunk_pkey;
ALTER TABLE job_chunk DROP COLUMN model_id;
ALTER TABLE job_chunk ADD PRIMARY KEY (job_id, position);
ALTER TABLE job_chunk_vector ADD PRIMARY KEY (job_id, position, model_id);
ALTER TABLE job_chunk_vector ADD FOREIGN KEY (job_id, position) REFERENCES job_chunk ON DELETE CASCADE;

DELETE FROM resume_chunk WHERE model_id NOT IN (SELECT id FROM embedding_model WHERE serving);
ALTER TABLE resume_chunk_vector DROP CONSTRAINT resume_chunk_vector_resume_id_model_id_position_fkey;
ALTER TABLE resume_chunk_vector DROP CONSTRAINT resume_chunk_vector_pkey;
ALTER TABLE resume_chunk DROP CONSTRAINT resume_chunk_pkey;
ALTER TABLE resume_chunk DROP COLUMN model_id;
ALTER TABLE resume_chunk ADD PRIMARY KEY (resume_id, position);
ALTER TABLE resume_chunk_vector ADD PRIMARY KEY (resume_id, position, model_id);
ALTER TABLE resume_chunk_vector ADD FOREIGN KEY (resume_id, position) REFERENCES resume_chunk ON DELETE CASCADE;

DROP INDEX embedding_model_serving_key;
ALTER TABLE embedding_model DROP COLUMN serving;
",
};
