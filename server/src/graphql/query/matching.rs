//! Rankings, best first. `filter` and `minSimilarity` are hard and come before the cut.

use async_graphql::{Context, ID, Object};
use domain::error::ServiceError;
use domain::id::{CandidateId, JobId};
use domain::matching::model::WeightOverrides;
use domain::matching::service::{Ranked, Ranking};
use serde::Serialize;

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::input::filter::{CandidateFilter, JobFilter};
use crate::graphql::input::write::MatchWeightsInput;
use crate::graphql::object::matching::{CandidateMatch, CandidateMatchConnection, JobMatch, JobMatchConnection};
use crate::graphql::object::{Nullable, nullable};

/// Rankings.
#[derive(Debug, Default)]
pub struct MatchingQuery;

/// How a ranking is asked for.
struct Asked<F> {
    page: PageArguments,
    min_similarity: Option<f64>,
    filter: F,
    weights: WeightOverrides,
}

impl<F: Serialize + Clone> Asked<F> {
    /// The ranking in the domain's words, and the digest of its list.
    fn ranking(&self, list: &str, about: &impl Serialize) -> ApiResult<(Ranking<F>, ListDigest)> {
        let w = &self.weights;
        let digest = ListDigest::of(
            list,
            &(about, &self.filter, self.min_similarity, [w.semantic, w.lexical, w.skills, w.experience]),
        );
        let page = self.page.request(&digest)?;
        Ok((
            Ranking { page, min_similarity: self.min_similarity, filter: self.filter.clone(), weights: self.weights },
            digest,
        ))
    }
}

fn asked<F>(
    page: (Option<i32>, Option<String>),
    min_similarity: Option<f64>,
    filter: F,
    weights: Option<MatchWeightsInput>,
) -> Asked<F> {
    let page = PageArguments { first: page.0, after: page.1, ..PageArguments::default() };
    Asked { page, min_similarity, filter, weights: weights.unwrap_or_default().into() }
}

#[Object]
impl MatchingQuery {
    /// Who fits a job, and why. Null when there is no such job.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a ranking")]
    async fn match_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job.")] job_id: ID,
        #[graphql(desc = "The best so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Cosine at least, −1…1.")] min_similarity: Option<f64>,
        #[graphql(desc = "Only these.")] filter: Option<CandidateFilter>,
        #[graphql(desc = "In place of the default weights.")] weights: Option<MatchWeightsInput>,
    ) -> Nullable<CandidateMatchConnection> {
        nullable(
            match_candidates(ctx, &job_id, asked((first, after), min_similarity, filter.unwrap_or_default(), weights))
                .await,
        )
    }
    /// Which jobs fit a candidate, and why. Null when there is no such candidate.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a ranking")]
    async fn match_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The candidate.")] candidate_id: ID,
        #[graphql(desc = "The best so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Cosine at least, −1…1.")] min_similarity: Option<f64>,
        #[graphql(desc = "Only these.")] filter: Option<JobFilter>,
        #[graphql(desc = "In place of the default weights.")] weights: Option<MatchWeightsInput>,
    ) -> Nullable<JobMatchConnection> {
        nullable(
            match_jobs(ctx, &candidate_id, asked((first, after), min_similarity, filter.unwrap_or_default(), weights))
                .await,
        )
    }
    /// Who is like a candidate, and why. Null when there is no such candidate.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a ranking")]
    async fn similar_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The candidate.")] candidate_id: ID,
        #[graphql(desc = "The best so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Cosine at least, −1…1.")] min_similarity: Option<f64>,
        #[graphql(desc = "Only these.")] filter: Option<CandidateFilter>,
    ) -> Nullable<CandidateMatchConnection> {
        nullable(
            similar_candidates(
                ctx,
                &candidate_id,
                asked((first, after), min_similarity, filter.unwrap_or_default(), None),
            )
            .await,
        )
    }
    /// Who fits a description in plain words, and why. After a change of the embedding model, and until all
    /// texts have vectors of the new one, meaning doesn't count here: words, skills and years do.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a ranking")]
    async fn search_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is looked for, 1–10,000 characters.")] text: String,
        #[graphql(desc = "The best so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Cosine at least, −1…1.")] min_similarity: Option<f64>,
        #[graphql(desc = "Only these.")] filter: Option<CandidateFilter>,
        #[graphql(desc = "In place of the default weights.")] weights: Option<MatchWeightsInput>,
    ) -> Nullable<CandidateMatchConnection> {
        nullable(
            search(ctx, &text, asked((first, after), min_similarity, filter.unwrap_or_default(), weights))
                .await
                .map(Some),
        )
    }
}

async fn match_candidates(
    ctx: &Context<'_>,
    job: &ID,
    asked: Asked<CandidateFilter>,
) -> ApiResult<Option<CandidateMatchConnection>> {
    let job: JobId = parse("jobId", job)?;
    let (ranking, digest) = parsed(asked)?.ranking("matchCandidates", &job)?;
    let ranked = ctx.services().matching.candidates_for_job(job, ranking).await?;
    Ok(ranked.map(|ranked| candidate_matches(ranked, Some(job), &digest)))
}

async fn similar_candidates(
    ctx: &Context<'_>,
    candidate: &ID,
    asked: Asked<CandidateFilter>,
) -> ApiResult<Option<CandidateMatchConnection>> {
    let candidate: CandidateId = parse("candidateId", candidate)?;
    let (ranking, digest) = parsed(asked)?.ranking("similarCandidates", &candidate)?;
    let ranked = ctx.services().matching.similar_candidates(candidate, ranking).await?;
    Ok(ranked.map(|ranked| candidate_matches(ranked, None, &digest)))
}

async fn search(ctx: &Context<'_>, text: &str, asked: Asked<CandidateFilter>) -> ApiResult<CandidateMatchConnection> {
    let (ranking, digest) = parsed(asked)?.ranking("searchCandidates", &text)?;
    let ranked: Result<_, ServiceError> = ctx.services().matching.search(text, ranking).await;
    Ok(candidate_matches(ranked?, None, &digest))
}

async fn match_jobs(
    ctx: &Context<'_>,
    candidate: &ID,
    asked: Asked<JobFilter>,
) -> ApiResult<Option<JobMatchConnection>> {
    let candidate: CandidateId = parse("candidateId", candidate)?;
    let asked = Asked {
        page: asked.page,
        min_similarity: asked.min_similarity,
        filter: asked.filter.parsed()?,
        weights: asked.weights,
    };
    let (ranking, digest) = asked.ranking("matchJobs", &candidate)?;
    let ranked = ctx.services().matching.jobs_for_candidate(candidate, ranking).await?;
    Ok(ranked.map(|ranked| {
        let truncated = ranked.truncated;
        let mut rows = Rows::of(ranked.page, &digest, Count::known(ranked.total), |row| {
            JobMatch::of(row, candidate, digest.as_str())
        });
        rows.truncated = truncated;
        JobMatchConnection(rows)
    }))
}

fn parsed(asked: Asked<CandidateFilter>) -> ApiResult<Asked<domain::candidate::model::CandidateFilter>> {
    Ok(Asked {
        page: asked.page,
        min_similarity: asked.min_similarity,
        filter: asked.filter.parsed()?,
        weights: asked.weights,
    })
}

fn candidate_matches(
    ranked: Ranked<domain::matching::reasons::CandidateMatch>,
    job: Option<JobId>,
    digest: &ListDigest,
) -> CandidateMatchConnection {
    let mut rows =
        Rows::of(ranked.page, digest, Count::known(ranked.total), |row| CandidateMatch::of(row, job, digest.as_str()));
    rows.truncated = ranked.truncated;
    CandidateMatchConnection(rows)
}
