//! Screening with no model: an honest baseline that reads a résumé for what a job names, and the fall-back
//! for when no model answers. It knows words, not meaning.

mod criteria;
mod dates;
mod facts;
mod levels;
mod phrases;
mod questions;
mod signals;
mod summary;
mod topics;
mod words;

use crate::evidence::Reading;

use super::model::{CriterionRule, JobFacts, Proposal, ResumeFacts, Screened, ScreeningRequest};
use super::settle::settle;

pub use criteria::{MOST_CRITERIA, criteria_of};
pub(super) use facts::Facts;
pub(super) use questions::questions;
pub(super) use summary::summary;

/// Counted up with every change that can change an answer: these rules, the skill table, the way
/// sentences are found, what counts of a proposal. It is part of every input hash.
pub const RULES_VERSION: &str = "3";

/// A level with quotes for each criterion; summary and questions are left to [`settle`], which makes them
/// from what it verified.
#[must_use]
pub fn propose(request: &ScreeningRequest<'_>) -> Proposal {
    let names: Vec<String> = request.criteria.iter().flat_map(asked_skills).collect();
    let reading = Reading::new(request.resume.text, &names);
    let judge = levels::Judge::new(&request.resume, &reading);
    Proposal { criteria: judge.propose_all(request.criteria), ..Proposal::default() }
}

/// A whole screening by rule: criteria, levels, score and words.
#[must_use]
pub fn screen_by_rules(job: &JobFacts, resume: &ResumeFacts<'_>) -> Screened {
    let criteria = criteria_of(job);
    let request = ScreeningRequest { job, criteria: &criteria, resume: *resume };
    settle(&request, propose(&request))
}

fn asked_skills(rule: &CriterionRule) -> Vec<String> {
    match &rule.asks {
        super::model::Asks::Skills { names, .. } => names.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
