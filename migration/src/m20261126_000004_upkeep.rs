//! Who leads, when periodic work is due, and a way to find the events of tasks that ended long ago.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000004_upkeep",
    up: r"
CREATE TABLE leadership (
    role text PRIMARY KEY,
    owner text NOT NULL,
    lease_until timestamptz NOT NULL,
    term bigint NOT NULL CHECK (term > 0)
);
CREATE TABLE schedule (
    name text PRIMARY KEY,
    next_at timestamptz NOT NULL
);
CREATE INDEX task_event_ended_at_idx ON task_event (at) WHERE terminal;
",
    down: r"
DROP INDEX task_event_ended_at_idx;
DROP TABLE schedule;
DROP TABLE leadership;
",
};
