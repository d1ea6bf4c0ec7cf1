//! What a person wants applications for a job judged by.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000201_job_criteria",
    up: r"
ALTER TABLE job ADD COLUMN criteria jsonb CHECK (jsonb_array_length(criteria) BETWEEN 1 AND 12);
",
    down: r"
ALTER TABLE job DROP COLUMN criteria;
",
};
