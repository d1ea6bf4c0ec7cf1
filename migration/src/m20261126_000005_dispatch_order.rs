//! Children of batches stand behind what somebody waits for, in whichever queue they are.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000005_dispatch_order",
    up: r"
ALTER TABLE task_dispatch ADD COLUMN of_batch boolean NOT NULL DEFAULT false;
UPDATE task_dispatch d SET of_batch = true FROM task t WHERE t.id = d.task_id AND t.parent_id IS NOT NULL;
DROP INDEX task_dispatch_due_idx;
CREATE INDEX task_dispatch_due_idx ON task_dispatch (queue, of_batch, run_at, task_id) WHERE owner IS NULL;
CREATE INDEX task_dispatch_pushed_idx ON task_dispatch (queue, pushed_at) WHERE owner IS NULL AND pushed_at IS NOT NULL;
",
    down: r"
DROP INDEX task_dispatch_pushed_idx;
DROP INDEX task_dispatch_due_idx;
CREATE INDEX task_dispatch_due_idx ON task_dispatch (queue, run_at, task_id) WHERE owner IS NULL;
ALTER TABLE task_dispatch DROP COLUMN of_batch;
",
};
