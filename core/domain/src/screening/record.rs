//! A screening as it is kept.

use chrono::{DateTime, Utc};

use super::model::{CriterionAssessment, Question};
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
