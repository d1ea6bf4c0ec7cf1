//! What a résumé's text says about its person, by rules. What can't be read stays empty.

mod agree;
mod email;
mod phone;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use agree::names_agree;
pub use email::is_valid_email;

/// Facts read from one résumé.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResumeFacts {
    /// The person's name, without titles and degrees; a name in capitals is put in title case.
    pub name: Option<String>,
    /// The first e-mail address, in lower case.
    pub email: Option<String>,
    /// The further e-mail addresses, in lower case.
    pub other_emails: Vec<String>,
    /// The first telephone number, as it is written.
    pub phone: Option<String>,
    /// "City, Country" or as much of it as is told; never a street.
    pub location: Option<String>,
    /// The title under the name, else that of the latest job.
    pub headline: Option<String>,
    /// Years of experience, rounded to a tenth.
    pub years_of_experience: Option<f64>,
    /// Canonical names of the skills, in the order of their first mention.
    pub skills: Vec<String>,
}

/// Reads a résumé's facts. `today` ends what is told to go on.
#[must_use]
pub fn read_facts(text: &str, today: NaiveDate) -> ResumeFacts {
    let _ = today;
    let mut emails = email::emails(text).into_iter();
    ResumeFacts {
        email: emails.next(),
        other_emails: emails.collect(),
        phone: phone::phone(text),
        years_of_experience: crate::text::claimed_years(text),
        skills: crate::skill::names_of(&crate::skill::find_skills(text)),
        ..ResumeFacts::default()
    }
}
