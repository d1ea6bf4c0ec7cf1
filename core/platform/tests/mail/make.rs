//! Mails to send.

use chrono::{DateTime, Utc};
use domain::application::mail::{OwnWords, StatusMail};
use domain::application::model::Stage;
use domain::id::TaskId;
use uuid::Uuid;

pub(crate) const FROM: &str = "Shortlist <jobs@example.org>";

pub(crate) fn task(number: u128) -> TaskId {
    TaskId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number))
}

pub(crate) fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

/// The usual mail about an interview.
pub(crate) fn mail() -> StatusMail {
    let words = OwnWords::default();
    StatusMail {
        task: task(1),
        to_name: "Ida Sørensen".to_owned(),
        to_address: "ida@example.com".to_owned(),
        subject: words.subject_for("Nurse & <Carer>"),
        paragraphs: words.paragraphs_for("Ida Sørensen", "Nurse & <Carer>", Stage::Interview),
        at: at(),
    }
}
