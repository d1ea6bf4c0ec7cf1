//! Tasks.

use async_graphql::{Context, Object};

use crate::graphql::app::Request;
use crate::graphql::error::{ApiResult, outcome};
use crate::graphql::global_id::parse;
use crate::graphql::input::write::{CancelTaskInput, RetryTaskInput};
use crate::graphql::object::task::Task;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{CancelTaskPayload, RetryTaskPayload};

/// Tasks.
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
