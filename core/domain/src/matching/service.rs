//! Rankings: candidates for a job, jobs for a candidate, people like somebody, people for a text.
//! The store gives numbers a pair, [`super::model::score`] orders them, and only the page that is
//! shown gets its reasons.

use std::collections::HashMap;

use crate::candidate::model::CandidateFilter;
use crate::deps::Deps;
use crate::error::ServiceError;
use crate::id::{CandidateId, JobId};
use crate::job::model::{Job, JobFilter};
use crate::matching::cut::{Elsewhere, cut, open};
use crate::matching::error::MatchingRefusal;
use crate::matching::model::{Asked, WeightOverrides, Weights, score};
use crate::matching::question::{
    CandidateQuestion, CandidateRow, JobQuestion, JobRow, Words, typed_skills, words_of_job,
};
use crate::matching::reasons::{CandidateMatch, JobMatch};
use crate::page::{Page, PageRequest};
use crate::text::asked_years;

const LONGEST_TEXT: usize = 10_000;

/// How a ranking is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking<F> {
    /// Which part of the list.
    pub page: PageRequest,
    /// Hard: cosine at least, −1…1.
    pub min_similarity: Option<f64>,
    /// Hard conditions.
    pub filter: F,
    /// In place of the settings' weights.
    pub weights: WeightOverrides,
}

/// A page of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked<T> {
    /// Best first.
    pub page: Page<T>,
    /// How long the whole list is.
    pub total: u64,
    /// The pool was too large to be ranked whole.
    pub truncated: bool,
}

/// What candidates are ranked for.
struct Question {
    /// `None`: ranked without it.
    vector: Option<Vec<f32>>,
    words: Words,
    asked: Asked,
    /// The question's own pieces with their vectors, which passages answer.
    pieces: Vec<(String, Vec<f32>)>,
    except: Option<CandidateId>,
}

/// Use cases around rankings.
#[derive(Debug, Clone)]
pub struct MatchingService {
    pub(super) deps: Deps,
}

impl MatchingService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Candidates for a job; `None` when there is no such job. A job whose present text has no vector yet
    /// has an empty list: what it asks and a vector of what it once asked would not belong together.
    ///
    /// # Errors
    /// Refused for a similarity or weights out of range.
    pub async fn candidates_for_job(
        &self,
        id: JobId,
        ranking: Ranking<CandidateFilter>,
    ) -> Result<Option<Ranked<CandidateMatch>>, ServiceError> {
        let weights = ranking.weights(&self.deps.figures.weights)?;
        let reads = self.deps.store.reads();
        let Some(job) = reads.jobs(&[id]).await?.pop() else {
            return Ok(None);
        };
        let Some(vector) = reads.job_vector(id, &job.content_hash()).await? else {
            return Ok(Some(Ranked::empty()));
        };
        let asked = asked_by(&job);
        let words = words_of_job(&job);
        let pieces = self.job_pieces(&job).await?;
        let question = Question { vector: Some(vector), words, asked, pieces, except: None };
        Ok(Some(self.rank_candidates(question, ranking, weights).await?))
    }

    /// Candidates like one; `None` when there is no such candidate. One without a vector is like nobody.
    ///
    /// # Errors
    /// Refused for a similarity out of range.
    pub async fn similar_candidates(
        &self,
        id: CandidateId,
        ranking: Ranking<CandidateFilter>,
    ) -> Result<Option<Ranked<CandidateMatch>>, ServiceError> {
        let weights = ranking.weights(&self.deps.figures.weights)?;
        let reads = self.deps.store.reads();
        let Some(candidate) = reads.candidates(&[id]).await?.pop() else {
            return Ok(None);
        };
        let Some(vector) = reads.candidate_vector(id).await? else {
            return Ok(Some(Ranked::empty()));
        };
        let asked = Asked::new(&[], &candidate.skills, None, false);
        let pieces = self.candidate_pieces(id).await?;
        let question = Question { vector: Some(vector), words: Words::None, asked, pieces, except: Some(id) };
        Ok(Some(self.rank_candidates(question, ranking, weights).await?))
    }

    /// Candidates for a text in plain words. While rankings go by the vectors of a model that is no longer
    /// loaded, the text can have none of its kind: then its words, skills and years alone tell.
    ///
    /// # Errors
    /// Refused for an empty text, a similarity or weights out of range.
    pub async fn search(
        &self,
        text: &str,
        ranking: Ranking<CandidateFilter>,
    ) -> Result<Ranked<CandidateMatch>, ServiceError> {
        let weights = ranking.weights(&self.deps.figures.search_weights)?;
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST_TEXT {
            return Err(MatchingRefusal::Text.into());
        }
        let asked = Asked::new(&typed_skills(text), &[], asked_years(text), true);
        let words = Words::Typed(text.to_owned());
        if self.deps.store.reads().serves_another_model().await? {
            let question = Question { vector: None, words, asked, pieces: Vec::new(), except: None };
            return self.rank_candidates(question, ranking, Weights { semantic: 0.0, ..weights }).await;
        }
        let pieces = self.text_pieces(text).await?;
        let Some(vector) = crate::resume::model::document_vector(&pieces.chunks) else {
            return Ok(Ranked::empty());
        };
        let question = Question { vector: Some(vector), words, asked, pieces: pieces.asked(text), except: None };
        self.rank_candidates(question, ranking, weights).await
    }

    /// Jobs for a candidate; `None` when there is no such candidate.
    ///
    /// # Errors
    /// Refused for a similarity or weights out of range.
    pub async fn jobs_for_candidate(
        &self,
        id: CandidateId,
        ranking: Ranking<JobFilter>,
    ) -> Result<Option<Ranked<JobMatch>>, ServiceError> {
        let weights = ranking.weights(&self.deps.figures.weights)?;
        if self.deps.store.reads().candidates(&[id]).await?.is_empty() {
            return Ok(None);
        }
        let question = JobQuestion {
            candidate_id: id,
            filter: ranking.filter.canonical(),
            min_similarity: ranking.min_similarity,
            depth: self.deps.figures.depth,
        };
        let found = self.deps.store.reads().retrieve_jobs(&question).await?;
        let scored = found.rows.into_iter().map(|row| {
            let score = score(&row.asked(), &row.facts, &weights);
            (row.job_id.0, score, row)
        });
        let (page, total) = cut(scored.collect(), &ranking.page, Elsewhere::default())?;
        let page = self.explain_jobs(id, page).await?;
        Ok(Some(Ranked { page, total, truncated: found.truncated }))
    }

    /// How one candidate ranks for one job; `None` while either has no vector.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pair(&self, candidate: CandidateId, job: JobId) -> Result<Option<CandidateMatch>, ServiceError> {
        let filter = CandidateFilter { ids: Some(vec![candidate]), ..CandidateFilter::default() };
        let ranking =
            Ranking { page: PageRequest::first(1), min_similarity: None, filter, weights: WeightOverrides::default() };
        let ranked = self.candidates_for_job(job, ranking).await?;
        Ok(ranked.and_then(|ranked| ranked.page.rows.into_iter().next()).map(|(_, row)| row))
    }

    async fn rank_candidates(
        &self,
        question: Question,
        ranking: Ranking<CandidateFilter>,
        weights: Weights,
    ) -> Result<Ranked<CandidateMatch>, ServiceError> {
        let Question { vector, words, asked, pieces, except } = question;
        let question = CandidateQuestion {
            vector,
            words,
            skills: asked.required_skills.iter().chain(&asked.preferred_skills).cloned().collect(),
            filter: ranking.filter.canonical(),
            except,
            min_similarity: ranking.min_similarity,
            depth: self.deps.figures.depth,
        };
        let found = self.deps.store.reads().retrieve_candidates(&question).await?;
        let (mut rows, elsewhere) = open(&asked, &weights, found.rows, &ranking.page)?;
        self.read_words(&question.words, &mut rows).await?;
        let scored = rows.into_iter().map(|row| {
            let score = score(&asked, &row.facts, &weights);
            (row.candidate_id.0, score, row)
        });
        let (page, total) = cut(scored.collect(), &ranking.page, elsewhere)?;
        let page = self.explain_candidates(&asked, &pieces, page).await?;
        Ok(Ranked { page, total, truncated: found.truncated })
    }

    /// Gives these rows their lexical part.
    async fn read_words(&self, words: &Words, rows: &mut [CandidateRow]) -> Result<(), ServiceError> {
        if *words == Words::None || rows.is_empty() {
            return Ok(());
        }
        let ids: Vec<CandidateId> = rows.iter().map(|row| row.candidate_id).collect();
        let read = self.deps.store.reads().lexical(words, &ids).await?;
        let read: HashMap<CandidateId, f64> = read.into_iter().collect();
        for row in rows {
            row.facts.lexical = read.get(&row.candidate_id).copied().unwrap_or_default();
        }
        Ok(())
    }
}

impl<F> Ranking<F> {
    /// The weights of this ranking.
    fn weights(&self, defaults: &Weights) -> Result<Weights, MatchingRefusal> {
        if self.min_similarity.is_some_and(|least| !(-1.0..=1.0).contains(&least)) {
            return Err(MatchingRefusal::Similarity);
        }
        defaults.with(&self.weights).map_err(MatchingRefusal::Weights)
    }
}

/// What a job asks.
#[must_use]
pub fn asked_by(job: &Job) -> Asked {
    let words = words_of_job(job) != Words::None;
    Asked::new(&job.required_skills, &job.preferred_skills, job.draft.min_years, words)
}

impl JobRow {
    /// What this job asks.
    #[must_use]
    pub fn asked(&self) -> Asked {
        Asked::new(&self.required_skills, &self.preferred_skills, self.min_years, true)
    }
}

impl<T> Ranked<T> {
    fn empty() -> Self {
        Self { page: Page { rows: Vec::new(), has_next: false, has_previous: false }, total: 0, truncated: false }
    }
}
