//! Job postings.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000004_job",
    up: r#"
CREATE TABLE job (
    id uuid PRIMARY KEY,
    title text NOT NULL CHECK (title <> ''),
    description text NOT NULL,
    status text NOT NULL CHECK (status IN ('DRAFT', 'OPEN', 'ON_HOLD', 'FILLED', 'CLOSED')),
    location text,
    remote boolean NOT NULL,
    min_years double precision CHECK (min_years >= 0),
    salary_min integer CHECK (salary_min >= 0),
    salary_max integer CHECK (salary_max >= 0),
    salary_currency text,
    given_required_skills text[],
    given_preferred_skills text[],
    required_skills text[] NOT NULL,
    preferred_skills text[] NOT NULL,
    external_id text UNIQUE,
    content_hash text NOT NULL,
    facts_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK (salary_min IS NULL OR salary_max IS NULL OR salary_min <= salary_max)
);
CREATE INDEX job_created_at_idx ON job (created_at, id);
CREATE INDEX job_updated_at_idx ON job (updated_at, id);
CREATE INDEX job_title_idx ON job ((lower(title) COLLATE "C"), id);
CREATE INDEX job_skills_idx ON job USING gin ((required_skills || preferred_skills));
"#,
    down: r"
DROP TABLE job;
",
};
