//! From a proposal to a screening: the same checks for the rules and for every model.

use crate::evidence::{Evidence, Reading};
use crate::skill;

use super::model::{
    CriterionAssessment, CriterionRule, MAX_LEVEL, Proposal, Proposed, QUESTIONS, Question, Screened, ScreeningRequest,
    score_of,
};
use super::rules::{Facts, questions, summary};
use super::source::{Found, Source};

/// The shortest and the longest summary, in characters.
pub(super) const SUMMARY_LENGTH: std::ops::RangeInclusive<usize> = 10..=500;

/// [`settle_in`] for a text that the provider was shown as it is.
#[must_use]
pub fn settle(request: &ScreeningRequest<'_>, proposal: Proposal) -> Screened {
    settle_in(request, proposal, &Source::open(request.resume.text))
}

/// Verifies a proposal against the text that the provider was shown, leads its quotes back to the résumé as it
/// is, and computes the score. Quotes that don't stand in the text are dropped, a level without a quote is 0,
/// "missing" skills that do stand in the text are dropped; what the proposal lacks is made by rule.
#[must_use]
pub fn settle_in(request: &ScreeningRequest<'_>, proposal: Proposal, source: &Source<'_>) -> Screened {
    let named = named(request, &proposal.missing_skills);
    let reading = Reading::new(request.resume.text, &named);
    let mut notes = Vec::new();
    let criteria: Vec<CriterionAssessment> =
        request.criteria.iter().map(|rule| assess(rule, &proposal.criteria, source, &mut notes)).collect();
    note_contradictions(&proposal.missing_skills, &reading, &mut notes);
    let facts = Facts::new(request, &reading, &criteria);
    Screened {
        score: score_of(&criteria),
        summary: usable_summary(proposal.summary).unwrap_or_else(|| summary(&facts)),
        missing_skills: missing(named, &reading),
        questions: usable_questions(proposal.questions).unwrap_or_else(|| questions(&facts)),
        criteria,
        notes,
    }
}

fn assess(
    rule: &CriterionRule,
    proposed: &[Proposed],
    source: &Source<'_>,
    notes: &mut Vec<String>,
) -> CriterionAssessment {
    let criterion = &rule.criterion;
    let found = proposed.iter().find(|one| one.criterion == criterion.name);
    let quotes = found.map_or(&[][..], |one| &one.quotes);
    let mut evidence: Vec<Evidence> = Vec::new();
    let (mut nowhere, mut discounted) = (0, 0);
    for quote in quotes {
        match source.find(quote) {
            Found::Passage(place) if !evidence.contains(&place) => evidence.push(place),
            Found::Passage(_) => {}
            Found::Discounted => discounted += 1,
            Found::Nowhere => nowhere += 1,
        }
    }
    let claimed = found.map_or(0, |one| one.level.min(MAX_LEVEL));
    let level = if evidence.is_empty() { 0 } else { claimed };
    let doubts = Doubts { name: &criterion.name, nowhere, discounted, claimed, level };
    notes.extend(doubts.notes());
    let verified = nowhere + discounted == 0 && !evidence.is_empty();
    CriterionAssessment {
        name: criterion.name.clone(),
        weight_bp: criterion.weight_bp,
        level,
        evidence,
        verified,
        mean: None,
    }
}

/// What did not count of what was proposed for one criterion.
struct Doubts<'a> {
    name: &'a str,
    nowhere: usize,
    discounted: usize,
    claimed: u8,
    level: u8,
}

impl Doubts<'_> {
    fn notes(&self) -> impl Iterator<Item = String> {
        let name = self.name;
        let dropped = match self.nowhere {
            0 => None,
            1 => Some(format!("{name}: one quote is not in the résumé and was dropped.")),
            many => Some(format!("{name}: {many} quotes are not in the résumé and were dropped.")),
        };
        let discounted = (self.discounted > 0).then(|| {
            format!(
                "{name}: what was quoted speaks to a machine or holds nothing but personal data, and does not count."
            )
        });
        let lowered = (self.level < self.claimed).then(|| {
            format!(
                "{name}: level {} was claimed and counts as 0, since no passage of the résumé supports it.",
                self.claimed
            )
        });
        [dropped, discounted, lowered].into_iter().flatten()
    }
}

fn note_contradictions(proposed: &[String], reading: &Reading<'_>, notes: &mut Vec<String>) {
    for name in skill::canonical_names(proposed) {
        if reading.mentions(&name) {
            notes.push(format!("{name} was called missing and stands in the résumé, so it was taken off that list."));
        }
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
