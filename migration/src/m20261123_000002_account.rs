//! People who sign in, and their sessions.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000002_account",
    up: r"
CREATE TABLE account (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash text NOT NULL,
    roles text[] NOT NULL CHECK (
        cardinality(roles) > 0 AND roles <@ ARRAY['ADMIN', 'RECRUITER', 'REVIEWER', 'AUDITOR']
    ),
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    last_sign_in_at timestamptz
);
CREATE TABLE session (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    token_hash text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at)
);
CREATE INDEX session_account_id_idx ON session (account_id);
CREATE INDEX session_expires_at_idx ON session (expires_at);
",
    down: r"
DROP TABLE session;
DROP TABLE account;
",
};
