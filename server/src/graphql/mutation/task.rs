//! Tasks, and the lines they wait in.

use async_graphql::{Context, Object};

use crate::graphql::app::Request;
use crate::graphql::error::{ApiResult, outcome};
use crate::graphql::global_id::parse;
use crate::graphql::input::write::{
    CancelTaskInput, PauseQueueInput, PurgeQueueInput, ResumeQueueInput, RetryTaskInput,
};
use crate::graphql::object::task::Task;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{
    CancelTaskPayload, PauseQueuePayload, PurgeQueuePayload, ResumeQueuePayload, RetryTaskPayload,
};

/// Tasks, and the lines they wait in.
#[derive(Debug, Default)]
pub struct TaskMutation;

#[Object]
impl TaskMutation {
    /// Ends a task that has not ended: queued work never starts, running work stops and writes nothing.
    async fn cancel_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CancelTaskInput,
    ) -> Nullable<CancelTaskPayload> {
        nullable(cancel(ctx, input).await.map(Some))
    }
    /// Brings a dead task back as a new one that names it.
    async fn retry_task(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RetryTaskInput,
    ) -> Nullable<RetryTaskPayload> {
        nullable(retry(ctx, input).await.map(Some))
    }
    /// Hands nothing more out of a line of tasks: what runs goes on, and what comes waits. A line that is
    /// paused already stays so.
    async fn pause_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: PauseQueueInput,
    ) -> Nullable<PauseQueuePayload> {
        nullable(pause(ctx, input).await.map(Some))
    }
    /// Hands tasks out of a line again.
    async fn resume_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ResumeQueueInput,
    ) -> Nullable<ResumeQueuePayload> {
        nullable(resume(ctx, input).await.map(Some))
    }
    /// Cancels every task that waits in a line, whenever it is due: they become REVOKED and can be brought
    /// back one by one. What runs goes on, and what comes meanwhile stays.
    async fn purge_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: PurgeQueueInput,
    ) -> Nullable<PurgeQueuePayload> {
        nullable(purge(ctx, input).await.map(Some))
    }
}

async fn pause(ctx: &Context<'_>, input: PauseQueueInput) -> ApiResult<PauseQueuePayload> {
    let (queue, user_errors) = outcome(ctx.services().tasks.pause_queue(input.name.into()).await)?;
    Ok(PauseQueuePayload { queue: queue.map(Into::into), user_errors })
}

async fn resume(ctx: &Context<'_>, input: ResumeQueueInput) -> ApiResult<ResumeQueuePayload> {
    let (queue, user_errors) = outcome(ctx.services().tasks.resume_queue(input.name.into()).await)?;
    Ok(ResumeQueuePayload { queue: queue.map(Into::into), user_errors })
}

async fn purge(ctx: &Context<'_>, input: PurgeQueueInput) -> ApiResult<PurgeQueuePayload> {
    let (purged, user_errors) = outcome(ctx.services().tasks.purge_queue(input.name.into()).await)?;
    let Some(purged) = purged else {
        return Ok(PurgeQueuePayload { user_errors, ..PurgeQueuePayload::default() });
    };
    let revoked_count = i32::try_from(purged.revoked).unwrap_or(i32::MAX);
    Ok(PurgeQueuePayload { queue: Some(purged.queue.into()), revoked_count: Some(revoked_count), user_errors })
}

async fn cancel(ctx: &Context<'_>, input: CancelTaskInput) -> ApiResult<CancelTaskPayload> {
    let (task, user_errors) = outcome(ctx.services().tasks.cancel(parse("input.id", &input.id)?).await)?;
    Ok(CancelTaskPayload { task: task.map(Task), user_errors })
}

async fn retry(ctx: &Context<'_>, input: RetryTaskInput) -> ApiResult<RetryTaskPayload> {
    let (back, mut user_errors) = outcome(ctx.services().tasks.retry(parse("input.id", &input.id)?).await)?;
    let Some(back) = back else {
        return Ok(RetryTaskPayload { user_errors, ..RetryTaskPayload::default() });
    };
    user_errors.extend(back.violations.into_iter().map(Into::into));
    Ok(RetryTaskPayload { task: Some(Task(back.task)), user_errors })
}
