//! Background work: its history, its place in line, its events.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000003_task",
    up: r"
CREATE TABLE task (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN (
        'send_status_email', 'ingest_resume', 'embed_job', 'screen_application',
        'screen_batch', 'import_batch', 'cleanup', 'reembed_all'
    )),
    queue text NOT NULL CHECK (queue IN ('high_priority', 'embeddings', 'medium_priority', 'low_priority')),
    payload jsonb NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'PENDING'
        CHECK (state IN ('PENDING', 'STARTED', 'SUCCESS', 'FAILURE', 'RETRY', 'REVOKED')),
    attempt integer NOT NULL DEFAULT 0 CHECK (attempt BETWEEN 0 AND max_attempts),
    max_attempts integer NOT NULL CHECK (max_attempts > 0),
    losses integer NOT NULL DEFAULT 0 CHECK (losses >= 0),
    progress smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    error_code text,
    error_message text,
    result_kind text,
    result_id uuid,
    parent_id uuid REFERENCES task ON DELETE SET NULL,
    retry_of uuid REFERENCES task ON DELETE SET NULL,
    last_seq integer NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
    next_attempt_at timestamptz,
    traceparent text,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    CHECK ((error_code IS NULL) = (error_message IS NULL)),
    CHECK ((result_kind IS NULL) = (result_id IS NULL)),
    CHECK ((finished_at IS NOT NULL) = (state IN ('SUCCESS', 'FAILURE', 'REVOKED'))),
    CHECK (next_attempt_at IS NULL OR state = 'RETRY')
);
CREATE INDEX task_created_at_idx ON task (created_at, id);
CREATE INDEX task_subject_idx ON task (subject_id, subject_kind);
CREATE INDEX task_open_idx ON task (created_at, id) WHERE state IN ('PENDING', 'STARTED', 'RETRY');
CREATE INDEX task_dead_idx ON task (created_at, id) WHERE state = 'FAILURE';
CREATE INDEX task_parent_id_idx ON task (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_retry_of_idx ON task (retry_of) WHERE retry_of IS NOT NULL;

CREATE TABLE task_dispatch (
    task_id uuid PRIMARY KEY REFERENCES task ON DELETE CASCADE,
    queue text NOT NULL CHECK (queue IN ('high_priority', 'embeddings', 'medium_priority', 'low_priority')),
    run_at timestamptz NOT NULL,
    pushed_at timestamptz,
    pushes integer NOT NULL DEFAULT 0 CHECK (pushes >= 0),
    claim bigint NOT NULL DEFAULT 0 CHECK (claim >= 0),
    owner text,
    lease_until timestamptz,
    CHECK ((owner IS NULL) = (lease_until IS NULL))
);
CREATE INDEX task_dispatch_due_idx ON task_dispatch (queue, run_at, task_id) WHERE owner IS NULL;
CREATE INDEX task_dispatch_lease_idx ON task_dispatch (lease_until) WHERE owner IS NOT NULL;

CREATE TABLE task_event (
    task_id uuid NOT NULL REFERENCES task ON DELETE CASCADE,
    seq integer NOT NULL CHECK (seq > 0),
    state text NOT NULL CHECK (state IN ('PENDING', 'STARTED', 'SUCCESS', 'FAILURE', 'RETRY', 'REVOKED')),
    attempt integer NOT NULL CHECK (attempt >= 0),
    progress smallint NOT NULL CHECK (progress BETWEEN 0 AND 100),
    message text,
    error_code text,
    error_message text,
    next_attempt_at timestamptz,
    terminal boolean NOT NULL CHECK (terminal = (state IN ('SUCCESS', 'FAILURE', 'REVOKED'))),
    at timestamptz NOT NULL,
    PRIMARY KEY (task_id, seq),
    CHECK ((error_code IS NULL) = (error_message IS NULL))
);
CREATE UNIQUE INDEX task_event_terminal_key ON task_event (task_id) WHERE terminal;
",
    down: r"
DROP TABLE task_event;
DROP TABLE task_dispatch;
DROP TABLE task;
",
};
