use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Answer;
use crate::candidate::model::{Candidate, CandidateFilter, CandidateOrder, RankedSkill};
use crate::id::{CandidateId, ResumeId, TaskId};
use crate::page::{Page, PageRequest};

/// Reading candidates.
#[async_trait]
pub trait CandidateReads: Send + Sync {
    /// Those of these that are there.
    async fn candidates(&self, ids: &[CandidateId]) -> Answer<Vec<Candidate>>;
    /// A page of a list.
    async fn list_candidates(
        &self,
        filter: &CandidateFilter,
        order: CandidateOrder,
        page: &PageRequest,
    ) -> Answer<Page<Candidate>>;
    /// How many the list holds.
    async fn count_candidates(&self, filter: &CandidateFilter) -> Answer<u64>;
    /// All with this e-mail (lower case), as first or further address, oldest first.
    async fn candidates_by_email(&self, email: &str) -> Answer<Vec<Candidate>>;
    /// The skills that rankings count.
    async fn ranked_skills(&self, id: CandidateId) -> Answer<Vec<RankedSkill>>;
}

/// Writing candidates. Each write also goes into the feed of changes.
#[async_trait]
pub trait CandidateWrites: Send + Sync {
    /// A new row.
    async fn insert_candidate(&mut self, candidate: &Candidate) -> Answer<()>;
    /// The row as it is now; `embedded_at` is left alone.
    async fn update_candidate(&mut self, candidate: &Candidate) -> Answer<()>;
    /// Locks the row until the end of the transaction, so that two writers come one after the other.
    async fn lock_candidate(&mut self, id: CandidateId) -> Answer<Option<Candidate>>;
    /// Keeps the person from being erased until the end of the transaction; `false` when they aren't there.
    async fn hold_candidate(&mut self, id: CandidateId) -> Answer<bool>;
    /// Makes other transactions that ask for the same e-mail wait for the end of this one, so that two
    /// résumés of one person that are read at once don't make two candidates.
    async fn lock_email(&mut self, email: &str) -> Answer<()>;
    /// Removes the person and all that hangs on them: files, text, chunks, vectors, applications,
    /// screenings, their tasks. Answers which tasks those were; `None` when the person wasn't there.
    async fn erase_candidate(&mut self, id: CandidateId) -> Answer<Option<Vec<TaskId>>>;
    /// Replaces the skills that rankings count.
    async fn put_ranked_skills(&mut self, id: CandidateId, skills: &[RankedSkill]) -> Answer<()>;
    /// Adds skills that were read to those that rankings count and the row holds. Where a person said which
    /// skills there are, none is added; one that is there may turn out to be described.
    async fn add_ranked_skills(&mut self, id: CandidateId, skills: &[RankedSkill]) -> Answer<()>;
    /// Replaces the full-text entry: name, headline and skills weigh first, then the résumé's first
    /// 500 KB.
    async fn put_candidate_search(&mut self, id: CandidateId, headline: &str, body: &str) -> Answer<()>;
    /// Removes the document vectors of all models.
    async fn remove_candidate_vectors(&mut self, id: CandidateId) -> Answer<()>;
    /// Replaces the document vector of the model in use.
    async fn put_candidate_vector(
        &mut self,
        id: CandidateId,
        resume: ResumeId,
        content_hash: &str,
        vector: &[f32],
        at: DateTime<Utc>,
    ) -> Answer<()>;
}
