//! Vectors as a column type.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000001_vector",
    up: r"
CREATE EXTENSION IF NOT EXISTS vector;
",
    down: r"
DROP EXTENSION IF EXISTS vector;
",
};
