//! Judgements of applications.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000011_screening",
    up: r"
CREATE TABLE screening (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES application ON DELETE CASCADE,
    resume_id uuid NOT NULL REFERENCES resume ON DELETE CASCADE,
    score smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
    summary text NOT NULL,
    missing_skills text[] NOT NULL,
    questions jsonb NOT NULL,
    criteria jsonb NOT NULL,
    provider text NOT NULL,
    model text,
    prompt_version text,
    input_hash text NOT NULL,
    job_facts_hash text NOT NULL,
    task_id uuid REFERENCES task ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    created_at timestamptz NOT NULL
);
CREATE INDEX screening_application_id_idx ON screening (application_id, created_at, id);
CREATE INDEX screening_input_hash_idx ON screening (application_id, input_hash);
CREATE INDEX screening_resume_id_idx ON screening (resume_id);
CREATE INDEX screening_task_id_idx ON screening (task_id) WHERE task_id IS NOT NULL;

ALTER TABLE application ADD CONSTRAINT application_screening_id_fkey
    FOREIGN KEY (screening_id) REFERENCES screening ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX application_screening_id_idx ON application (screening_id) WHERE screening_id IS NOT NULL;
",
    down: r"
ALTER TABLE application DROP CONSTRAINT application_screening_id_fkey;
DROP TABLE screening;
",
};
