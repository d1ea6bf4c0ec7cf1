//! Skills that jobs ask beside the built-in table, and skills that rankings count.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000009_skill",
    up: r"
CREATE TABLE custom_skill (
    name text PRIMARY KEY CHECK (name <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE candidate_skill (
    candidate_id uuid NOT NULL REFERENCES candidate ON DELETE CASCADE,
    skill text NOT NULL CHECK (skill <> ''),
    described boolean NOT NULL,
    PRIMARY KEY (candidate_id, skill)
);
CREATE INDEX candidate_skill_skill_idx ON candidate_skill (skill) INCLUDE (candidate_id, described);
",
    down: r"
DROP TABLE candidate_skill;
DROP TABLE custom_skill;
",
};
