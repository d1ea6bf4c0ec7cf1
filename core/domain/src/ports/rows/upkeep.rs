use std::time::Duration;

use async_trait::async_trait;

use super::Answer;
use crate::id::{CandidateId, JobId, ResumeId};
use crate::task::model::TaskKind;
use crate::upkeep::model::{LeaderRole, Removal};

/// Reading for upkeep.
#[async_trait]
pub trait UpkeepReads: Send + Sync {
    /// Whether a task of this kind has not ended.
    async fn is_any_open(&self, kind: TaskKind) -> Answer<bool>;
    /// How many texts have no vector of the model in use: latest readable résumés, and jobs.
    async fn count_to_embed(&self) -> Answer<u64>;
    /// Such résumés with their texts, by candidate, after this one, at most `limit`.
    async fn resumes_to_embed(
        &self,
        after: Option<CandidateId>,
        limit: u64,
    ) -> Answer<Vec<(CandidateId, ResumeId, String)>>;
    /// Such jobs after this one, at most `limit`.
    async fn jobs_to_embed(&self, after: Option<JobId>, limit: u64) -> Answer<Vec<JobId>>;
}

/// Writing for upkeep. Times are the store's own.
#[async_trait]
pub trait UpkeepWrites: Send + Sync {
    /// Takes the lead where nobody has it, or keeps it for so long; answers the term, which counts up with
    /// each new leader. `None` when another leads.
    async fn lead(&mut self, role: LeaderRole, owner: &str, lease: Duration) -> Answer<Option<i64>>;
    /// Keeps others from taking the lead until the end of the transaction; `false` when the term is over.
    async fn hold_lead(&mut self, role: LeaderRole, term: i64) -> Answer<bool>;
    /// Whether periodic work is due. What is new is due after `first`; what was put off for longer than it is
    /// to be now is due after one interval.
    async fn is_due(&mut self, name: &str, first: Duration, every: Duration) -> Answer<bool>;
    /// Puts due work off by one interval; `false` when it isn't due any more.
    async fn take_turn(&mut self, name: &str, every: Duration) -> Answer<bool>;
    /// Removes at most so many; answers how many. Less than the limit: there are no more.
    async fn remove(&mut self, removal: &Removal, limit: u64) -> Answer<u64>;
    /// Makes rankings go by the model in use.
    async fn serve_model_in_use(&mut self) -> Answer<()>;
}
