//! The one key that signs links to files.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000013_signing_key",
    up: r"
CREATE TABLE signing_key (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
",
    down: r"
DROP TABLE signing_key;
",
};
