//! Candidates.

use async_graphql::{Context, Object};
use domain::id::CandidateId;

use crate::graphql::app::Request;
use crate::graphql::error::{ApiResult, outcome};
use crate::graphql::global_id::{Global, parse};
use crate::graphql::input::write::{
    CreateCandidateInput, EraseCandidateInput, MergeCandidatesInput, UndoMergeInput, UpdateCandidateInput,
};
use crate::graphql::object::candidate::Candidate;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{
    CreateCandidatePayload, EraseCandidatePayload, MergeCandidatesPayload, UndoMergePayload, UpdateCandidatePayload,
};

/// Candidates.
#[derive(Debug, Default)]
pub struct CandidateMutation;

#[Object]
impl CandidateMutation {
    /// Makes a candidate by hand.
    async fn create_candidate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The candidate.")] input: CreateCandidateInput,
    ) -> Nullable<CreateCandidatePayload> {
        nullable(create(ctx, input).await.map(Some))
    }
    /// Corrects a candidate; no résumé overwrites the years and skills that are set here.
    async fn update_candidate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateCandidateInput,
    ) -> Nullable<UpdateCandidatePayload> {
        nullable(update(ctx, input).await.map(Some))
    }
    /// Erases a candidate: files, text, vectors, applications, all of it.
    async fn erase_candidate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and why.")] input: EraseCandidateInput,
    ) -> Nullable<EraseCandidatePayload> {
        nullable(erase(ctx, input).await.map(Some))
    }
    /// Makes one of two candidates who are the same person. It can be undone for 30 days.
    async fn merge_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is kept and who goes.")] input: MergeCandidatesInput,
    ) -> Nullable<MergeCandidatesPayload> {
        nullable(merge(ctx, input).await.map(Some))
    }
    /// Makes two candidates again of one. What was changed since the merge stands.
    async fn undo_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose last merge is undone.")] input: UndoMergeInput,
    ) -> Nullable<UndoMergePayload> {
        nullable(undo_merge(ctx, input).await.map(Some))
    }
}

async fn create(ctx: &Context<'_>, input: CreateCandidateInput) -> ApiResult<CreateCandidatePayload> {
    let (made, user_errors) = outcome(ctx.services().candidates.create(input.into()).await)?;
    Ok(CreateCandidatePayload { candidate: made.map(Candidate), user_errors })
}

async fn update(ctx: &Context<'_>, input: UpdateCandidateInput) -> ApiResult<UpdateCandidatePayload> {
    let id = parse("input.id", &input.id)?;
    let (changed, user_errors) = outcome(ctx.services().candidates.update(id, input.into()).await)?;
    Ok(UpdateCandidatePayload { candidate: changed.map(Candidate), user_errors })
}

async fn erase(ctx: &Context<'_>, input: EraseCandidateInput) -> ApiResult<EraseCandidatePayload> {
    let id: CandidateId = parse("input.id", &input.id)?;
    let (gone, user_errors) = outcome(ctx.services().candidates.erase(id, &input.reason).await)?;
    Ok(EraseCandidatePayload { erased_id: gone.map(|()| id.global()), user_errors })
}

async fn merge(ctx: &Context<'_>, input: MergeCandidatesInput) -> ApiResult<MergeCandidatesPayload> {
    let (keep, other) = (parse("input.keepId", &input.keep_id)?, parse("input.otherId", &input.other_id)?);
    let (kept, user_errors) = outcome(ctx.services().candidates.merge(keep, other).await)?;
    Ok(MergeCandidatesPayload { candidate: kept.map(Candidate), user_errors })
}

async fn undo_merge(ctx: &Context<'_>, input: UndoMergeInput) -> ApiResult<UndoMergePayload> {
    let id = parse("input.candidateId", &input.candidate_id)?;
    let (kept, user_errors) = outcome(ctx.services().candidates.undo_merge(id).await)?;
    Ok(UndoMergePayload { candidate: kept.map(Candidate), user_errors })
}
