//! What a résumé's text says about its person, by rules. What can't be read stays empty: nothing is
//! invented.

mod agree;
mod email;
mod entry;
mod experience;
mod headline;
mod location;
mod name;
mod others;
mod period;
mod phone;
mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::skill;

pub use agree::names_agree;
pub use email::is_valid_email;

pub(crate) use agree::{fold, is_title_or_degree};
pub(crate) use location::{has_street, is_home, postcode_apart};
pub(crate) use name::is_particle;
pub(crate) use phone::{digit_runs, phone_places};
pub(crate) use words::{has_title_word, is_city, is_country, words_of_no_name};

/// Facts read from one résumé.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResumeFacts {
    /// The person's name, without titles and degrees; a name in capitals is put in title case.
    pub name: Option<String>,
    /// The first e-mail address that isn't a referee's or an employer's, in lower case.
    pub email: Option<String>,
    /// The further e-mail addresses, in lower case.
    pub other_emails: Vec<String>,
    /// The first telephone number, as it is written.
    pub phone: Option<String>,
    /// "City, Country" or as much of it as is told; never a street.
    pub location: Option<String>,
    /// The title by the name, else that of the latest job.
    pub headline: Option<String>,
    /// Years of experience, rounded to a tenth: dated work first, each month once, then what is
    /// claimed in words.
    pub years_of_experience: Option<f64>,
    /// Canonical names of the skills, in the order of their first mention.
    pub skills: Vec<String>,
}

/// Reads a résumé's facts. `today` ends what is told to go on.
#[must_use]
pub fn read_facts(text: &str, today: NaiveDate) -> ResumeFacts {
    let mut emails = own_emails(text).into_iter();
    let email = emails.next();
    let name = name::name(text, email.as_deref());
    ResumeFacts {
        phone: phone::phone(text, email.as_deref()),
        email,
        other_emails: emails.collect(),
        location: location::location(text, name.as_ref().map(|name| name.name.as_str())),
        headline: headline::headline(text, name.as_ref(), today),
        years_of_experience: experience::years_of_experience(text, today),
        skills: skill::names_of(&skill::find_skills(text)),
        name: name.map(|name| name.name),
    }
}

/// The person's name as the text tells it.
pub(crate) fn name_in(text: &str) -> Option<String> {
    let email = own_emails(text).into_iter().next();
    name::name(text, email.as_deref()).map(|name| name.name)
}

/// The addresses of the person. One that stands among their work is an employer's or a customer's, unless
/// it is made of their name.
fn own_emails(text: &str) -> Vec<String> {
    let (person, work) = others::own_text(text);
    let mut emails = email::emails(&person);
    let mut among_work = email::emails(&work);
    among_work.retain(|email| !emails.contains(email));
    if !among_work.is_empty()
        && let Some(name) = name::name(text, emails.first().map(String::as_str))
    {
        emails.extend(among_work.into_iter().filter(|email| name::is_made_of(email, &name.name)));
    }
    emails
}

#[cfg(test)]
mod tests;
