//! Candidates for jobs, and the stages they went through.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000010_application",
    up: r"
CREATE TABLE application (
    id uuid PRIMARY KEY,
    candidate_id uuid NOT NULL REFERENCES candidate ON DELETE CASCADE,
    job_id uuid NOT NULL REFERENCES job ON DELETE RESTRICT,
    resume_id uuid REFERENCES resume ON DELETE SET NULL,
    stage text NOT NULL CHECK (stage IN ('SOURCED', 'APPLIED', 'IN_REVIEW', 'INTERVIEW', 'OFFER', 'HIRED', 'REJECTED', 'WITHDRAWN')),
    stage_changed_at timestamptz NOT NULL,
    source text NOT NULL CHECK (source IN ('DIRECT', 'REFERRAL', 'AGENCY', 'SOURCED', 'IMPORT', 'API')),
    source_name text,
    external_id text UNIQUE,
    screening_id uuid,
    screening_task_id uuid REFERENCES task ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    applied_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (candidate_id, job_id)
);
CREATE INDEX application_created_at_idx ON application (created_at, id);
CREATE INDEX application_updated_at_idx ON application (updated_at, id);
CREATE INDEX application_stage_changed_at_idx ON application (stage_changed_at, id);
CREATE INDEX application_job_id_idx ON application (job_id, stage, created_at, id);
CREATE INDEX application_newest_idx ON application (candidate_id, created_at, id);
CREATE INDEX application_resume_id_idx ON application (resume_id) WHERE resume_id IS NOT NULL;
CREATE INDEX application_screening_task_id_idx ON application (screening_task_id) WHERE screening_task_id IS NOT NULL;

CREATE TABLE stage_change (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES application ON DELETE CASCADE,
    from_stage text CHECK (from_stage IN ('SOURCED', 'APPLIED', 'IN_REVIEW', 'INTERVIEW', 'OFFER', 'HIRED', 'REJECTED', 'WITHDRAWN')),
    to_stage text NOT NULL CHECK (to_stage IN ('SOURCED', 'APPLIED', 'IN_REVIEW', 'INTERVIEW', 'OFFER', 'HIRED', 'REJECTED', 'WITHDRAWN')),
    reason text,
    actor_id uuid REFERENCES account ON DELETE RESTRICT,
    notified boolean NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON COLUMN stage_change.actor_id IS 'null: Shortlist itself';
CREATE INDEX stage_change_application_id_idx ON stage_change (application_id, at, id);
CREATE INDEX stage_change_actor_id_idx ON stage_change (actor_id) WHERE actor_id IS NOT NULL;
",
    down: r"
DROP TABLE stage_change;
DROP TABLE application;
",
};
