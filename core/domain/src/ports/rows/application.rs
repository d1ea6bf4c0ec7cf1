use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Answer;
use crate::application::model::{Application, ApplicationFilter, ApplicationOrder, StageChange};
use crate::id::{ApplicationId, CandidateId, JobId, StageChangeId, TaskId};
use crate::page::{Page, PageRequest};

/// Reading applications.
#[async_trait]
pub trait ApplicationReads: Send + Sync {
    /// Those of these that are there.
    async fn applications(&self, ids: &[ApplicationId]) -> Answer<Vec<Application>>;
    /// Those of these pairs that are there.
    async fn applications_of_pairs(&self, pairs: &[(CandidateId, JobId)]) -> Answer<Vec<Application>>;
    /// A page of a list.
    async fn list_applications(
        &self,
        filter: &ApplicationFilter,
        order: ApplicationOrder,
        page: &PageRequest,
    ) -> Answer<Page<Application>>;
    /// One page a candidate, of the newest applications of each, in one statement: `limit + 1` rows
    /// each at most, so that the caller knows whether more follow.
    async fn newest_applications(&self, candidates: &[CandidateId], limit: u32) -> Answer<Vec<Application>>;
    /// How many the list holds.
    async fn count_applications(&self, filter: &ApplicationFilter) -> Answer<u64>;
    /// Those of these entries that are there.
    async fn stage_changes(&self, ids: &[StageChangeId]) -> Answer<Vec<StageChange>>;
    /// A page of an application's history, oldest first.
    async fn list_stage_changes(&self, id: ApplicationId, page: &PageRequest) -> Answer<Page<StageChange>>;
    /// How long the history is.
    async fn count_stage_changes(&self, id: ApplicationId) -> Answer<u64>;
    /// Those of these that there is a readable résumé to judge by.
    async fn applications_with_resume(&self, ids: &[ApplicationId]) -> Answer<Vec<ApplicationId>>;
    /// Applications of a candidate that were never screened.
    async fn unscreened_applications(&self, candidate: CandidateId) -> Answer<Vec<Application>>;
}

/// Writing applications. Each write also goes into the feed of changes.
#[async_trait]
pub trait ApplicationWrites: Send + Sync {
    /// A new row; `false` when there is one of this pair already (nothing is written then).
    async fn insert_application(&mut self, application: &Application) -> Answer<bool>;
    /// Stage, source, screening and times as they are now.
    async fn update_application(&mut self, application: &Application) -> Answer<()>;
    /// Locks the row until the end of the transaction.
    async fn lock_application(&mut self, id: ApplicationId) -> Answer<Option<Application>>;
    /// Locks those of these that are there until the end of the transaction.
    async fn lock_applications(&mut self, ids: &[ApplicationId]) -> Answer<Vec<Application>>;
    /// Names the tasks that screen these applications, which are locked.
    async fn set_screening_tasks(&mut self, tasks: &[(ApplicationId, TaskId)], at: DateTime<Utc>) -> Answer<()>;
    /// A new line of the history.
    async fn insert_stage_change(&mut self, change: &StageChange) -> Answer<()>;
    /// Writes that the candidate was told of this change.
    async fn note_notified(&mut self, id: StageChangeId) -> Answer<()>;
}
