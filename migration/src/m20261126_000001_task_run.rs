//! Tasks that work on nothing in particular, such as upkeep; and when the present attempt began, so that
//! its time is known whichever attempts and waits lay before it.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000001_task_run",
    up: r"
ALTER TABLE task ALTER COLUMN subject_kind DROP NOT NULL;
ALTER TABLE task ALTER COLUMN subject_id DROP NOT NULL;
ALTER TABLE task ADD CHECK ((subject_kind IS NULL) = (subject_id IS NULL));
ALTER TABLE task ADD COLUMN attempt_started_at timestamptz;
CREATE INDEX task_finished_at_idx ON task (finished_at) WHERE finished_at IS NOT NULL;
",
    down: r"
DROP INDEX task_finished_at_idx;
ALTER TABLE task DROP COLUMN attempt_started_at;
DELETE FROM task WHERE subject_id IS NULL;
ALTER TABLE task ALTER COLUMN subject_kind SET NOT NULL;
ALTER TABLE task ALTER COLUMN subject_id SET NOT NULL;
",
};
