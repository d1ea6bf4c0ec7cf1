//! Who fits which job, graded from the facts: never from a rendered text, never by the product's own
//! table of skills, so that a ranking can be judged by something that doesn't share its mistakes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::facts::{Facts, JobFacts, PersonFacts, TODAY};

/// Job key → résumé key → grade: 3 invite at once, 2 good, 1 worth a look; who is absent is 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Relevance(BTreeMap<String, BTreeMap<String, u8>>);

/// Years of use after which a skill counts in full.
const FULL_SKILL_YEARS: f64 = 2.0;
/// What a skill counts that somebody lists and shows nowhere.
const LISTED_ONLY: f64 = 0.6;

impl Relevance {
    /// Grades everybody for every job.
    pub(super) fn of(facts: &Facts) -> Self {
        let grades = |job: &JobFacts| {
            let people = facts.people.iter().map(|person| (person.key.clone(), grade(job, person)));
            people.filter(|(_, grade)| *grade > 0).collect()
        };
        Self(facts.jobs.iter().map(|job| (job.key.clone(), grades(job))).collect())
    }

    /// The grade of a résumé for a job: 0 to 3.
    #[must_use]
    pub fn grade(&self, job_key: &str, resume_key: &str) -> u8 {
        self.0.get(job_key).and_then(|grades| grades.get(resume_key)).copied().unwrap_or(0)
    }

    /// Everybody whose grade for the job is above 0, by résumé key.
    #[must_use]
    pub fn fitting(&self, job_key: &str) -> Option<&BTreeMap<String, u8>> {
        self.0.get(job_key)
    }

    /// The file that tests keep: JSON, sorted, one line per résumé.
    #[must_use]
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("maps of texts and numbers are JSON");
        text + "\n"
    }
}

/// A hirer's question in order: can they do it, have they done it long enough, and lately?
fn grade(job: &JobFacts, person: &PersonFacts) -> u8 {
    let fit = Fit::of(job, person);
    let value = 0.55 * fit.required + 0.15 * fit.preferred + 0.30 * fit.experience;
    if value >= 0.75 && fit.required >= 0.85 && fit.experience >= 0.7 {
        3
    } else if value >= 0.55 && fit.required >= 0.5 && fit.experience >= 0.35 {
        2
    } else if value >= 0.25 && fit.required >= 0.16 && fit.experience >= 0.1 {
        1
    } else {
        0
    }
}

/// The parts of a grade, each 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Fit {
    required: f64,
    preferred: f64,
    experience: f64,
}

impl Fit {
    fn of(job: &JobFacts, person: &PersonFacts) -> Self {
        Self {
            required: coverage(&job.required, person),
            preferred: coverage(&job.preferred, person),
            experience: (years_in_field(job, person) / job.min_years).min(1.0),
        }
    }
}

fn coverage(asked: &[String], person: &PersonFacts) -> f64 {
    let total: f64 = asked.iter().map(|skill| command_of(skill, person)).sum();
    total / asked.len() as f64
}

/// How well somebody commands a skill: years of use, shown or only claimed, used lately or long ago.
fn command_of(skill: &str, person: &PersonFacts) -> f64 {
    let shown = person.described.get(skill).copied();
    let shown = shown.or_else(|| person.paraphrased.get(skill).map(|told| told.years));
    let claimed = person.listed.get(skill).map(|years| years * LISTED_ONLY);
    let depth = shown.or(claimed).unwrap_or(0.0) / FULL_SKILL_YEARS;
    let cap = if shown.is_some() { 1.0 } else { LISTED_ONLY };
    let idle = person.last_used.get(skill).map_or(0, |year| TODAY.year.saturating_sub(*year));
    depth.min(cap) * freshness(f64::from(idle))
}

/// Work in the job's field counts in full, in a neighbouring one in part, and less the longer ago.
fn years_in_field(job: &JobFacts, person: &PersonFacts) -> f64 {
    let years = |role: &super::facts::Role| {
        let end = role.to.unwrap_or(TODAY);
        let weight = job.fields.get(&role.field).copied().unwrap_or(0.0);
        weight * role.from.years_until(end) * freshness(end.years_until(TODAY))
    };
    person.role.iter().map(years).sum()
}

/// Full for four years, then less; half after ten, never under a quarter.
fn freshness(years_ago: f64) -> f64 {
    (1.0 - (years_ago - 4.0).max(0.0) / 12.0).max(0.25)
}
