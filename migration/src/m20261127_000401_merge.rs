//! Candidates that are one person: what tells it (telephone numbers by their last digits, sketches of texts that are
//! alike), and what a merge needs to be undone.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000401_merge",
    up: r"
-- A number by its last eight digits: what comes before is the country's or the area's, and may be left out. An
-- extension is none of it.
CREATE FUNCTION phone_key(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(digits) >= 7 THEN right(digits, 8) END
    FROM (SELECT regexp_replace(regexp_replace(phone, '(,?\s?(x|ext|#).*)$', '', 'i'), '\D', '', 'g') AS digits) AS d
$$;
CREATE FUNCTION phone_keys(phone text, others text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(phone_key(p)) FILTER (WHERE phone_key(p) IS NOT NULL), '{}') FROM unnest(others || phone) AS p
$$;
ALTER TABLE candidate ADD COLUMN other_phones text[] NOT NULL DEFAULT '{}';
ALTER TABLE candidate ADD COLUMN phone_keys text[] NOT NULL GENERATED ALWAYS AS (phone_keys(phone, other_phones)) STORED;
CREATE INDEX candidate_phone_keys_idx ON candidate USING gin (phone_keys);

CREATE TABLE resume_sketch (
    resume_id uuid PRIMARY KEY REFERENCES resume ON DELETE CASCADE,
    signature bytea NOT NULL,
    bands bigint[] NOT NULL
);
CREATE INDEX resume_sketch_bands_idx ON resume_sketch USING gin (bands);

-- The record is a copy of personal data: it goes with the one who was kept, and after a time. Neither id refers to a
-- row: other_id is gone, and kept_id may have been merged away itself since.
CREATE TABLE candidate_merge (
    id uuid PRIMARY KEY,
    kept_id uuid NOT NULL,
    other_id uuid NOT NULL,
    record jsonb NOT NULL,
    merged_at timestamptz NOT NULL
);
CREATE INDEX candidate_merge_kept_id_idx ON candidate_merge (kept_id, merged_at, id);
CREATE INDEX candidate_merge_merged_at_idx ON candidate_merge (merged_at);
",
    down: r"
DROP TABLE candidate_merge;
DROP TABLE resume_sketch;
ALTER TABLE candidate DROP COLUMN phone_keys;
ALTER TABLE candidate DROP COLUMN other_phones;
DROP FUNCTION phone_keys(text, text[]);
DROP FUNCTION phone_key(text);
",
};
