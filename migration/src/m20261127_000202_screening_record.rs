//! What models were asked and what they answered. Both speak of a person: they go with the last screening that
//! rests on them, whoever removes it.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000202_screening_record",
    up: r"
ALTER TABLE screening
    ADD COLUMN prompt_hash text,
    ADD COLUMN blind boolean NOT NULL DEFAULT false,
    ADD COLUMN unstable boolean NOT NULL DEFAULT false,
    ADD COLUMN notes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN samples jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN kept_places jsonb NOT NULL DEFAULT '[]';
CREATE INDEX screening_input_idx ON screening (input_hash);

-- One row for each content address. application_id is for whom it was asked last, asked_by the task that is at
-- it for as long as its claim holds; both may be gone.
CREATE TABLE screening_input (
    input_hash text PRIMARY KEY,
    application_id uuid NOT NULL,
    record bytea NOT NULL,
    wanted integer NOT NULL DEFAULT 0 CHECK (wanted >= 0),
    asked_by uuid NOT NULL,
    asked_claim bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX screening_input_application_id_idx ON screening_input (application_id);

CREATE TABLE screening_sample (
    input_hash text NOT NULL REFERENCES screening_input ON DELETE CASCADE,
    number integer NOT NULL CHECK (number >= 1),
    provider text NOT NULL,
    model text,
    prompt_version text,
    prompt_hash text,
    answer bytea NOT NULL,
    prompt_tokens integer NOT NULL CHECK (prompt_tokens >= 0),
    answer_tokens integer NOT NULL CHECK (answer_tokens >= 0),
    latency_ms integer NOT NULL CHECK (latency_ms >= 0),
    task_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (input_hash, number)
);

-- The rows are locked first: who writes a screening that rests on one holds it, and is seen by what comes after.
CREATE FUNCTION screening_input_unused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM screening_input i WHERE i.input_hash IN (SELECT g.input_hash FROM gone g)
    ORDER BY i.input_hash FOR UPDATE;
    DELETE FROM screening_input i USING gone g
    WHERE i.input_hash = g.input_hash AND NOT EXISTS (SELECT 1 FROM screening s WHERE s.input_hash = i.input_hash);
    RETURN NULL;
END $$;
CREATE TRIGGER screening_input_unused AFTER DELETE ON screening
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION screening_input_unused();

-- Of an application that was never screened, or whose screening was never written.
CREATE FUNCTION screening_input_of_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM screening_input i WHERE i.application_id IN (SELECT g.id FROM gone g)
    ORDER BY i.input_hash FOR UPDATE;
    DELETE FROM screening_input i USING gone g
    WHERE i.application_id = g.id AND NOT EXISTS (SELECT 1 FROM screening s WHERE s.input_hash = i.input_hash);
    RETURN NULL;
END $$;
CREATE TRIGGER screening_input_of_nobody AFTER DELETE ON application
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION screening_input_of_nobody();
",
    down: r"
DROP TRIGGER screening_input_of_nobody ON application;
DROP TRIGGER screening_input_unused ON screening;
DROP FUNCTION screening_input_of_nobody();
DROP FUNCTION screening_input_unused();
DROP TABLE screening_sample;
DROP TABLE screening_input;
DROP INDEX screening_input_idx;
ALTER TABLE screening
    DROP COLUMN kept_places,
    DROP COLUMN samples,
    DROP COLUMN notes,
    DROP COLUMN unstable,
    DROP COLUMN blind,
    DROP COLUMN prompt_hash;
",
};
