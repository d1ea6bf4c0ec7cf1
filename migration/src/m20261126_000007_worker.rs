//! Processes that run tasks, as they report themselves. A row is a report, never a lock: claims have leases.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000007_worker",
    up: r"
CREATE TABLE worker (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    host text NOT NULL,
    version text NOT NULL,
    pools jsonb NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    beat_at timestamptz NOT NULL DEFAULT now(),
    done bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
    failed bigint NOT NULL DEFAULT 0 CHECK (failed >= 0)
);
CREATE INDEX worker_beat_at_idx ON worker (beat_at);
",
    down: r"
DROP TABLE worker;
",
};
