//! Queues that somebody paused.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000006_queue_pause",
    up: r"
CREATE TABLE queue_pause (
    queue text PRIMARY KEY CHECK (queue IN ('high_priority', 'embeddings', 'medium_priority', 'low_priority')),
    since timestamptz NOT NULL DEFAULT now()
);
",
    down: r"
DROP TABLE queue_pause;
",
};
