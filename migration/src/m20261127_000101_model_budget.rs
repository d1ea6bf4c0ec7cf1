//! What language models used in a day of UTC, and what those under way may still use.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000101_model_budget",
    up: r"
CREATE TABLE model_day (
    day date PRIMARY KEY,
    calls bigint NOT NULL DEFAULT 0 CHECK (calls >= 0),
    tokens bigint NOT NULL DEFAULT 0 CHECK (tokens >= 0)
);
CREATE TABLE model_reservation (
    id uuid PRIMARY KEY,
    day date NOT NULL REFERENCES model_day (day) ON DELETE CASCADE,
    tokens bigint NOT NULL CHECK (tokens >= 0),
    expires_at timestamptz NOT NULL
);
CREATE INDEX model_reservation_day_idx ON model_reservation (day);
",
    down: r"
DROP TABLE model_reservation;
DROP TABLE model_day;
",
};
