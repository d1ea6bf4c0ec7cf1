//! Nobody is rejected but by a person who says why. Rows from before this rule stay as they are.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000001_people_decide",
    up: r"
ALTER TABLE stage_change ADD CONSTRAINT stage_change_rejected_by_a_person
    CHECK (to_stage <> 'REJECTED' OR (actor_id IS NOT NULL AND reason IS NOT NULL AND btrim(reason) <> '')) NOT VALID;

CREATE FUNCTION application_rejected_by_a_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM stage_change
    WHERE application_id = NEW.id AND to_stage = 'REJECTED' AND at = NEW.stage_changed_at
        AND actor_id IS NOT NULL AND btrim(reason) <> '';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an application is rejected by a person who gives a reason'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_rejected_by_a_person', TABLE = 'application';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER application_rejected_on_insert AFTER INSERT ON application
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.stage = 'REJECTED') EXECUTE FUNCTION application_rejected_by_a_person();
CREATE CONSTRAINT TRIGGER application_rejected_on_update AFTER UPDATE OF stage ON application
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.stage = 'REJECTED' AND OLD.stage <> 'REJECTED')
    EXECUTE FUNCTION application_rejected_by_a_person();
",
    down: r"
DROP TRIGGER application_rejected_on_update ON application;
DROP TRIGGER application_rejected_on_insert ON application;
DROP FUNCTION application_rejected_by_a_person();
ALTER TABLE stage_change DROP CONSTRAINT stage_change_rejected_by_a_person;
",
};
