//! What a mail about a change of stage says in place of the usual words. It lies in the row of the change, so
//! that it goes when the person is erased and no task ever carries it.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000002_status_mail",
    up: r"
ALTER TABLE stage_change ADD COLUMN mail_subject text CHECK (mail_subject !~ '[[:cntrl:]]');
ALTER TABLE stage_change ADD COLUMN mail_body text;
COMMENT ON COLUMN stage_change.notified IS 'a mail server took the mail to the candidate';
",
    down: r"
COMMENT ON COLUMN stage_change.notified IS NULL;
ALTER TABLE stage_change DROP COLUMN mail_body;
ALTER TABLE stage_change DROP COLUMN mail_subject;
DELETE FROM task WHERE kind = 'send_status_email';
",
};
