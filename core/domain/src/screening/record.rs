//! A screening as it is kept.

use chrono::{DateTime, Utc};

use super::model::{CriterionAssessment, Question};
use super::provider::Answerer;
use super::replay::KeptPlaces;
use super::samples::SampleUse;
use crate::id::{ApplicationId, ResumeId, ScreeningId, TaskId};

/// A judgement of one application, as it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// Its id.
    pub id: ScreeningId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// Whose text the evidence points into.
    pub resume_id: ResumeId,
    /// 0–100.
    pub score: u8,
    /// 10–500 characters.
    pub summary: String,
    /// Canonical names.
    pub missing_skills: Vec<String>,
    /// Exactly three.
    pub questions: Vec<Question>,
    /// What the score is made of.
    pub criteria: Vec<CriterionAssessment>,
    /// `rules`, …
    pub provider: String,
    /// The model, where there is one.
    pub model: Option<String>,
    /// The prompt, where there is one.
    pub prompt_version: Option<String>,
    /// sha256 (hex) of the prompt's files, where there is one.
    pub prompt_hash: Option<String>,
    /// Whether the provider saw the text without the person's identity.
    pub blind: bool,
    /// Whether the answers that it rests on lie too far apart to be one opinion.
    pub unstable: bool,
    /// What was set right on the way, a sentence each.
    pub notes: Vec<String>,
    /// The model's answers that it rests on; none when it was made by rule.
    pub samples: Vec<SampleUse>,
    /// Which parts of the text that the model was shown stand in the résumé as they are; empty when it was
    /// made by rule.
    pub kept_places: KeptPlaces,
    /// Same input, same screening.
    pub input_hash: String,
    /// [`crate::job::model::Job::facts_hash`] of the job it judged by.
    pub job_facts_hash: String,
    /// The task that made it.
    pub task_id: Option<TaskId>,
    /// The job or the résumé changed since; worked out by the store.
    pub stale: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A screening that ended, well or not, with its place in the feed of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreeningEnd {
    /// Where it stands in the feed.
    pub position: FeedPosition,
    /// Whose screening.
    pub application_id: ApplicationId,
    /// The one that was made; `None` when it failed.
    pub screening_id: Option<ScreeningId>,
    /// The task that ended.
    pub task_id: Option<TaskId>,
}

/// A place in the feed of changes: commits are numbered, changes in a commit are numbered.
/// Everything before a readable place is final (decision 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct FeedPosition {
    /// The transaction's number.
    pub xid: u64,
    /// The change's number.
    pub position: i64,
}

/// What a model is about to be asked, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedInput {
    /// The content address.
    pub input_hash: String,
    /// For which application it is asked.
    pub application_id: ApplicationId,
    /// A sealed [`super::replay::AskedRecord`].
    pub record: Vec<u8>,
}

/// An answer of a model, as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Sample {
    /// The content address of what was asked.
    pub input_hash: String,
    /// From 1, in the order in which the answers came.
    pub number: u32,
    /// Who answered.
    pub answerer: Answerer,
    /// The raw answer, sealed.
    pub answer: Vec<u8>,
    /// Tokens of what was asked, of all turns.
    pub prompt_tokens: u32,
    /// Tokens of what was answered, of all turns.
    pub answer_tokens: u32,
    /// How long it took, in milliseconds, of all turns.
    pub latency_ms: u32,
    /// The task that asked.
    pub task_id: TaskId,
    /// When it was answered.
    pub created_at: DateTime<Utc>,
}

impl std::fmt::Debug for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sample")
            .field("input_hash", &self.input_hash)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// How a screening is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ask {
    /// Ask the model again although the answer is known.
    pub force: bool,
    /// On how many of a model's answers it is to rest, 1 to 9; with `force`, how many new ones. `None`: as many
    /// as there are, or as the settings say.
    pub samples: Option<u8>,
}

impl Ask {
    /// Once more, although the answer is known.
    pub const AGAIN: Self = Self { force: true, samples: None };
}

/// What is kept of an input that a model was asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// How many answers it has when it is complete; 0 when nobody has said so yet.
    pub wanted: u32,
    /// The answers there are, by number.
    pub samples: Vec<Sample>,
}

/// Who may ask a model about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asking {
    /// We, for as long as our claim of the task holds. And what is kept.
    Ours(Asked),
    /// This task, which is at it.
    Theirs(TaskId),
}
