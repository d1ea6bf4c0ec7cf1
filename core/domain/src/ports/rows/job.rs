use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Answer;
use crate::application::model::Stage;
use crate::id::JobId;
use crate::job::model::{Job, JobFilter, JobOrder};
use crate::page::{Page, PageRequest};
use crate::resume::model::EmbeddedChunk;

/// Reading jobs.
#[async_trait]
pub trait JobReads: Send + Sync {
    /// Those of these that are there.
    async fn jobs(&self, ids: &[JobId]) -> Answer<Vec<Job>>;
    /// A page of a list.
    async fn list_jobs(&self, filter: &JobFilter, order: JobOrder, page: &PageRequest) -> Answer<Page<Job>>;
    /// How many the list holds.
    async fn count_jobs(&self, filter: &JobFilter) -> Answer<u64>;
    /// Applications by stage; stages without any are left out.
    async fn application_counts(&self, ids: &[JobId]) -> Answer<Vec<(JobId, Stage, u64)>>;
    /// The content hash that the job's vector of the model in use was made from; `None` without one.
    async fn embedded_hash(&self, id: JobId) -> Answer<Option<String>>;
    /// Names of skills asked by jobs that the built-in table doesn't hold.
    async fn custom_skills(&self) -> Answer<Vec<String>>;
}

/// Writing jobs. Each write also goes into the feed of changes.
#[async_trait]
pub trait JobWrites: Send + Sync {
    /// A new row, with its full-text entry.
    async fn insert_job(&mut self, job: &Job) -> Answer<()>;
    /// The row as it is now, with its full-text entry; `embedded_at` is left alone.
    async fn update_job(&mut self, job: &Job) -> Answer<()>;
    /// Locks the row until the end of the transaction, so that two writers come one after the other.
    async fn lock_job(&mut self, id: JobId) -> Answer<Option<Job>>;
    /// Keeps the job from being removed until the end of the transaction; `false` when it isn't there.
    async fn hold_job(&mut self, id: JobId) -> Answer<bool>;
    /// Removes it; `false` when it wasn't there. Applications refuse it (`application_job_id_fkey`).
    async fn delete_job(&mut self, id: JobId) -> Answer<bool>;
    /// Replaces chunks, chunk vectors and the document vector of the model in use.
    async fn put_job_vectors(
        &mut self,
        id: JobId,
        content_hash: &str,
        document: &[f32],
        chunks: &[EmbeddedChunk],
        at: DateTime<Utc>,
    ) -> Answer<()>;
    /// Remembers skills that the built-in table doesn't hold; answers those that were not yet looked for
    /// in the résumés there are.
    async fn add_custom_skills(&mut self, names: &[String]) -> Answer<Vec<String>>;
    /// Remembers that these were looked for in the résumés there are.
    async fn custom_skills_looked_for(&mut self, names: &[String]) -> Answer<()>;
    /// The names as [`JobReads::custom_skills`] has them, with none added before the end of this
    /// transaction: whoever adds one later finds what this transaction writes.
    async fn lock_custom_skills(&mut self) -> Answer<Vec<String>>;
}
