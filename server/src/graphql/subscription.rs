//! What can be watched live.

use async_graphql::{Context, ID, InputObject, Object, Result, Subscription as GraphqlSubscription};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{JobId, TaskId};
use domain::screening::record::{FeedPosition, ScreeningEnd};
use futures::stream::{BoxStream, Stream, StreamExt};

use super::app::Request;
use super::error::{ApiError, ApiResult};
use super::global_id::{Global, parse, parse_opt};
use super::input::filter::TaskFilter;
use super::object::application::Application;
use super::object::screening::Screening;
use super::object::task::{Task, TaskEvent};
use super::object::{Nullable, nullable};

/// What can be watched live.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subscription;

/// A task, and the number of the last event that is known of it.
#[derive(Debug, Clone, InputObject)]
pub struct TaskPositionInput {
    /// The task.
    pub id: ID,
    /// Only events with a higher number; 0 when not given.
    pub after_seq: Option<i32>,
}

/// A screening that ended, well or not.
#[derive(Debug, Clone)]
pub struct ScreeningUpdate(ScreeningEnd);

const MOST_TASKS: usize = 100;

type Live<T> = BoxStream<'static, Option<Result<T>>>;

/// What can be watched live.
#[GraphqlSubscription]
impl Subscription {
    /// Every event of each task after a number, once and in order; completes when all have ended. At
    /// most 100 tasks. With a filter instead: every event of tasks that fit, from now on, without end.
    async fn task_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "These tasks.")] tasks: Option<Vec<TaskPositionInput>>,
        #[graphql(desc = "Or all that fit, from now on.")] filter: Option<TaskFilter>,
    ) -> Result<impl Stream<Item = Option<Result<TaskEvent>>> + use<>> {
        Ok(task_events(ctx, tasks, filter).await?)
    }

    /// Each screening as it ends, well or not, for one job or all.
    async fn screening_updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only for this job.")] job_id: Option<ID>,
        #[graphql(desc = "A cursor of an earlier message, to miss nothing; from now on when not given.")] after: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Option<Result<ScreeningUpdate>>> + use<>> {
        Ok(screening_updates(ctx, job_id, after).await?)
    }
}

async fn task_events(
    ctx: &Context<'_>,
    tasks: Option<Vec<TaskPositionInput>>,
    filter: Option<TaskFilter>,
) -> ApiResult<Live<TaskEvent>> {
    ctx.viewer()?;
    let service = &ctx.services().tasks;
    let events = match (tasks, filter) {
        (Some(tasks), None) => service.follow(&positions(&tasks)?).await?,
        (None, Some(filter)) => service.follow_filter(filter.parsed()?).await?,
        _ => {
            return Err(ApiError::bad_input("tasks", "give tasks or a filter, and not both"));
        }
    };
    Ok(events.map(|event| Some(event.map(TaskEvent).map_err(|fault| ApiError::from(fault).into()))).boxed())
}

fn positions(tasks: &[TaskPositionInput]) -> ApiResult<Vec<(TaskId, i32)>> {
    if tasks.is_empty() || tasks.len() > MOST_TASKS {
        return Err(ApiError::bad_input("tasks", format_args!("1 to {MOST_TASKS} tasks, not {}", tasks.len())));
    }
    let position = |task: &TaskPositionInput| match task.after_seq.unwrap_or_default() {
        after if after < 0 => Err(ApiError::bad_input("tasks.afterSeq", "a number is 0 or more")),
        after => Ok((parse("tasks.id", &task.id)?, after)),
    };
    tasks.iter().map(position).collect()
}

async fn screening_updates(
    ctx: &Context<'_>,
    job: Option<ID>,
    after: Option<String>,
) -> ApiResult<Live<ScreeningUpdate>> {
    ctx.viewer()?;
    let job: Option<JobId> = parse_opt("jobId", job.as_ref())?;
    let after = after.as_deref().map(position).transpose()?;
    let ends = ctx.services().screenings.follow(job, after).await?;
    Ok(ends.map(|end| Some(end.map(ScreeningUpdate).map_err(|fault| ApiError::from(fault).into()))).boxed())
}

fn position(cursor: &str) -> ApiResult<FeedPosition> {
    let position = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|json| serde_json::from_slice(&json).ok());
    position.ok_or_else(|| {
        ApiError::bad_input("after", "this is not a cursor of this subscription; take one from an earlier message")
    })
}

/// A screening that ended, well or not.
#[Object]
impl ScreeningUpdate {
    /// Where to go on from: pass it as after.
    async fn cursor(&self) -> String {
        let json = serde_json::to_string(&self.0.position).expect("a position is plain data");
        URL_SAFE_NO_PAD.encode(json)
    }
    /// Whose screening ended.
    async fn application_id(&self) -> ID {
        self.0.application_id.global()
    }
    /// The application as it is now.
    async fn application(&self, ctx: &Context<'_>) -> Nullable<Application> {
        let found = ctx.services().applications.by_ids(&[self.0.application_id]).await;
        nullable(found.map(|mut found| found.pop().map(Application::of)))
    }
    /// The screening; null when it could not be made.
    async fn screening(&self, ctx: &Context<'_>) -> Nullable<Screening> {
        let id = self.0.screening_id?;
        nullable(ctx.services().screenings.by_ids(&[id]).await.map(|mut found| found.pop().map(Screening)))
    }
    /// The task that ended.
    async fn task(&self, ctx: &Context<'_>) -> Nullable<Task> {
        let id = self.0.task_id?;
        nullable(ctx.services().tasks.by_ids(&[id]).await.map(|mut found| found.pop().map(Task)))
    }
}
