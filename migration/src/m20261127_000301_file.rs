//! Files beside the store: a row names where they lie, and a list says what is to be removed there.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000301_file",
    up: r"
ALTER TABLE blob ALTER COLUMN bytes DROP NOT NULL;
ALTER TABLE blob ADD COLUMN key text;
ALTER TABLE blob ADD CONSTRAINT blob_lies_somewhere CHECK ((bytes IS NULL) <> (key IS NULL));

CREATE TABLE file_leftover (
    key text PRIMARY KEY,
    due_at timestamptz NOT NULL,
    condemned boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE file_leftover IS 'files beside the store that no row names, or none yet';
CREATE INDEX file_leftover_due_at_idx ON file_leftover (due_at);
",
    // What lies elsewhere is out of reach then.
    down: r"
DROP TABLE file_leftover;
UPDATE blob SET bytes = '' WHERE bytes IS NULL;
ALTER TABLE blob DROP CONSTRAINT blob_lies_somewhere;
ALTER TABLE blob DROP COLUMN key;
ALTER TABLE blob ALTER COLUMN bytes SET NOT NULL;
",
};
