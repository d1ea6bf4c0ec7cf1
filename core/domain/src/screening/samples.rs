//! Several answers of one model to the same question, and what they come to together.
//!
//! All answers to one input are kept and all of them count, up to a limit, the newest first: asking again makes a
//! score steadier and can't be used to pick the one that pleases.

use serde::{Deserialize, Serialize};

use super::model::{CriterionAssessment, LevelMean, Screened, score_of};
use crate::evidence::Evidence;

/// The most answers that a screening rests on.
pub const MOST_SAMPLES: u32 = 9;
/// Scores of single answers that lie further apart than this are no single opinion.
pub const STEADY_SPREAD: u8 = 5;
/// The most quotes that are shown for a criterion.
const MOST_EVIDENCE: usize = 3;

/// An answer that a screening rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleUse {
    /// Its number among the answers to this input, from 1.
    pub number: u32,
    /// The score that it alone comes to.
    pub score: u8,
    /// Tokens of what was asked.
    pub prompt_tokens: u32,
    /// Tokens of what was answered.
    pub answer_tokens: u32,
    /// How long the answer took, in milliseconds.
    pub latency_ms: u32,
}

/// What several judgements of the same input by the same provider come to: of each criterion the trimmed mean of
/// its levels, exact; words of the one whose own score is nearest to the common one. One judgement stays as it
/// is; `None` without any.
#[must_use]
pub fn together(judgements: &[Screened]) -> Option<Screened> {
    let [first, _, ..] = judgements else {
        return judgements.first().cloned();
    };
    let criteria: Vec<CriterionAssessment> = (0..first.criteria.len()).map(|at| mean(judgements, at)).collect();
    let score = score_of(&criteria);
    let nearest = judgements.iter().min_by_key(|one| one.score.abs_diff(score))?;
    Some(Screened { score, criteria, ..nearest.clone() })
}

/// Whether single scores lie too far apart to be one opinion.
#[must_use]
pub fn is_unstable(scores: &[u8]) -> bool {
    let spread = scores.iter().max().zip(scores.iter().min()).map_or(0, |(most, least)| most - least);
    spread > STEADY_SPREAD
}

/// All judgements have the same criteria in the same order.
fn mean(judgements: &[Screened], at: usize) -> CriterionAssessment {
    let each: Vec<&CriterionAssessment> = judgements.iter().filter_map(|one| one.criteria.get(at)).collect();
    let mean = trimmed(&each.iter().map(|one| u32::from(one.level)).collect::<Vec<u32>>());
    let mut evidence: Vec<Evidence> = Vec::new();
    for quote in each.iter().flat_map(|one| &one.evidence) {
        if evidence.len() < MOST_EVIDENCE && !evidence.contains(quote) {
            evidence.push(quote.clone());
        }
    }
    CriterionAssessment {
        name: each[0].name.clone(),
        weight_bp: each[0].weight_bp,
        level: u8::try_from((2 * mean.sum + mean.of) / (2 * mean.of)).unwrap_or(u8::MAX),
        verified: !evidence.is_empty() && each.iter().all(|one| one.verified || one.evidence.is_empty()),
        evidence,
        mean: Some(mean),
    }
}

/// The mean with a tenth trimmed at each end: of five levels the highest and the lowest count half. One that
/// drops both whole jumps where a model wavers between two levels: on a model whose score scatters by 10 points
/// it scattered by up to 5.7, this one by up to 5.1, and the plain mean gives a single outlier all its weight.
fn trimmed(levels: &[u32]) -> LevelMean {
    let count = u32::try_from(levels.len()).unwrap_or(u32::MAX);
    let ends = levels.iter().min().zip(levels.iter().max()).map_or(0, |(least, most)| least + most);
    // In tenths: those between count ten, the two at the ends ten less what is trimmed.
    let between = levels.iter().sum::<u32>().saturating_sub(ends);
    let sum = 10 * between + 10_u32.saturating_sub(count) * ends;
    LevelMean { sum, of: 8 * count }
}

#[cfg(test)]
mod tests;
