use async_trait::async_trait;

use super::Answer;
use crate::id::{ApplicationId, JobId, ResumeId, ScreeningId, TaskId};
use crate::page::{Page, PageRequest};
use crate::screening::record::{Asked, AskedInput, Asking, FeedPosition, Sample, Screening, ScreeningEnd};
use crate::task::model::Claim;

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
    /// What is kept of an input that a model was asked about; `None` when nobody has asked.
    async fn asked(&self, input_hash: &str) -> Answer<Option<Asked>>;
    /// The sealed record of what was asked.
    async fn asked_record(&self, input_hash: &str) -> Answer<Option<Vec<u8>>>;
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
    /// Takes the right to ask a model about an input, and keeps what is asked. It holds for as long as the claim
    /// of the task does, so one that is killed or cancelled gives it free; it ends with the task.
    async fn claim_input(&mut self, input: &AskedInput, claim: &Claim) -> Answer<Asking>;
    /// Says how many answers an input has when it is complete.
    async fn want_answers(&mut self, input_hash: &str, wanted: u32) -> Answer<()>;
    /// A new answer.
    async fn insert_sample(&mut self, sample: &Sample) -> Answer<()>;
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
