use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Answer;
use crate::candidate::merge::{MergeRecord, Moved};
use crate::candidate::proposals::{SharedContact, SharedText};
use crate::id::{CandidateId, ResumeId, TaskId};
use crate::resume::model::ResumeStatus;
use crate::resume::sketch::Sketch;

/// Reading who may be one person, and who was made one.
#[async_trait]
pub trait MergeReads: Send + Sync {
    /// Who shares an e-mail address or a telephone number with these: for each at most `limit` a reason, the oldest
    /// first. Numbers are compared by their last eight digits.
    async fn shared_contacts(&self, ids: &[CandidateId], limit: u32) -> Answer<Vec<SharedContact>>;
    /// Whose readable résumés share a band of their sketch with one of these: for each résumé at most `limit`.
    async fn shared_texts(&self, ids: &[CandidateId], limit: u32) -> Answer<Vec<SharedText>>;
    /// The last merge of the one who was kept.
    async fn latest_merge(&self, kept: CandidateId) -> Answer<Option<MergeRecord>>;
    /// Open tasks on applications of `from` for jobs that `to` has applied for as well, by id.
    async fn tasks_that_a_merge_ends(&self, from: CandidateId, to: CandidateId) -> Answer<Vec<TaskId>>;
}

/// Writing merges. Each write also goes into the feed of changes.
#[async_trait]
pub trait MergeWrites: Send + Sync {
    /// Keeps the sketch of a résumé's text, or that it has none.
    async fn put_resume_sketch(&mut self, id: ResumeId, sketch: Option<&Sketch>) -> Answer<()>;
    /// Locks a candidate's résumés until the end of the transaction.
    async fn lock_resumes_of(&mut self, id: CandidateId) -> Answer<Vec<(ResumeId, ResumeStatus)>>;
    /// Gives all résumés and applications of one to another; both are locked, and the résumés of the one too.
    async fn move_belongings(&mut self, from: CandidateId, to: CandidateId, at: DateTime<Utc>) -> Answer<Moved>;
    /// Removes a candidate who has nothing left.
    async fn remove_merged(&mut self, id: CandidateId) -> Answer<()>;
    /// Keeps what it takes to undo.
    async fn put_merge(&mut self, record: &MergeRecord) -> Answer<()>;
    /// Takes back what changed hands, as far as it is still there and in the hands of the one who was kept.
    async fn give_back(
        &mut self,
        moved: &Moved,
        kept: CandidateId,
        other: CandidateId,
        at: DateTime<Utc>,
    ) -> Answer<()>;
    /// Forgets a merge.
    async fn remove_merge(&mut self, id: Uuid) -> Answer<()>;
}
