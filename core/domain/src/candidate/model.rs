//! A person, and what may be said of one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::application::model::Stage;
use crate::error::{ServiceError, ViolationCode, Violations};
use crate::id::{CandidateId, JobId, ResumeId};
use crate::job::model::{check_skills, check_text};
use crate::page::{OrderDirection, TimeRange};
use crate::resume::facts::is_valid_email;
use crate::words::word_enum;

word_enum! {
    /// What a list of candidates is ordered by.
    CandidateOrderField {
        /// When they were first seen.
        CreatedAt = "CREATED_AT",
        /// When they last changed.
        UpdatedAt = "UPDATED_AT",
        /// Their name.
        Name = "NAME",
        /// Years of experience, those unknown last.
        YearsOfExperience = "YEARS_OF_EXPERIENCE",
    }
}

/// The order of a list of candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateOrder {
    /// By what.
    pub field: CandidateOrderField,
    /// Which way.
    pub direction: OrderDirection,
}

impl Default for CandidateOrder {
    fn default() -> Self {
        Self { field: CandidateOrderField::CreatedAt, direction: OrderDirection::Desc }
    }
}

/// Which candidates a list or a ranking holds: all conditions together. An unknown value fails.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CandidateFilter {
    /// One of these.
    pub ids: Option<Vec<CandidateId>>,
    /// One of the caller's own keys.
    pub external_ids: Option<Vec<String>>,
    /// Words in the name, headline or résumé.
    pub text: Option<String>,
    /// Stands in the location, whatever the case.
    pub location: Option<String>,
    /// At least so many years.
    pub min_years: Option<f64>,
    /// At most so many years.
    pub max_years: Option<f64>,
    /// All of these; canonical names.
    pub skills: Option<Vec<String>>,
    /// All of these.
    pub tags: Option<Vec<String>>,
    /// With an application for this job…
    pub job_id: Option<JobId>,
    /// …(or for any, when no job is named) in one of these stages.
    pub stages: Option<Vec<Stage>>,
    /// Without an application for this job.
    pub not_in_job_id: Option<JobId>,
    /// With or without a vector.
    pub has_embedding: Option<bool>,
    /// First seen within.
    pub created_at: TimeRange,
    /// Changed within.
    pub updated_at: TimeRange,
}

/// What a person says of a candidate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CandidateDraft {
    /// 1–200 characters.
    pub name: String,
    /// Lower case.
    pub email: Option<String>,
    /// As written.
    pub phone: Option<String>,
    /// City and country.
    pub location: Option<String>,
    /// What they say they are.
    pub headline: Option<String>,
    /// 0–70.
    pub years: Option<f64>,
    /// Given by a person; `None` when they are read from the résumé.
    pub skills: Option<Vec<String>>,
    /// The office's own labels.
    pub tags: Vec<String>,
    /// The caller's own key, unique among candidates.
    pub external_id: Option<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Their id.
    pub id: CandidateId,
    /// Their name, never empty.
    pub name: String,
    /// Lower case; not unique, since agencies put theirs on everybody's résumé.
    pub email: Option<String>,
    /// Further addresses found.
    pub other_emails: Vec<String>,
    /// As written.
    pub phone: Option<String>,
    /// Further numbers, of candidates that were merged into this one.
    pub other_phones: Vec<String>,
    /// City and country.
    pub location: Option<String>,
    /// What they say they are.
    pub headline: Option<String>,
    /// Read from the résumé until a person corrects it.
    pub years: Option<f64>,
    /// A person said the years; no machine overwrites them.
    pub years_corrected: bool,
    /// Canonical names, read from the résumé until a person corrects them.
    pub skills: Vec<String>,
    /// A person said the skills; no machine overwrites them.
    pub skills_corrected: bool,
    /// The office's own labels.
    pub tags: Vec<String>,
    /// The caller's own key.
    pub external_id: Option<String>,
    /// The newest résumé that is READY or NEEDS_REVIEW.
    pub latest_resume_id: Option<ResumeId>,
    /// When the vector was made; `None` without one.
    pub embedded_at: Option<DateTime<Utc>>,
    /// First seen.
    pub created_at: DateTime<Utc>,
    /// Last changed.
    pub updated_at: DateTime<Utc>,
}

/// A skill as the ranking counts it: one that stands only in a list counts half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedSkill {
    /// Canonical name.
    pub skill: String,
    /// It stands in described work.
    pub described: bool,
}

const MAX_SHORT: usize = 200;
const MAX_YEARS: f64 = 70.0;

impl CandidateDraft {
    /// Trims what was typed, lowers the e-mail's case and checks the limits above.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] with every field that is wrong.
    pub fn checked(mut self) -> Result<Self, ServiceError> {
        self.name = self.name.trim().to_owned();
        for text in [&mut self.email, &mut self.phone, &mut self.location, &mut self.headline, &mut self.external_id] {
            *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        }
        self.email = self.email.map(|email| email.to_lowercase());
        let mut wrong = Violations::default();
        check_text("name", &self.name, MAX_SHORT, &mut wrong);
        let texts = [
            ("phone", &self.phone),
            ("location", &self.location),
            ("headline", &self.headline),
            ("externalId", &self.external_id),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                check_text(field, text, MAX_SHORT, &mut wrong);
            }
        }
        if self.email.as_deref().is_some_and(|email| !is_valid_email(email)) {
            wrong.add(
                "email",
                ViolationCode::Invalid,
                "This is not an e-mail address; one looks like name@example.com.",
            );
        }
        if self.years.is_some_and(|years| !(0.0..=MAX_YEARS).contains(&years)) {
            wrong.add("yearsOfExperience", ViolationCode::Invalid, "Years of experience are between 0 and 70.");
        }
        check_skills("skills", self.skills.as_deref(), &mut wrong);
        check_skills("tags", Some(&self.tags), &mut wrong);
        wrong.into_result()?;
        Ok(self)
    }
}
