use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Answer;
use crate::id::{CandidateId, ResumeId, TaskId};
use crate::page::{Page, PageRequest};
use crate::resume::finding::Finding;
use crate::resume::model::{EmbeddedChunk, Resume, ResumeFilter, ResumeReading, ResumeStatus};

/// Reading résumés.
#[async_trait]
pub trait ResumeReads: Send + Sync {
    /// Those of these that are there. A duplicate's `candidate_id` is that of the first with its bytes.
    async fn resumes(&self, ids: &[ResumeId]) -> Answer<Vec<Resume>>;
    /// Their texts, of those that have one.
    async fn resume_texts(&self, ids: &[ResumeId]) -> Answer<Vec<(ResumeId, String)>>;
    /// A page of a list, newest first.
    async fn list_resumes(&self, filter: &ResumeFilter, page: &PageRequest) -> Answer<Page<Resume>>;
    /// One page a candidate, of the newest résumés of each, in one statement: `limit + 1` rows each at
    /// most, so that the caller knows whether more follow.
    async fn newest_resumes(&self, candidates: &[CandidateId], limit: u32) -> Answer<Vec<Resume>>;
    /// How many the list holds.
    async fn count_resumes(&self, filter: &ResumeFilter) -> Answer<u64>;
    /// Duplicates of it that are to apply for a job, in the order they came.
    async fn duplicates_of(&self, id: ResumeId) -> Answer<Vec<Resume>>;
    /// The newest READY or NEEDS_REVIEW one of a candidate that models may be shown.
    async fn latest_readable(&self, candidate: CandidateId) -> Answer<Option<Resume>>;
    /// Its chunks with their vectors of the model in use, in order.
    async fn embedded_chunks(&self, id: ResumeId) -> Answer<Vec<EmbeddedChunk>>;
    /// Texts of latest readable résumés that hold all the words of one of the names, whatever the case and
    /// whatever stands between the words, after this candidate; at most `limit`, by candidate id.
    async fn texts_with(
        &self,
        names: &[String],
        after: Option<CandidateId>,
        limit: u64,
    ) -> Answer<Vec<(CandidateId, String)>>;
    /// The key that signs links to files.
    async fn signing_key(&self) -> Answer<Option<Vec<u8>>>;
}

/// Writing résumés. Each write also goes into the feed of changes.
#[async_trait]
pub trait ResumeWrites: Send + Sync {
    /// A new row; `false` when another résumé stands for the same bytes already (nothing is written then).
    async fn insert_resume(&mut self, resume: &Resume) -> Answer<bool>;
    /// Locks the row until the end of the transaction.
    async fn lock_resume(&mut self, id: ResumeId) -> Answer<Option<Resume>>;
    /// The same for the one that stands for these bytes (not UNREADABLE, FAILED or DUPLICATE).
    async fn lock_resume_by_sha256(&mut self, sha256: &str) -> Answer<Option<Resume>>;
    /// Changes where its reading stands. To RECEIVED again: `false` when another one stands for the bytes.
    async fn set_resume_status(&mut self, id: ResumeId, status: ResumeStatus, reason: Option<&str>) -> Answer<bool>;
    /// Writes what was read and whose it is.
    async fn put_resume_reading(&mut self, id: ResumeId, candidate: CandidateId, reading: &ResumeReading)
    -> Answer<()>;
    /// Notes the page count and media type of a file that gave no text.
    async fn set_resume_shape(&mut self, id: ResumeId, media_type: Option<&str>, page_count: Option<i32>)
    -> Answer<()>;
    /// Writes that a person released it.
    async fn release_resume(&mut self, id: ResumeId, at: DateTime<Utc>) -> Answer<()>;
    /// Keeps a text that a person gave, to be taken up by a task: RECEIVED. `false` when another one stands for
    /// the bytes (nothing is written then).
    async fn put_text_by_a_person(&mut self, id: ResumeId, text: &str, findings: &[Finding]) -> Answer<bool>;
    /// Removes it with its duplicates, their text, chunks, vectors, screenings and files.
    async fn delete_resume(&mut self, id: ResumeId, at: DateTime<Utc>) -> Answer<()>;
    /// Has applications of this candidate that name it go by their latest, and removes screenings that judged
    /// them by it.
    async fn part_resume_from(&mut self, id: ResumeId, candidate: CandidateId, at: DateTime<Utc>) -> Answer<()>;
    /// Says whose it is.
    async fn set_resume_candidate(&mut self, id: ResumeId, candidate: CandidateId) -> Answer<()>;
    /// Brings its duplicates to where it stands. With a task they are read by that one.
    async fn set_duplicates(
        &mut self,
        first: ResumeId,
        status: ResumeStatus,
        reason: &str,
        task: Option<TaskId>,
    ) -> Answer<()>;
    /// Keeps the jobs that these and their duplicates name from being removed, until the end of the transaction.
    async fn hold_jobs_of(&mut self, resumes: &[ResumeId]) -> Answer<()>;
    /// Notes for those of these that are RECEIVED or EXTRACTING that they FAILED, and brings their duplicates
    /// there too, which are then read by the task of the first.
    async fn fail_resumes(&mut self, given_up: &[(ResumeId, TaskId)], reason: &str) -> Answer<()>;
    /// Names the task that reads it.
    async fn set_resume_task(&mut self, id: ResumeId, task: TaskId) -> Answer<()>;
    /// Replaces chunks and their vectors of the model in use.
    async fn put_resume_chunks(&mut self, id: ResumeId, chunks: &[EmbeddedChunk], at: DateTime<Utc>) -> Answer<()>;
    /// Keeps the first key it is given; answers the one that is kept.
    async fn put_signing_key(&mut self, key: &[u8]) -> Answer<Vec<u8>>;
}
