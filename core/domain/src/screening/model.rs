//! How a screening is settled. A provider only proposes levels and quotes; here the quotes are looked up
//! in the text and the score is computed, in whole numbers, so that the same input has the same score for
//! ever, whichever model spoke.

use serde::{Deserialize, Serialize};

mod batch;

pub use crate::evidence::Evidence;
pub use batch::{BatchChoice, BatchMembers, BatchRequest, MAX_NAMED};

/// Basis points that the weights of a job's criteria sum to.
pub const WEIGHT_SUM: u32 = 10_000;
/// The highest level.
pub const MAX_LEVEL: u8 = 4;
/// How many interview questions a screening has.
pub const QUESTIONS: usize = 3;

/// One thing a résumé is judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Short, and unique among the criteria of a job.
    pub name: String,
    /// One sentence: what a strong résumé shows.
    pub description: String,
    /// Share of the score in basis points; those of a job sum to [`WEIGHT_SUM`].
    pub weight_bp: u32,
}

/// A criterion and how the rules judge it. A model reads only the criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionRule {
    /// What is judged.
    pub criterion: Criterion,
    /// What the rules look for.
    pub asks: Asks,
}

/// What the rules look for in a résumé.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asks {
    /// Skills by canonical name; several when a job asks for too many to weigh each.
    Skills {
        /// At least one.
        names: Vec<String>,
        /// Required, or only welcome.
        required: bool,
    },
    /// Years of work, in tenths of a year, at least 1.
    Years(u32),
    /// Work of this kind: a passage of the job's description.
    Topic(String),
}

/// The job as a screening sees it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct JobFacts {
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Names of skills that are required.
    pub required_skills: Vec<String>,
    /// Names of skills that are welcome.
    pub preferred_skills: Vec<String>,
    /// Years of experience asked for. When `None`, the description is read for them.
    pub min_years: Option<f64>,
    /// What a person wants it judged by; `None` when that is to be made of the rest.
    pub criteria: Option<Vec<Criterion>>,
}

/// The résumé as a screening sees it: no name, no address, no contact data apart from its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResumeFacts<'a> {
    /// The visible text, to which all offsets refer.
    pub text: &'a str,
    /// Years of experience, read from the text or corrected by a person.
    pub years: Option<f64>,
}

/// All that a provider is asked. The résumé's text is the one that it is shown: blinded, unless the deployment
/// has that switched off.
#[derive(Debug, Clone, Copy)]
pub struct ScreeningRequest<'a> {
    /// The job.
    pub job: &'a JobFacts,
    /// Its criteria, 1 to 12.
    pub criteria: &'a [CriterionRule],
    /// The résumé.
    pub resume: ResumeFacts<'a>,
}

/// A quote that a provider claims to have read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedQuote {
    /// The words.
    pub text: String,
    /// Where the first of them stands, in code points, when the provider knows. It is a hint: quotes are
    /// looked up anyway.
    pub start: Option<u32>,
}

/// What a provider thinks of one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The criterion's name.
    pub criterion: String,
    /// 0 to 4: nothing; named only; described once; described in several places or recently; strong, with
    /// years, scale or ownership. What is above 4 counts as 4.
    pub level: u8,
    /// What the level rests on.
    pub quotes: Vec<ProposedQuote>,
}

/// A provider's answer. What it leaves out, or what can't be used, is made by rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// At most one a criterion; a criterion without one has level 0.
    pub criteria: Vec<Proposed>,
    /// 10 to 500 characters of plain prose.
    pub summary: Option<String>,
    /// Skills that it did not find, beside those that the job asks for.
    pub missing_skills: Vec<String>,
    /// Three, or none.
    pub questions: Vec<Question>,
}

/// A question for the interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Addressed to the candidate.
    pub text: String,
    /// Name of the criterion that it is about.
    pub criterion: Option<String>,
    /// Why it is asked, addressed to the recruiter.
    pub reason: Option<String>,
}

/// A judged criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionAssessment {
    /// The criterion's name.
    pub name: String,
    /// Its share in basis points.
    pub weight_bp: u32,
    /// 0 to 4, as it counts: what nothing in the text supports is 0. Of several samples the mean, rounded half up.
    pub level: u8,
    /// The quotes that stand in the text.
    pub evidence: Vec<Evidence>,
    /// Whether there is evidence and every proposed quote was found.
    pub verified: bool,
    /// The exact level, where it is the mean of several samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<LevelMean>,
}

/// A mean of levels, as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelMean {
    /// Weighted sum of the levels.
    pub sum: u32,
    /// Sum of the weights: 1, or eight times 2 to 9.
    pub of: u32,
}

/// A multiple of every sum of weights that a mean may have, so that means are whole numbers of it.
const PARTS_OF_A_LEVEL: u64 = 20_160;

/// `weight_bp · parts of a level` that make one point of 100.
const UNITS_PER_POINT: u64 = WEIGHT_SUM as u64 * MAX_LEVEL as u64 / 100 * PARTS_OF_A_LEVEL;

impl CriterionAssessment {
    /// What it adds to the score, in points, 0 to 100, before the one rounding at the end.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "both are far below 2⁵³")]
    pub fn points(&self) -> f64 {
        self.units() as f64 / UNITS_PER_POINT as f64
    }

    /// The level that counts, in [`PARTS_OF_A_LEVEL`]: one that nothing in the text supports is 0.
    fn counted(&self) -> u64 {
        if self.evidence.is_empty() {
            return 0;
        }
        let most = u64::from(MAX_LEVEL) * PARTS_OF_A_LEVEL;
        let mean = self.mean.unwrap_or(LevelMean { sum: u32::from(self.level), of: 1 });
        (u64::from(mean.sum) * PARTS_OF_A_LEVEL / u64::from(mean.of.max(1))).min(most)
    }

    fn units(&self) -> u64 {
        u64::from(self.weight_bp.min(WEIGHT_SUM)) * self.counted()
    }
}

/// The score, 0 to 100: whole numbers throughout, rounded once, half up.
#[must_use]
pub fn score_of(assessments: &[CriterionAssessment]) -> u8 {
    let units = assessments.iter().fold(0_u64, |sum, one| sum.saturating_add(one.units()));
    let points = units.saturating_add(UNITS_PER_POINT / 2) / UNITS_PER_POINT;
    u8::try_from(points.min(100)).expect("at most 100")
}

/// A settled screening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screened {
    /// 0 to 100.
    pub score: u8,
    /// 10 to 500 characters, written for a recruiter; says nothing about the person but their work.
    pub summary: String,
    /// Canonical names of skills that are asked for and do not stand in the text.
    pub missing_skills: Vec<String>,
    /// Gaps first, then strengths to verify.
    pub questions: [Question; QUESTIONS],
    /// In the order of the job's criteria.
    pub criteria: Vec<CriterionAssessment>,
    /// What of the proposal did not count and why, a sentence each, for recruiters.
    pub notes: Vec<String>,
}
