//! The transaction that wrote an event, so that a reader knows which events came to be there since it
//! looked last, whichever transaction ended first.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261125_000002_task_event_xid",
    up: r"
ALTER TABLE task_event ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX task_event_xid_idx ON task_event (xid);
",
    down: r"
DROP INDEX task_event_xid_idx;
ALTER TABLE task_event DROP COLUMN xid;
",
};
