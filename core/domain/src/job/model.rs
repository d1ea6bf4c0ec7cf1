//! A job posting, and what may be said of one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{ServiceError, ViolationCode, Violations};
use crate::id::JobId;
use crate::page::{OrderDirection, TimeRange};
use crate::screening::model::{Criterion, JobFacts};
use crate::words::word_enum;

word_enum! {
    /// Where a posting stands.
    JobStatus {
        /// Not yet published.
        Draft = "DRAFT",
        /// Takes applications.
        Open = "OPEN",
        /// Paused.
        OnHold = "ON_HOLD",
        /// Somebody was hired.
        Filled = "FILLED",
        /// Ended without a hire.
        Closed = "CLOSED",
    }
}

word_enum! {
    /// What a list of jobs is ordered by.
    JobOrderField {
        /// When it was made.
        CreatedAt = "CREATED_AT",
        /// When it last changed.
        UpdatedAt = "UPDATED_AT",
        /// Its title.
        Title = "TITLE",
    }
}

/// The order of a list of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobOrder {
    /// By what.
    pub field: JobOrderField,
    /// Which way.
    pub direction: OrderDirection,
}

impl Default for JobOrder {
    fn default() -> Self {
        Self { field: JobOrderField::CreatedAt, direction: OrderDirection::Desc }
    }
}

/// Which jobs a list holds: all conditions together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JobFilter {
    /// One of these.
    pub ids: Option<Vec<JobId>>,
    /// One of the caller's own keys.
    pub external_ids: Option<Vec<String>>,
    /// Words in title or description.
    pub text: Option<String>,
    /// In one of these states.
    pub statuses: Option<Vec<JobStatus>>,
    /// Stands in the location, whatever the case.
    pub location: Option<String>,
    /// Remote or not.
    pub remote: Option<bool>,
    /// All of these asked, required or preferred; canonical names.
    pub skills: Option<Vec<String>>,
    /// Made within.
    pub created_at: TimeRange,
    /// Changed within.
    pub updated_at: TimeRange,
}

/// What a person says of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobDraft {
    /// 1–200 characters.
    pub title: String,
    /// 1–100,000 characters.
    pub description: String,
    /// Where the posting stands.
    pub status: JobStatus,
    /// City or region.
    pub location: Option<String>,
    /// Can be done from anywhere.
    pub remote: bool,
    /// 0–60.
    pub min_years: Option<f64>,
    /// A year, in `salary_currency`.
    pub salary_min: Option<i32>,
    /// A year, in `salary_currency`.
    pub salary_max: Option<i32>,
    /// ISO 4217, three capitals.
    pub salary_currency: Option<String>,
    /// Given by a person; `None` when they are to be read from the description.
    pub required_skills: Option<Vec<String>>,
    /// Given by a person.
    pub preferred_skills: Option<Vec<String>>,
    /// The caller's own key, unique among jobs.
    pub external_id: Option<String>,
}

/// A job posting.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What a person said.
    pub draft: JobDraft,
    /// Canonical names: given, or read from the description.
    pub required_skills: Vec<String>,
    /// Canonical names.
    pub preferred_skills: Vec<String>,
    /// What a person wants applications judged by; `None` while it is to be made of the rest.
    pub criteria: Option<Vec<Criterion>>,
    /// When its vector was made; `None` while it has none for its present text.
    pub embedded_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The longest description, in characters.
pub const MAX_DESCRIPTION: usize = 100_000;
const MAX_TITLE: usize = 200;
const MAX_SHORT: usize = 200;
const MAX_SKILLS: usize = 50;
const MAX_YEARS: f64 = 60.0;

impl Job {
    /// The text that is embedded and searched: the title, then the description.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n\n{}", self.draft.title, self.draft.description)
    }

    /// sha256 (hex) of [`Job::text`]: an unchanged text isn't embedded again.
    #[must_use]
    pub fn content_hash(&self) -> String {
        hex::encode(Sha256::digest(self.text()))
    }

    /// sha256 (hex) of all that a screening judges by: a screening made from another one is stale.
    #[must_use]
    pub fn facts_hash(&self) -> String {
        let mut facts =
            serde_json::json!([self.text(), self.required_skills, self.preferred_skills, self.draft.min_years,]);
        // A job without given criteria keeps the hash that it had before there were any.
        if let (Some(criteria), Some(facts)) = (&self.criteria, facts.as_array_mut()) {
            facts.push(serde_json::json!(criteria));
        }
        hex::encode(Sha256::digest(facts.to_string()))
    }

    /// The job as a screening sees it.
    #[must_use]
    pub fn facts(&self) -> JobFacts {
        JobFacts {
            title: self.draft.title.clone(),
            description: self.draft.description.clone(),
            required_skills: self.required_skills.clone(),
            preferred_skills: self.preferred_skills.clone(),
            min_years: self.draft.min_years,
            criteria: self.criteria.clone(),
        }
    }
}

impl JobDraft {
    /// Trims what was typed and checks it against the limits above.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] with every field that is wrong.
    pub fn checked(mut self) -> Result<Self, ServiceError> {
        self.title = self.title.trim().to_owned();
        self.description = self.description.trim().to_owned();
        for text in [&mut self.location, &mut self.external_id, &mut self.salary_currency] {
            *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        }
        let mut wrong = Violations::default();
        self.check_texts(&mut wrong);
        self.check_numbers(&mut wrong);
        check_skills("requiredSkills", self.required_skills.as_deref(), &mut wrong);
        check_skills("preferredSkills", self.preferred_skills.as_deref(), &mut wrong);
        wrong.into_result()?;
        Ok(self)
    }

    fn check_texts(&self, wrong: &mut Violations) {
        check_text("title", &self.title, MAX_TITLE, wrong);
        check_text("description", &self.description, MAX_DESCRIPTION, wrong);
        for (field, text) in [("location", &self.location), ("externalId", &self.external_id)] {
            if let Some(text) = text {
                check_text(field, text, MAX_SHORT, wrong);
            }
        }
        if let Some(currency) = &self.salary_currency
            && (currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()))
        {
            wrong.add(
                "salaryCurrency",
                ViolationCode::Invalid,
                "A currency is three capital letters of ISO 4217, such as EUR.",
            );
        }
    }

    fn check_numbers(&self, wrong: &mut Violations) {
        if let Some(years) = self.min_years
            && !(0.0..=MAX_YEARS).contains(&years)
        {
            wrong.add("minYearsOfExperience", ViolationCode::Invalid, "Years of experience are between 0 and 60.");
        }
        for (field, amount) in [("salaryMin", self.salary_min), ("salaryMax", self.salary_max)] {
            if amount.is_some_and(|amount| amount < 0) {
                wrong.add(field, ViolationCode::Invalid, "A salary is 0 or more.");
            }
        }
        if let (Some(min), Some(max)) = (self.salary_min, self.salary_max)
            && min > max
        {
            wrong.add("salaryMax", ViolationCode::Invalid, "The highest salary is not below the lowest.");
        }
    }
}

/// A text that must be there and within a limit, in characters.
pub(crate) fn check_text(field: &'static str, text: &str, most: usize, wrong: &mut Violations) {
    if text.is_empty() {
        wrong.add(field, ViolationCode::Required, format!("Please fill in the {}.", spoken(field)));
    } else if text.chars().count() > most {
        wrong.add(field, ViolationCode::TooLong, format!("At most {most} characters."));
    } else if text.contains('\0') {
        wrong.add(field, ViolationCode::Invalid, "A text has no null characters.");
    }
}

/// At most 50 skills (or tags) of 1–200 characters.
pub(crate) fn check_skills(field: &'static str, skills: Option<&[String]>, wrong: &mut Violations) {
    let skills = skills.unwrap_or_default();
    if skills.len() > MAX_SKILLS {
        wrong.add(field, ViolationCode::TooLong, format!("At most {MAX_SKILLS} entries."));
    }
    for skill in skills {
        check_text(field, skill.trim(), MAX_SHORT, wrong);
    }
}

/// A field's name as a person says it: `externalId` is "external id".
fn spoken(field: &str) -> String {
    let mut words = String::new();
    for letter in field.chars() {
        if letter.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> JobDraft {
        JobDraft {
            title: " Nurse ".to_owned(),
            description: "Care for people.".to_owned(),
            status: JobStatus::Open,
            location: Some("  ".to_owned()),
            remote: false,
            min_years: None,
            salary_min: None,
            salary_max: None,
            salary_currency: None,
            required_skills: None,
            preferred_skills: None,
            external_id: None,
        }
    }

    fn refused(draft: JobDraft) -> Vec<(&'static str, ViolationCode)> {
        match draft.checked() {
            Err(ServiceError::Refused(violations)) => violations.iter().map(|v| (v.path[0], v.code)).collect(),
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn a_draft_is_trimmed_and_blank_texts_are_none() {
        let checked = draft().checked().unwrap();
        assert_eq!((checked.title.as_str(), checked.location), ("Nurse", None));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_with_its_field() {
        let wrong = JobDraft {
            title: "   ".to_owned(),
            description: "x".repeat(MAX_DESCRIPTION + 1),
            min_years: Some(61.0),
            salary_min: Some(2),
            salary_max: Some(1),
            salary_currency: Some("eur".to_owned()),
            required_skills: Some(vec![" ".to_owned()]),
            ..draft()
        };
        let fields = refused(wrong);
        assert_eq!(
            fields,
            [
                ("title", ViolationCode::Required),
                ("description", ViolationCode::TooLong),
                ("salaryCurrency", ViolationCode::Invalid),
                ("minYearsOfExperience", ViolationCode::Invalid),
                ("salaryMax", ViolationCode::Invalid),
                ("requiredSkills", ViolationCode::Required),
            ]
        );
    }

    #[test]
    fn years_that_are_no_number_are_refused() {
        assert_eq!(
            refused(JobDraft { min_years: Some(f64::NAN), ..draft() }),
            [("minYearsOfExperience", ViolationCode::Invalid)]
        );
    }

    #[test]
    fn skills_that_were_not_given_are_read() {
        let id = JobId(uuid::Uuid::from_u128(1));
        let at = DateTime::from_timestamp(0, 0).unwrap();
        let text = "Must have: Python, Kafka. Nice to have: Rust, Docker.".to_owned();
        let read = |required: Option<&[&str]>, preferred: Option<&[&str]>| {
            let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
            let (required_skills, preferred_skills) = (required.map(owned), preferred.map(owned));
            let draft = JobDraft { description: text.clone(), required_skills, preferred_skills, ..draft() };
            let job = Job::from_draft(id, draft, at);
            (job.required_skills.join(" "), job.preferred_skills.join(" "))
        };
        let both = |required: &str, preferred: &str| (required.to_owned(), preferred.to_owned());
        assert_eq!(read(None, None), both("Python Kafka", "Rust Docker"));
        assert_eq!(read(None, Some(&[])), both("Python Kafka", ""));
        assert_eq!(read(None, Some(&["Kafka"])), both("Python", "Kafka"));
        assert_eq!(read(Some(&["Rust"]), None), both("Rust", "Docker"));
        assert_eq!(read(Some(&["Go"]), Some(&["Rust"])), both("Go", "Rust"));
    }

    #[test]
    fn what_a_screening_judges_by_changes_its_hash_and_the_rest_does_not() {
        let id = JobId(uuid::Uuid::from_u128(1));
        let at = DateTime::from_timestamp(0, 0).unwrap();
        let job = Job::from_draft(id, draft().checked().unwrap(), at);
        let moved =
            Job { draft: JobDraft { location: Some("Utrecht".to_owned()), ..job.draft.clone() }, ..job.clone() };
        let asks = Job { required_skills: vec!["Nursing".to_owned()], ..job.clone() };
        assert_eq!(moved.facts_hash(), job.facts_hash());
        assert_ne!(asks.facts_hash(), job.facts_hash());
        assert_eq!(asks.content_hash(), job.content_hash());
    }
}
