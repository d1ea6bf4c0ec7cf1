//! The members of batches of screenings, and a way to find the batches that wait for their children.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000003_screen_batch",
    up: r"
CREATE TABLE screen_batch_member (
    task_id uuid NOT NULL REFERENCES task ON DELETE CASCADE,
    application_id uuid NOT NULL REFERENCES application ON DELETE CASCADE,
    child_id uuid REFERENCES task ON DELETE CASCADE,
    left_out boolean NOT NULL DEFAULT false,
    PRIMARY KEY (task_id, application_id),
    CHECK (child_id IS NULL OR NOT left_out)
);
CREATE INDEX screen_batch_member_untouched_idx ON screen_batch_member (task_id, application_id)
    WHERE child_id IS NULL AND NOT left_out;
CREATE INDEX screen_batch_member_application_id_idx ON screen_batch_member (application_id);
CREATE UNIQUE INDEX screen_batch_member_child_id_key ON screen_batch_member (child_id) WHERE child_id IS NOT NULL;

COMMENT ON COLUMN task_dispatch.run_at IS 'infinity: waits for its children, and nobody can claim it';
CREATE INDEX task_dispatch_waiting_idx ON task_dispatch (task_id) WHERE run_at = 'infinity';
",
    down: r"
DROP INDEX task_dispatch_waiting_idx;
COMMENT ON COLUMN task_dispatch.run_at IS NULL;
UPDATE task_dispatch SET run_at = now() WHERE run_at = 'infinity';
DROP TABLE screen_batch_member;
",
};
