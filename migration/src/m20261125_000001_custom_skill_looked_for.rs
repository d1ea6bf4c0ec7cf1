//! Whether a skill that jobs ask beside the built-in table was looked for in all résumés there were.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261125_000001_custom_skill_looked_for",
    up: "ALTER TABLE custom_skill ADD COLUMN looked_for boolean NOT NULL DEFAULT false",
    down: "ALTER TABLE custom_skill DROP COLUMN looked_for",
};
