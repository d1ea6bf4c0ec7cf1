//! What a résumé's file says beside its visible text, and what people did about it. What was read before
//! anybody looked for hidden text counts as inspected: no version that reads files so was ever released.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000002_resume_review",
    up: r"
ALTER TABLE resume
    ADD COLUMN findings jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(findings) = 'array'),
    ADD COLUMN inspected boolean NOT NULL DEFAULT true,
    ADD COLUMN released_at timestamptz,
    ADD COLUMN text_from text NOT NULL DEFAULT 'FILE' CHECK (text_from IN ('FILE', 'PERSON'));
ALTER TABLE resume ALTER COLUMN inspected SET DEFAULT false;
ALTER TABLE resume ADD CONSTRAINT resume_ready_when_inspected_or_released
    CHECK (status <> 'READY' OR inspected OR released_at IS NOT NULL);
COMMENT ON COLUMN resume.inspected IS 'somebody looked for hidden text; if not, no model may read it before it is released';
",
    down: r"
ALTER TABLE resume DROP COLUMN text_from, DROP COLUMN released_at, DROP COLUMN inspected, DROP COLUMN findings;
",
};
