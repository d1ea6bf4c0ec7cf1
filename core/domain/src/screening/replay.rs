//! A screening made again from its record, to show that it is what the record comes to.

use serde::{Deserialize, Serialize};

use super::answer;
use super::model::{CriterionAssessment, CriterionRule, JobFacts, ResumeFacts, Screened, ScreeningRequest, score_of};
use super::provider::Answerer;
use super::record::Screening;
use super::rules::RULES_VERSION;
use super::samples;
use super::settle::settle_in;
use super::source::Source;
use crate::blind::Blinded;
use crate::text::Span;

/// What a model was asked: one for each content address, whoever it was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedRecord {
    /// Version of the rules by which the answer is checked.
    pub rules_version: String,
    /// Who was asked.
    pub answerer: Answerer,
    /// The job as it was then.
    pub job: JobFacts,
    /// Its criteria as they were then.
    pub criteria: Vec<CriterionRule>,
    /// The résumé's text as the model was shown it.
    pub text: String,
    /// Passages of it that count for nothing.
    pub remarks: Vec<String>,
}

/// What a screening comes to when it is made again.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// The score.
    pub score: u8,
    /// What it is made of.
    pub criteria: Vec<CriterionAssessment>,
    /// Whether the answers lie too far apart.
    pub unstable: bool,
}

/// Why a screening can't be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The record was made by another version of our rules.
    #[error("it was made by another version of the rules")]
    OtherRules,
    /// What was asked or answered is not kept.
    #[error("what was asked and answered is no longer kept, or can't be opened")]
    NothingKept,
    /// An answer that it rests on can't be read.
    #[error("an answer that it rests on can't be read")]
    AnswerUnreadable,
}

/// All that is kept of what a model was asked and answered.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// What was asked.
    pub asked: &'a AskedRecord,
    /// The raw answers that the screening rests on, in the order of its samples.
    pub answers: &'a [String],
    /// The résumé's text as it is.
    pub original: &'a str,
}

/// Makes a screening again, bit for bit: from what was asked and the raw answers for one that rests on a model,
/// from its own criteria for one by rule.
///
/// # Errors
/// See [`ReplayError`].
pub fn replay(screening: &Screening, kept: Option<Kept<'_>>) -> Result<Replayed, ReplayError> {
    if screening.samples.is_empty() {
        let criteria = screening.criteria.clone();
        return Ok(Replayed { score: score_of(&criteria), criteria, unstable: false });
    }
    let kept = kept.ok_or(ReplayError::NothingKept)?;
    let blinded = Blinded::recorded(kept.asked.text.clone(), screening.kept_places.clone());
    let judgements = judge(&kept, &blinded)?;
    let scores: Vec<u8> = judgements.iter().map(|one| one.score).collect();
    let whole = samples::together(&judgements).ok_or(ReplayError::NothingKept)?;
    Ok(Replayed { score: whole.score, criteria: whole.criteria, unstable: samples::is_unstable(&scores) })
}

/// Each answer by itself.
fn judge(kept: &Kept<'_>, blinded: &Blinded) -> Result<Vec<Screened>, ReplayError> {
    if kept.asked.rules_version != RULES_VERSION {
        return Err(ReplayError::OtherRules);
    }
    let source = Source::blinded(blinded, kept.original, &kept.asked.remarks);
    let request = kept.asked.request();
    let judgement =
        |raw: &String| answer::read(raw, &kept.asked.criteria).map(|read| settle_in(&request, read, &source));
    kept.answers.iter().map(judgement).collect::<Result<_, _>>().map_err(|_| ReplayError::AnswerUnreadable)
}

impl AskedRecord {
    /// The question again.
    #[must_use]
    pub fn request(&self) -> ScreeningRequest<'_> {
        let resume = ResumeFacts { text: &self.text, years: None };
        ScreeningRequest { job: &self.job, criteria: &self.criteria, resume }
    }
}

/// Which parts of a shown text stand in the original as they are.
pub type KeptPlaces = Vec<(Span, Span)>;
