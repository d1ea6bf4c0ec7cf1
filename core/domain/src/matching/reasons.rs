//! The reasons of a page of a ranking: skills with the places where they stand, and the passages that
//! answer what was asked. Read for a whole page at once.

use std::collections::HashMap;

use uuid::Uuid;

use crate::error::ServiceError;
use crate::id::{CandidateId, JobId, ResumeId};
use crate::job::model::Job;
use crate::matching::explain::{SkillFound, explain_skills};
use crate::matching::model::{Asked, Part, Score};
use crate::matching::passages::{ChunkVector, Passage, passages};
use crate::matching::question::{CandidateRow, JobRow, ResumeBasis, StoredChunk};
use crate::matching::service::MatchingService;
use crate::page::Page;
use crate::resume::model::EmbeddedChunk;
use crate::text::TextIndex;

const MOST_PASSAGES: usize = 3;

/// Why something stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// Whose text the evidence points into.
    pub resume_id: ResumeId,
    /// 0–100, six decimals.
    pub score: f64,
    /// Cosine of the whole-document vectors.
    pub similarity: f64,
    /// What the score is made of.
    pub parts: Vec<Part>,
    /// Skills asked for and shown.
    pub found: Vec<SkillFound>,
    /// Skills asked for and not shown.
    pub missing: Vec<String>,
    /// What in the résumé answers what was asked, best first.
    pub passages: Vec<Passage>,
}

/// A candidate in a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateMatch {
    /// Who.
    pub candidate_id: CandidateId,
    /// Why.
    pub reasons: Reasons,
}

/// A job in a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct JobMatch {
    /// Which.
    pub job_id: JobId,
    /// Why.
    pub reasons: Reasons,
}

/// A text's chunks, before they are pieces of a question.
pub(super) struct Pieces {
    pub(super) chunks: Vec<EmbeddedChunk>,
}

impl Pieces {
    pub(super) fn asked(self, text: &str) -> Vec<(String, Vec<f32>)> {
        let index = TextIndex::new(text);
        self.chunks.into_iter().map(|chunk| (index.slice(chunk.span).to_owned(), chunk.vector)).collect()
    }
}

impl MatchingService {
    pub(super) async fn text_pieces(&self, text: &str) -> Result<Pieces, ServiceError> {
        Ok(Pieces { chunks: crate::embed::embed_text(&self.deps, text).await? })
    }

    pub(super) async fn job_pieces(&self, job: &Job) -> Result<Vec<(String, Vec<f32>)>, ServiceError> {
        let chunks = self.deps.store.reads().job_chunks(&[(job.id, job.content_hash())]).await?;
        Ok(pieces_of(&job.text(), chunks))
    }

    pub(super) async fn candidate_pieces(&self, id: CandidateId) -> Result<Vec<(String, Vec<f32>)>, ServiceError> {
        let reads = self.deps.store.reads();
        let Some(basis) = reads.resume_basis(&[id]).await?.pop() else {
            return Ok(Vec::new());
        };
        let chunks = reads.resume_chunks(&[basis.resume_id]).await?;
        Ok(pieces_of(&basis.text, chunks))
    }

    /// A candidate that was erased since the ranking was made is left out.
    pub(super) async fn explain_candidates(
        &self,
        asked: &Asked,
        pieces: &[(String, Vec<f32>)],
        page: Page<(Score, CandidateRow)>,
    ) -> Result<Page<CandidateMatch>, ServiceError> {
        let ids: Vec<CandidateId> = page.rows.iter().map(|(_, (_, row))| row.candidate_id).collect();
        let (basis, chunks) = self.basis(&ids).await?;
        let rows = page.rows.into_iter().filter_map(|(at, (score, row))| {
            let basis = basis.get(&row.candidate_id)?;
            let chunks = chunks.get(&basis.resume_id.0).map(Vec::as_slice).unwrap_or_default();
            let reasons = reasons(asked, pieces, basis, chunks, score, &row.facts);
            Some((at, CandidateMatch { candidate_id: row.candidate_id, reasons }))
        });
        Ok(Page { rows: rows.collect(), has_next: page.has_next, has_previous: page.has_previous })
    }

    pub(super) async fn explain_jobs(
        &self,
        candidate: CandidateId,
        page: Page<(Score, JobRow)>,
    ) -> Result<Page<JobMatch>, ServiceError> {
        let (basis, chunks) = self.basis(&[candidate]).await?;
        let ids: Vec<JobId> = page.rows.iter().map(|(_, (_, row))| row.job_id).collect();
        let reads = self.deps.store.reads();
        let jobs: HashMap<JobId, Job> = reads.jobs(&ids).await?.into_iter().map(|job| (job.id, job)).collect();
        let texts: Vec<(JobId, String)> = jobs.values().map(|job| (job.id, job.content_hash())).collect();
        let mut asked_chunks = by_owner(reads.job_chunks(&texts).await?);
        let rows = page.rows.into_iter().filter_map(|(at, (score, row))| {
            let basis = basis.get(&candidate)?;
            let job = jobs.get(&row.job_id)?;
            let pieces = pieces_of(&job.text(), asked_chunks.remove(&row.job_id.0).unwrap_or_default());
            let chunks = chunks.get(&basis.resume_id.0).map(Vec::as_slice).unwrap_or_default();
            let reasons = reasons(&row.asked(), &pieces, basis, chunks, score, &row.facts);
            Some((at, JobMatch { job_id: row.job_id, reasons }))
        });
        Ok(Page { rows: rows.collect(), has_next: page.has_next, has_previous: page.has_previous })
    }

    async fn basis(
        &self,
        ids: &[CandidateId],
    ) -> Result<(HashMap<CandidateId, ResumeBasis>, HashMap<Uuid, Vec<StoredChunk>>), ServiceError> {
        let reads = self.deps.store.reads();
        let basis = reads.resume_basis(ids).await?;
        let resumes: Vec<ResumeId> = basis.iter().map(|one| one.resume_id).collect();
        let chunks = by_owner(reads.resume_chunks(&resumes).await?);
        Ok((basis.into_iter().map(|one| (one.candidate_id, one)).collect(), chunks))
    }
}

fn reasons(
    asked: &Asked,
    pieces: &[(String, Vec<f32>)],
    basis: &ResumeBasis,
    chunks: &[StoredChunk],
    score: Score,
    facts: &crate::matching::model::PairFacts,
) -> Reasons {
    let explained = explain_skills(asked, &basis.text);
    let pieces: Vec<(String, &[f32])> = pieces.iter().map(|(text, vector)| (text.clone(), vector.as_slice())).collect();
    let chunks: Vec<ChunkVector<'_>> =
        chunks.iter().map(|chunk| ChunkVector { span: chunk.span, vector: &chunk.vector }).collect();
    Reasons {
        resume_id: basis.resume_id,
        score: score.score,
        similarity: facts.similarity,
        parts: score.parts,
        found: explained.found,
        missing: explained.missing,
        passages: passages(&pieces, &basis.text, &chunks, MOST_PASSAGES),
    }
}

fn by_owner(chunks: Vec<StoredChunk>) -> HashMap<Uuid, Vec<StoredChunk>> {
    let mut owners: HashMap<Uuid, Vec<StoredChunk>> = HashMap::new();
    for chunk in chunks {
        owners.entry(chunk.owner).or_default().push(chunk);
    }
    owners
}

/// The words of a text's chunks, with their vectors.
fn pieces_of(text: &str, chunks: Vec<StoredChunk>) -> Vec<(String, Vec<f32>)> {
    let index = TextIndex::new(text);
    chunks.into_iter().map(|chunk| (index.slice(chunk.span).to_owned(), chunk.vector)).collect()
}
