//! People.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000005_candidate",
    up: r#"
CREATE TABLE candidate (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    email text CHECK (email = lower(email)),
    other_emails text[] NOT NULL,
    phone text,
    location text,
    headline text,
    years double precision CHECK (years >= 0),
    years_corrected boolean NOT NULL,
    skills text[] NOT NULL,
    skills_corrected boolean NOT NULL,
    tags text[] NOT NULL,
    external_id text UNIQUE,
    latest_resume_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX candidate_created_at_idx ON candidate (created_at, id);
CREATE INDEX candidate_updated_at_idx ON candidate (updated_at, id);
CREATE INDEX candidate_name_idx ON candidate ((lower(name) COLLATE "C"), id);
CREATE INDEX candidate_years_up_idx ON candidate (years, id);
CREATE INDEX candidate_years_down_idx ON candidate (years DESC NULLS LAST, id DESC);
CREATE INDEX candidate_email_idx ON candidate (email);
CREATE INDEX candidate_other_emails_idx ON candidate USING gin (other_emails);
CREATE INDEX candidate_skills_idx ON candidate USING gin (skills);
CREATE INDEX candidate_tags_idx ON candidate USING gin (tags);
"#,
    down: r"
DROP TABLE candidate;
",
};
