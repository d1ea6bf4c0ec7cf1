//! From a proposal to a screening: the same checks for the rules and for every model.

use crate::evidence::{Evidence, Reading};
use crate::skill;

use super::model::{
    CriterionAssessment, CriterionRule, MAX_LEVEL, Proposal, Proposed, QUESTIONS, Question, Screened, ScreeningRequest,
    score_of,
};
use super::rules::{Facts, questions, summary};

/// The shortest and the longest summary, in characters.
const SUMMARY_LENGTH: std::ops::RangeInclusive<usize> = 10..=500;

/// Verifies a proposal against the résumé's text and computes the score. Quotes that don't stand in the
/// text are dropped, as are "missing" skills that do stand there; what the proposal lacks is made by rule.
#[must_use]
pub fn settle(request: &ScreeningRequest<'_>, proposal: Proposal) -> Screened {
    let named = named(request, &proposal.missing_skills);
    let reading = Reading::new(request.resume.text, &named);
    let criteria: Vec<CriterionAssessment> =
        request.criteria.iter().map(|rule| assess(rule, &proposal.criteria, &reading)).collect();
    let facts = Facts::new(request, &reading, &criteria);
    Screened {
        score: score_of(&criteria),
        summary: usable_summary(proposal.summary).unwrap_or_else(|| summary(&facts)),
        missing_skills: missing(named, &reading),
        questions: usable_questions(proposal.questions).unwrap_or_else(|| questions(&facts)),
        criteria,
    }
}

fn assess(rule: &CriterionRule, proposed: &[Proposed], reading: &Reading<'_>) -> CriterionAssessment {
    let criterion = &rule.criterion;
    let found = proposed.iter().find(|one| one.criterion == criterion.name);
    let quotes = found.map_or(&[][..], |one| &one.quotes);
    let mut evidence: Vec<Evidence> = Vec::new();
    let mut all_found = true;
    for quote in quotes {
        match reading.find(&quote.text, quote.start).and_then(|span| reading.evidence(span)) {
            Some(place) if !evidence.contains(&place) => evidence.push(place),
            Some(_) => {}
            None => all_found = false,
        }
    }
    CriterionAssessment {
        name: criterion.name.clone(),
        weight_bp: criterion.weight_bp,
        level: found.map_or(0, |one| one.level.min(MAX_LEVEL)),
        verified: all_found && !evidence.is_empty(),
        evidence,
    }
}

/// Every skill that could be missing, canonical, each once: what the job asks, then what was proposed.
fn named(request: &ScreeningRequest<'_>, proposed: &[String]) -> Vec<String> {
    let job = request.job;
    let mut names: Vec<String> = Vec::new();
    for name in job.required_skills.iter().chain(&job.preferred_skills).chain(proposed) {
        let name = skill::canonical(name);
        if !name.is_empty() && !names.iter().any(|known| skill::same(known, &name)) {
            names.push(name);
        }
    }
    names
}

fn missing(named: Vec<String>, reading: &Reading<'_>) -> Vec<String> {
    named.into_iter().filter(|name| !reading.mentions(name)).collect()
}

fn usable_summary(proposed: Option<String>) -> Option<String> {
    let summary = proposed?.trim().to_owned();
    SUMMARY_LENGTH.contains(&summary.chars().count()).then_some(summary)
}

fn usable_questions(proposed: Vec<Question>) -> Option<[Question; QUESTIONS]> {
    let asked: Vec<Question> = proposed.into_iter().filter(|question| !question.text.trim().is_empty()).collect();
    asked.try_into().ok()
}

#[cfg(test)]
mod tests;
