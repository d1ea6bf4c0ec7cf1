use async_trait::async_trait;

use super::Answer;
use crate::id::{ApplicationId, JobId, ResumeId, ScreeningId, TaskId};
use crate::page::{Page, PageRequest};
use crate::screening::record::{FeedPosition, Screening, ScreeningEnd};

/// Reading screenings.
#[async_trait]
pub trait ScreeningReads: Send + Sync {
    /// Those of these that are there.
    async fn screenings(&self, ids: &[ScreeningId]) -> Answer<Vec<Screening>>;
    /// A page of an application's screenings, newest first.
    async fn list_screenings(&self, id: ApplicationId, page: &PageRequest) -> Answer<Page<Screening>>;
    /// How many an application has.
    async fn count_screenings(&self, id: ApplicationId) -> Answer<u64>;
    /// The newest of an application made from this input.
    async fn screening_by_input(&self, id: ApplicationId, input_hash: &str) -> Answer<Option<Screening>>;
    /// The present end of what is final in the feed.
    async fn feed_end(&self) -> Answer<FeedPosition>;
    /// Screenings that ended after this place, in commit order, final ones only, for one job or all.
    async fn screening_ends(&self, after: FeedPosition, job: Option<JobId>, limit: u64) -> Answer<Vec<ScreeningEnd>>;
}

/// Writing screenings.
#[async_trait]
pub trait ScreeningWrites: Send + Sync {
    /// A new row.
    async fn insert_screening(&mut self, screening: &Screening) -> Answer<()>;
    /// Notes that a screening judges this résumé and this job too ([`crate::job::model::Job::facts_hash`]):
    /// they come to the same input.
    async fn confirm_screening(&mut self, id: ScreeningId, resume: ResumeId, job_facts_hash: &str) -> Answer<()>;
    /// Puts the end of a screening into the feed.
    async fn note_screening_end(
        &mut self,
        application: ApplicationId,
        screening: Option<ScreeningId>,
        task: TaskId,
    ) -> Answer<()>;
    /// Puts into the feed, for many at once, that a screening ended without an answer.
    async fn note_screenings_broken_off(&mut self, tasks: &[(ApplicationId, TaskId)]) -> Answer<()>;
}
