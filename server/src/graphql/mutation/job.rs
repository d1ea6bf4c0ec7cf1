//! Jobs.

use async_graphql::{Context, Object};
use domain::id::JobId;

use super::task;
use crate::graphql::app::Request;
use crate::graphql::error::{ApiResult, outcome};
use crate::graphql::global_id::{Global, parse};
use crate::graphql::input::write::{CreateJobInput, DeleteJobInput, SetJobCriteriaInput, UpdateJobInput};
use crate::graphql::object::job::Job;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{CreateJobPayload, DeleteJobPayload, SetJobCriteriaPayload, UpdateJobPayload};

/// Jobs.
#[derive(Debug, Default)]
pub struct JobMutation;

#[Object]
impl JobMutation {
    /// Makes a job; it ranks once its task has ended.
    async fn create_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job.")] input: CreateJobInput,
    ) -> Nullable<CreateJobPayload> {
        nullable(create(ctx, input).await.map(Some))
    }
    /// Changes a job; a changed text is embedded again.
    async fn update_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateJobInput,
    ) -> Nullable<UpdateJobPayload> {
        nullable(update(ctx, input).await.map(Some))
    }
    /// Says what applications for a job are judged by. Screenings made before are stale then; nothing is screened
    /// again by itself.
    async fn set_job_criteria(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The criteria.")] input: SetJobCriteriaInput,
    ) -> Nullable<SetJobCriteriaPayload> {
        nullable(set_criteria(ctx, input).await.map(Some))
    }
    /// Removes a job that nobody applied for.
    async fn delete_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: DeleteJobInput,
    ) -> Nullable<DeleteJobPayload> {
        nullable(delete(ctx, input).await.map(Some))
    }
}

async fn create(ctx: &Context<'_>, input: CreateJobInput) -> ApiResult<CreateJobPayload> {
    let (made, user_errors) = outcome(ctx.services().jobs.create(input.into()).await)?;
    let (job, id) = made.unzip();
    Ok(CreateJobPayload { job: job.map(Job), task: task(ctx, id).await?, user_errors })
}

async fn update(ctx: &Context<'_>, input: UpdateJobInput) -> ApiResult<UpdateJobPayload> {
    let id = parse("input.id", &input.id)?;
    let (changed, user_errors) = outcome(ctx.services().jobs.update(id, input.into()).await)?;
    let (job, id) = changed.unzip();
    Ok(UpdateJobPayload { job: job.map(Job), task: task(ctx, id.flatten()).await?, user_errors })
}

async fn set_criteria(ctx: &Context<'_>, input: SetJobCriteriaInput) -> ApiResult<SetJobCriteriaPayload> {
    let id = parse("input.jobId", &input.job_id)?;
    let criteria = input.criteria.into_iter().map(Into::into).collect();
    let (job, user_errors) = outcome(ctx.services().jobs.set_criteria(id, criteria).await)?;
    Ok(SetJobCriteriaPayload { job: job.map(Job), user_errors })
}

async fn delete(ctx: &Context<'_>, input: DeleteJobInput) -> ApiResult<DeleteJobPayload> {
    let id: JobId = parse("input.id", &input.id)?;
    let (gone, user_errors) = outcome(ctx.services().jobs.delete(id).await)?;
    Ok(DeleteJobPayload { deleted_id: gone.map(|()| id.global()), user_errors })
}
