//! Jobs.

use async_graphql::{Context, ID, Object};

use crate::graphql::app::Request;
use crate::graphql::connection::{Count, Rows};
use crate::graphql::cursor::{ListDigest, PageArguments};
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::parse;
use crate::graphql::input::filter::JobFilter;
use crate::graphql::input::order::JobOrder;
use crate::graphql::loader::load;
use crate::graphql::object::job::{Job, JobConnection};
use crate::graphql::object::{Nullable, nullable};

/// Jobs.
#[derive(Debug, Default)]
pub struct JobQuery;

#[Object]
impl JobQuery {
    /// A job by its id.
    async fn job(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Nullable<Job> {
        nullable(find(ctx, &id).await)
    }
    /// Jobs, the newest first by default.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1–100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1–100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these.")] filter: Option<JobFilter>,
        #[graphql(desc = "In this order.")] order_by: Option<JobOrder>,
    ) -> Nullable<JobConnection> {
        let page = PageArguments { first, after, last, before };
        nullable(list(ctx, page, filter.unwrap_or_default(), order_by).await.map(Some))
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> ApiResult<Option<Job>> {
    Ok(load::<domain::id::JobId>(ctx, parse("id", id)?).await?.map(Job))
}

async fn list(
    ctx: &Context<'_>,
    page: PageArguments,
    filter: JobFilter,
    order: Option<JobOrder>,
) -> ApiResult<JobConnection> {
    let (filter, order) = (filter.parsed()?, order.map(Into::into).unwrap_or_default());
    let digest = ListDigest::of("jobs", &(&filter, &order));
    let jobs = ctx.services().jobs.clone();
    let found = jobs.list(filter.clone(), order, &page.request(&digest)?).await?;
    let count = Count::by(move || {
        let (jobs, filter) = (jobs.clone(), filter.clone());
        async move { jobs.count(filter).await }
    });
    Ok(JobConnection(Rows::of(found, &digest, count, Job)))
}
