//! Tasks, the lines they wait in, and who runs them.

use async_graphql::{Context, ID, Object};
use domain::task::model::TaskFilter as DomainFilter;

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::input::filter::TaskFilter;
use crate::graphql::loader::load;
use crate::graphql::object::queue::{QueueStatus, WorkerStatus};
use crate::graphql::object::task::{Task, TaskConnection};
use crate::graphql::object::{Nullable, nullable};

/// Tasks, the lines they wait in, and who runs them.
#[derive(Debug, Default)]
pub struct TaskQuery;

#[Object]
impl TaskQuery {
    /// A task by its id.
    async fn task(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Nullable<Task> {
        nullable(find(ctx, &id).await)
    }
    /// Tasks, the newest first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<TaskFilter>,
    ) -> Nullable<TaskConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list_tasks(ctx, page, DomainFilter::default(), filter).await.map(Some))
    }
    /// How each line of tasks stands: always all of them, in one order.
    async fn queues(&self, ctx: &Context<'_>) -> Nullable<Vec<QueueStatus>> {
        let queues = ctx.services().tasks.queues().await;
        nullable(queues.map(|all| Some(all.into_iter().map(Into::into).collect())))
    }
    /// The processes that run tasks, by name.
    async fn workers(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkerStatus>> {
        let workers = ctx.services().tasks.workers().await;
        nullable(workers.map(|all| Some(all.into_iter().map(WorkerStatus).collect())))
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<Task>> {
    Ok(load::<domain::id::TaskId>(ctx, parse("id", id)?).await?.map(Task))
}

/// A page of tasks: those of `base` (of a batch) that fit the filter.
///
/// # Errors
/// BAD_USER_INPUT for wrong ids or page arguments.
pub async fn list_tasks(
    ctx: &Context<'_>,
    page: PageArguments,
    base: DomainFilter,
    filter: Option<TaskFilter>,
) -> ApiResult<TaskConnection> {
    let asked = filter.unwrap_or_default().parsed()?;
    let filter = DomainFilter { parent: base.parent.or(asked.parent), ..asked };
    let digest = ListDigest::of("tasks", &filter);
    let tasks = ctx.services().tasks.clone();
    let found = tasks.list(&filter, &page.request(&digest)?).await?;
    let count = Count::by(move || {
        let (tasks, filter) = (tasks.clone(), filter.clone());
        async move { tasks.count(&filter).await }
    });
    Ok(TaskConnection(Rows::of(found, &digest, count, Task)))
}
