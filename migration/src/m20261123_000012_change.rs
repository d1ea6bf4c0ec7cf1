//! The feed of changes: each with the number of its transaction, so that a reader knows what is final.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000012_change",
    up: r"
CREATE TABLE change (
    position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    id uuid NOT NULL,
    op text NOT NULL CHECK (op IN ('INSERT', 'UPDATE', 'DELETE', 'END')),
    detail jsonb,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX change_order_idx ON change (xid, position);
CREATE INDEX change_kind_idx ON change (kind, xid, position);
CREATE INDEX change_id_idx ON change (id);
",
    down: r"
DROP TABLE change;
",
};
