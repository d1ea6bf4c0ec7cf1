use async_trait::async_trait;

use super::Answer;
use crate::id::{CandidateId, JobId, ResumeId};
use crate::matching::question::{
    CandidateQuestion, CandidateRow, JobQuestion, JobRow, ResumeBasis, Retrieved, StoredChunk, Words,
};

/// Reading for rankings. All of it by the model that serves: the one in use, or the one before it until all
/// texts have vectors of the one in use.
#[async_trait]
pub trait MatchingReads: Send + Sync {
    /// Whether rankings go by another model than the one in use.
    async fn serves_another_model(&self) -> Answer<bool>;
    /// The numbers of every candidate that takes part, all but the lexical part.
    async fn retrieve_candidates(&self, question: &CandidateQuestion) -> Answer<Retrieved<CandidateRow>>;
    /// The lexical part of these candidates for these words; who has no text to search is left out. It
    /// takes a hundred times as long a row as all other numbers.
    async fn lexical(&self, words: &Words, ids: &[CandidateId]) -> Answer<Vec<(CandidateId, f64)>>;
    /// The numbers of every job that takes part.
    async fn retrieve_jobs(&self, question: &JobQuestion) -> Answer<Retrieved<JobRow>>;
    /// The document vector that was made from a job's text of this hash.
    async fn job_vector(&self, id: JobId, content_hash: &str) -> Answer<Option<Vec<f32>>>;
    /// The document vector of a candidate.
    async fn candidate_vector(&self, id: CandidateId) -> Answer<Option<Vec<f32>>>;
    /// The résumés whose vectors stand for these candidates, with their texts.
    async fn resume_basis(&self, ids: &[CandidateId]) -> Answer<Vec<ResumeBasis>>;
    /// Their chunks, by position.
    async fn resume_chunks(&self, ids: &[ResumeId]) -> Answer<Vec<StoredChunk>>;
    /// The chunks that were made from texts of these hashes, by position.
    async fn job_chunks(&self, jobs: &[(JobId, String)]) -> Answer<Vec<StoredChunk>>;
    /// The skills that rankings count, of these candidates, among these.
    async fn skills_among(&self, ids: &[CandidateId], skills: &[String]) -> Answer<Vec<(CandidateId, String, bool)>>;
}
